# `configure(…, merge=False)` replaces the settings of the pipeline as a whole.
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


train.configure(settings={"docker": DockerSettings(requirements=["pandas==2.3.3"])}, merge=False)
