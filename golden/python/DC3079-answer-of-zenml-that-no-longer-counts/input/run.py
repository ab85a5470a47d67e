# An answer of ZenML counts as long as the files that it was made from stay the same.
from importlib.metadata import version

from zenml import pipeline, step
from zenml.config import DockerSettings

PINS = [f"{name}=={version(name)}" for name in ("xgboost", "numpy")]


@step
def train() -> None:
    pass


@pipeline(settings={"docker": DockerSettings(requirements=PINS)})
def training():
    train()
