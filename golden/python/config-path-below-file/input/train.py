# A `config_path` in code stays below the `file` of the entry, and its `steps` are dropped, as in ZenML.
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


prod = train.with_options(config_path="prod.yaml")
