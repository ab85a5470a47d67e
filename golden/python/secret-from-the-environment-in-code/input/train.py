# A secret that code takes from the environment would end in the image like any other value.
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
    settings={"docker": DockerSettings(environment={"HF_TOKEN": os.getenv("HF_TOKEN"), "DB_PASSWORD": os.getenv("DB_PASSWORD", "hunter2")})}
)
def train():
    fit(load())
