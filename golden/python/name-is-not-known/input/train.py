# The name of a pipeline must be known, or given in the entry.
import os

from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> int:
    return 1


@step
def fit(data: int) -> None:
    pass


@pipeline(name=f"train_{os.getpid()}")
def train():
    fit(load())
