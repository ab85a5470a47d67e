# Nothing is read from a Python file in which git left a merge conflict.
from zenml import pipeline, step
from zenml.config import DockerSettings

<<<<<<< HEAD
docker = DockerSettings(requirements=["numpy==2.2.6"])
=======
docker = DockerSettings(requirements=["numpy==2.3.5"])
>>>>>>> newer-numpy


@step
def fit() -> None: ...


@pipeline(settings={"docker": docker})
def training() -> None:
    fit()
