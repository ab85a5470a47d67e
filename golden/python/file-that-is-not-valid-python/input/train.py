from zenml import pipeline


@pipeline
def training(:
    pass
