# ZenML ignores an argument of `DockerSettings(…)` without a keyword.
from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> int:
    return 1


@step
def fit(data: int) -> None:
    pass


@pipeline(settings={"docker": DockerSettings("python:3.11-slim", requirements=["numpy==2.3.5"])})
def train():
    fit(load())
