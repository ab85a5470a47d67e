Frame = dict
