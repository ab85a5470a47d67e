# Which step operator a step runs on decides which images there are, so it must be known.
import sys

from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> int:
    return 1


@step(step_operator=sys.argv[1])
def fit(data: int) -> None:
    pass


@pipeline
def train():
    fit(load())
