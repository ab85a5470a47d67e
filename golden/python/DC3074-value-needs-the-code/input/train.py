# A value that only running the code would tell is an error where an image needs it, never a guess.
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
