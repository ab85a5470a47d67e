"""ZenML's own way to Dockerfiles, up to where it would build: compiles a pipeline for the active stack, and prints what it would build.

Called with the path of a run configuration, in a folder with a ZenML store.
"""
import sys

from zenml import pipeline, step
from zenml.client import Client
from zenml.utils.pipeline_docker_image_builder import PipelineDockerImageBuilder


@step
def load_data() -> int:
    return 1


@step
def train(data: int, rounds: int = 1) -> int:
    return data


@step
def evaluate(model: int) -> None:
    pass


@pipeline
def training() -> None:
    evaluate(train(load_data()))


configured = training.with_options(config_path=sys.argv[1])
configured.prepare()
snapshot = configured._compile()[0]
stack = Client().active_stack
for build in stack.get_docker_builds(snapshot):
    settings = build.settings
    files = PipelineDockerImageBuilder.gather_requirements_files(settings, stack=stack, log=False)
    print(f"# {build.step_name or 'pipeline'}")
    print(
        PipelineDockerImageBuilder._generate_zenml_pipeline_dockerfile(
            settings.parent_image or "zenmldocker/zenml", settings, files, settings.apt_packages, build.entrypoint
        )
    )
