# An entry names a pipeline that its code defines; the message has the one that was probably meant.
from zenml import pipeline, step


@step
def load() -> int:
    return 1


@pipeline
def train():
    load()
