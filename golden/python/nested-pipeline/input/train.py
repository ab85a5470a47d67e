# A pipeline that is called in a pipeline brings its steps with their settings; its own pipeline settings are dropped.
from zenml import pipeline, step
from zenml.config import DockerSettings


@step(settings={"docker": DockerSettings(requirements=["pandas==2.3.3"])})
def load() -> int:
    return 1


@step
def fit(data: int) -> None:
    pass


@pipeline(settings={"docker": DockerSettings(apt_packages=["git"])})
def loading() -> int:
    return load()


@pipeline(settings={"docker": DockerSettings(requirements=["numpy==2.3.5"])})
def train():
    fit(loading())
