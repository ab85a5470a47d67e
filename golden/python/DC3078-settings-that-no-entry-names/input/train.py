# Docker settings in Python reach a pipeline, and ZenML uses them: a warning says so while no entry of the project file names `code`.
from zenml import pipeline, step
from zenml.config import DockerSettings

images = DockerSettings(parent_image="registry.example.com/base:1")


@step(settings={"docker": DockerSettings(requirements=["torch"])})
def fit() -> None: ...


@pipeline(settings={"docker": images})
def train():
    fit()


@pipeline(settings={"docker": images})
def predict():
    fit()
