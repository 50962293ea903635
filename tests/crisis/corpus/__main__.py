"""Learn the second reading anew: `python -m tests.crisis.corpus`."""

from crisis.detection.second_reading import SOURCE
from tests.crisis.corpus import everything, stamp
from tests.crisis.corpus.training import examples, learnt, written

if __name__ == "__main__":
    SOURCE.write_text(written(learnt(examples(everything())), stamp()), encoding="utf-8")
