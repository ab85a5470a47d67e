# An `allow` comment works in Python as in YAML.
from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> int:
    return 1


@step
def fit(data: int) -> None:
    pass


@pipeline(
    settings={
        "docker": DockerSettings(
            # dockcompile: allow DC2007
            copy_files=True,
            apt_packages=["git"],
        )
    }
)
def train():
    fit(load())
