# No image depends on the broken line, and Python runs nothing of the file because of it.
from zenml import pipeline, step

RATES = {"small": 0.1, "large": }


@step
def fit() -> None: ...


@pipeline
def training() -> None:
    fit()
