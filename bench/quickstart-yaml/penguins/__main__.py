"""The steps by hand, without ZenML: a quick look into an image that was just built.

python -m penguins train > classifier.json      in the image of the `train` step
python -m penguins predict < classifier.json    in any of them
"""

import json
import sys

from penguins import data, model


def main(verb: str) -> None:
    learn, test = data.split(data.load())
    if verb == "train":
        json.dump(model.fit(learn), sys.stdout)
    elif verb == "predict":
        classifier = json.load(sys.stdin)
        json.dump({"penguins": len(test), "accuracy": model.accuracy(classifier, test)}, sys.stdout)
        print()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
