"""The Palmer penguins: 344 birds, measured on three islands between 2007 and 2009."""

from pathlib import Path

import pandas as pd

FEATURES = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
SPECIES = "species"

PENGUINS = Path(__file__).parent.parent / "data" / "penguins.csv"


def load(path: Path = PENGUINS) -> pd.DataFrame:
    """Every penguin that was measured in full."""
    return pd.read_csv(path).dropna(subset=FEATURES).reset_index(drop=True)


def split(penguins: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Three of four penguins to learn from, every fourth one to be tested on: no dice, so every run agrees."""
    held_out = penguins.index % 4 == 0
    return penguins[~held_out], penguins[held_out]
