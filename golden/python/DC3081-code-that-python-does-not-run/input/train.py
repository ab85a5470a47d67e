# Where Python itself would stop, the message says why, at the expression.
from zenml import pipeline, step
from zenml.config import DockerSettings
LISTS = {"train": ["numpy==2.3.5"]}


@step
def load() -> int:
    return 1


@step
def fit(data: int) -> None:
    pass


@pipeline(settings={"docker": DockerSettings(requirements=LISTS["trian"])})
def train():
    fit(load())
