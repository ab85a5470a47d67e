# What ZenML said about code that cannot be known without running it is in the lock file, and counts while the code stays the same.
from importlib.metadata import version

from zenml import pipeline, step
from zenml.config import DockerSettings


@step(settings={"docker": DockerSettings(apt_packages=["libgomp1"])})
def train() -> None:
    pass


@pipeline(settings={"docker": DockerSettings(requirements=[f"xgboost=={version('xgboost')}"])})
def training():
    train()
