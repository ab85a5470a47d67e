# An entry must name code that defines a pipeline.
N = 3
