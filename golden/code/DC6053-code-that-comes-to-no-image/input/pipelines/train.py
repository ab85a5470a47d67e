from zenml import pipeline, step
from zenml.config import DockerSettings

docker = DockerSettings(
    requirements=["numpy==2.2.6"],
    allow_download_from_artifact_store=False,
    allow_download_from_code_repository=False,
)


@step
def fit() -> None: ...


@pipeline(settings={"docker": docker})
def training() -> None:
    fit()
