"""Decision trees as plain data: fitted by LightGBM, applied by NumPy alone.

So the package that fits the model is needed in one image, and the images that use the model stay small.
"""

from typing import Any

import numpy as np
import pandas as pd

from penguins.data import FEATURES, SPECIES

Classifier = dict[str, Any]
"""`species` in the order of their scores, and `rounds`: each holds one tree per species."""


def fit(penguins: pd.DataFrame, rounds: int = 20) -> Classifier:
    import lightgbm  # here, not above: only the image of the `train` step has it

    species = sorted(penguins[SPECIES].unique())
    labels = penguins[SPECIES].map(species.index)
    booster = lightgbm.train(
        {
            "objective": "multiclass",
            "num_class": len(species),
            "num_leaves": 7,
            "learning_rate": 0.2,
            "deterministic": True,
            "force_row_wise": True,
            "seed": 0,
            "verbose": -1,
        },
        lightgbm.Dataset(penguins[FEATURES], labels),
        num_boost_round=rounds,
    )
    trees = [_plain(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    per_round = len(species)
    return {
        "species": species,
        "rounds": [trees[start : start + per_round] for start in range(0, len(trees), per_round)],
    }


def predict(classifier: Classifier, penguins: pd.DataFrame) -> list[str]:
    """The likeliest species of each penguin."""
    measurements = penguins[FEATURES].to_numpy(dtype=float)
    scores = np.zeros((len(penguins), len(classifier["species"])))
    for trees in classifier["rounds"]:
        for column, tree in enumerate(trees):
            scores[:, column] += [_leaf(tree, row) for row in measurements]
    return [classifier["species"][best] for best in scores.argmax(axis=1)]


def accuracy(classifier: Classifier, penguins: pd.DataFrame) -> float:
    """The share of penguins that are told right, rounded to a tenth of a percent."""
    return round(float(np.mean(np.array(predict(classifier, penguins)) == penguins[SPECIES].to_numpy())), 3)


def _plain(node: dict[str, Any]) -> dict[str, Any]:
    if "leaf_value" in node:
        return {"score": node["leaf_value"]}
    return {
        "feature": node["split_feature"],
        "at_most": node["threshold"],
        "yes": _plain(node["left_child"]),
        "no": _plain(node["right_child"]),
    }


def _leaf(node: dict[str, Any], row: np.ndarray) -> float:
    while "score" not in node:
        node = node["yes"] if row[node["feature"]] <= node["at_most"] else node["no"]
    return node["score"]
