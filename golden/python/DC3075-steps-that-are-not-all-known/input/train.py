# Where the number of steps is not known, and none has settings of its own, the image of the pipeline serves all.
from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> int:
    return 1


@step
def fit(data: int) -> None:
    pass


@pipeline(settings={"docker": DockerSettings(requirements=["numpy==2.3.5"])})
def train(folds: int):
    for _ in range(folds):
        fit(load())
