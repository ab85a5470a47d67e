# A step that is called twice has two ids, and a tag comes from the first step of the data flow, not of the code.
from zenml import pipeline, step
from zenml.config import DockerSettings


@step(settings={"docker": DockerSettings(requirements=["pandas==2.3.3"])})
def load() -> int:
    return 1


@step
def fit(data: int, other: int) -> None:
    pass


@pipeline(settings={"docker": DockerSettings(requirements=["numpy==2.3.5"])})
def train():
    old = load(id="old")
    fit(old, load())
