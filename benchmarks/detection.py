"""How long the reading of a text takes on one core: `python -m benchmarks.detection`.

The texts are the harmless and the dangerous sentences of the suite, cut to a length; each is read once, so that nothing
is remembered but single words. Times are of the thread alone: others on the machine do not count.
"""

from __future__ import annotations

import gc
import json
import statistics
import time

from crisis.detection import assess
from tests.crisis.suite import cases

# How long a text is, how many are read, and what 99 in 100 must stay under, in milliseconds.
SIZES = ((160, 2000, 0.2), (2000, 500, 3.0), (20000, 100, 30.0))


def texts(length: int, many: int) -> list[str]:
    """Return `many` texts of `length` characters: everyday sentences, one in ten of them of danger."""
    calm = [case.text for case in cases("open") if case.level.value == "none"]
    danger = [case.text for case in cases("open") if case.level.value != "none"]
    found = []
    for number in range(many):
        said: list[str] = []
        while sum(map(len, said)) + len(said) < length:
            place = number * 7 + len(said)
            said.append(danger[place % len(danger)] if place % 10 == 0 else calm[place % len(calm)])
        found.append(" ".join(said)[:length])
    return found


def run() -> list[dict[str, float]]:
    """Return, for each length, the median and the 99th percentile in milliseconds."""
    # As the server does once it has loaded everything (`chat.process`).
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    result = []
    for length, many, aim in SIZES:
        read = texts(length, many)
        for text in read[:20]:
            assess(text)
        took = []
        for text in read:
            begun = time.thread_time_ns()
            assess(text)
            took.append((time.thread_time_ns() - begun) / 1e6)
        took.sort()
        result.append(
            {
                "characters": length,
                "median_ms": round(statistics.median(took), 3),
                "p99_ms": round(took[int(len(took) * 0.99)], 3),
                "aim_ms": aim,
            }
        )
    return result


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
