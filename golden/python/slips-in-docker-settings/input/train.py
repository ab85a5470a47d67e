# Help for a mistake in Python is written in Python.
from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> int:
    return 1


@step
def fit(data: int) -> None:
    pass


@pipeline(settings={"docker": DockerSettings(apt_packages="git curl", source_files="ignore")})
def train():
    fit(load())
