# In a condition an environment variable without a value counts as not set; a hint names it.
import os

from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> int:
    return 1


@step
def fit(data: int) -> None:
    pass


@pipeline(settings={"docker": DockerSettings(requirements=["torch==2.9.1" if os.getenv("USE_GPU") else "numpy==2.3.5"])})
def train():
    fit(load())
