# ZenML silently drops an unknown keyword of `DockerSettings(…)`: a warning suggests the key that was probably meant.
from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> int:
    return 1


@step
def fit(data: int) -> None:
    pass


@pipeline(settings={"docker": DockerSettings(apt_package=["git"], requirements=["numpy==2.3.5"])})
def train():
    fit(load())
