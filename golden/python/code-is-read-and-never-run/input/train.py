# A pipeline may be named by its Python code: its settings, its steps and its name are read from the text, which is never run.
from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> int:
    return 1


@step(settings={"docker": DockerSettings(apt_packages=["libgomp1"])})
def fit(data: int) -> None:
    pass


@pipeline(settings={"docker": DockerSettings(requirements=["numpy==2.3.5"], runtime_environment={"A": "pipeline", "B": "pipeline"})})
def churn_training():
    fit(load())
