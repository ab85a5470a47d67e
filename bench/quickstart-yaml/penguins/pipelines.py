"""The two pipelines. This is the only module that imports ZenML; the work itself is in `data` and `model`."""

from typing import Annotated, Any

import pandas as pd
from zenml import pipeline, step
from zenml.client import Client

from penguins import data, model


@step
def load_data() -> Annotated[pd.DataFrame, "penguins"]:
    return data.load()


@step
def train(penguins: pd.DataFrame, rounds: int = 20) -> Annotated[dict[str, Any], "penguin_classifier"]:
    learn, _ = data.split(penguins)
    return model.fit(learn, rounds)


@step
def evaluate(classifier: dict[str, Any], penguins: pd.DataFrame) -> Annotated[float, "accuracy"]:
    _, test = data.split(penguins)
    return model.accuracy(classifier, test)


@step
def predict(classifier: dict[str, Any], penguins: pd.DataFrame) -> Annotated[list[str], "species"]:
    return model.predict(classifier, penguins)


@pipeline
def training() -> None:
    penguins = load_data()
    evaluate(train(penguins), penguins)


@pipeline
def inference() -> None:
    predict(Client().get_artifact_version("penguin_classifier"), load_data())
