from zenml import pipeline, step
from zenml.config import DockerSettings


def docker(*more):
    return {"docker": DockerSettings(requirements=["numpy==2.3.5", *more])}


@step(settings=docker("scipy==1.16.3"))
def fit() -> None:
    pass


@pipeline(settings=docker())
def training():
    fit()
