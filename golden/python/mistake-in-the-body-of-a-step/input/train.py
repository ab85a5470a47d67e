# A line of a step is not valid Python: nothing here needs it, and Python refuses the whole file.
from zenml import pipeline, step


@step
def fit() -> None:
    rates = {"small": 0.1, "large": 0.5}
    print "rates", rates


@pipeline
def training() -> None:
    fit()
