from zenml import pipeline, step


@step
def fit() -> None: ...


@pipeline
def training() -> None:
    fit()
