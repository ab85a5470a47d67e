# `with_options(steps=…)` names a step that the pipeline does not have, as a run configuration may do.
from zenml import pipeline, step


@step
def fit() -> None: ...


@pipeline
def training() -> None:
    fit()


prod = training.with_options(steps={"fitt": {"settings": {"docker": {"requirements": ["numpy==2.2.6"]}}}})
