# A mapping that is not known stays unknown when a higher layer adds a key to it.
import os

from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> int:
    return 1


@step
def fit(data: int) -> None:
    pass


@pipeline(settings={"docker": DockerSettings(runtime_environment=dict(os.environ))})
def train():
    fit(load())
