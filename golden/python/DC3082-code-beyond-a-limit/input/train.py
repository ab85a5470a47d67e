# Code is read within limits, so that reading it always ends.
from zenml import pipeline, step
from zenml.config import DockerSettings


def packages(n):
    return packages(n + 1)

@step
def load() -> int:
    return 1


@step
def fit(data: int) -> None:
    pass


@pipeline(settings={"docker": DockerSettings(requirements=packages(0))})
def train():
    fit(load())
