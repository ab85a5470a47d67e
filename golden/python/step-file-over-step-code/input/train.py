# `steps` of the run configuration win over a step in code.
from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> int:
    return 1


@step(settings={"docker": DockerSettings(runtime_environment={"B": "step", "S": "step"})})
def fit(data: int) -> None:
    pass


@pipeline(settings={"docker": DockerSettings(requirements=["numpy==2.3.5"], runtime_environment={"A": "pipeline", "B": "pipeline"})})
def train():
    fit(load())
