# `explain` names every layer that a setting beats, also those of its own level.
from zenml import pipeline, step
from zenml.config import DockerSettings


@step(settings={"docker": DockerSettings(runtime_environment={"WHO": "step"})})
def fit() -> None:
    pass


@pipeline(settings={"docker": DockerSettings(runtime_environment={"WHO": "pipeline"})})
def train():
    fit.with_options(settings={"docker": DockerSettings(runtime_environment={"WHO": "with_options of the step"})})()


release = train.with_options(settings={"docker": DockerSettings(runtime_environment={"WHO": "with_options"})})
