# A value that nobody can know without running the code is not needed where a higher layer replaces it.
import socket

from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> int:
    return 1


@step
def fit(data: int) -> None:
    pass


@pipeline(settings={"docker": DockerSettings(requirements=["numpy==2.3.5"], target_repository=socket.gethostname())})
def train():
    fit(load())
