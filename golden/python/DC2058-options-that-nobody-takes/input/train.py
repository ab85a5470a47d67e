# `with_options` changes nothing: it gives a copy, and a statement of its own drops it, with all its settings.
from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> int:
    return 1


@step
def fit(data: int) -> None:
    pass


@pipeline
def train():
    fit(load())


if __name__ == "__main__":
    train.with_options(settings={"docker": DockerSettings(apt_packages=["git"])})
    train()
