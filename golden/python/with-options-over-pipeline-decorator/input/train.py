# `with_options(settings=…)` wins over the decorator, and `configure` over both, in the order in which they are called.
from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> int:
    return 1


@step
def fit(data: int) -> None:
    pass


@pipeline(settings={"docker": DockerSettings(requirements=["numpy==2.3.5"], runtime_environment={"A": "pipeline", "B": "pipeline"})})
def train():
    fit(load())


nightly = train.with_options(settings={"docker": DockerSettings(runtime_environment={"B": "with_options", "C": "with_options"})})
nightly.configure(settings={"docker": {"runtime_environment": {"C": "configure"}}})
