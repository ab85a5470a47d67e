"""Runs a pipeline with ZenML:  python run.py training  |  python run.py inference"""

import sys

from penguins import pipelines

if __name__ == "__main__":
    name = sys.argv[1] if len(sys.argv) > 1 else "training"
    getattr(pipelines, name).with_options(config_path=f"pipelines/{name}.yaml")()
