from zenml import pipeline, step


@step
def load() -> int:
    return 1


@step
def fit(rows: int) -> int:
    return rows


@step
def evaluate(model: int) -> None: ...


@pipeline
def train() -> None:
    evaluate(fit(load()))
