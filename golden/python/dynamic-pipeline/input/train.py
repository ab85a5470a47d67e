# Of a dynamic pipeline only the steps under `depends_on` are known, and its own image is always built.
from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> int:
    return 1


@step(settings={"docker": DockerSettings(runtime_environment={"B": "step", "S": "step"})})
def fit(data: int) -> None:
    pass


@pipeline(dynamic=True, depends_on=[fit], settings={"docker": DockerSettings(requirements=["numpy==2.3.5"])})
def train():
    fit(load())
