# `os.getenv` gives the value under `variables`, or else its default; without one the name is left to bake.
import os

from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> int:
    return 1


@step
def fit(data: int) -> None:
    pass


@pipeline(
    settings={
        "docker": DockerSettings(
            environment={
                "MODE": os.getenv("MODE", "slow"),
                "LEVEL": os.environ.get("LEVEL", "info"),
                "BUCKET": os.environ["MODEL_BUCKET"],
            }
        )
    }
)
def train():
    fit(load())
