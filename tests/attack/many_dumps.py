"""The attack over many communities; run by `python -m benchmarks.linker`, not with the tests.

Each house is a test of its own on an empty database: what it told goes into LINKER_RESULTS, a line of JSON each, and a
house that stands there already is not built again.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from tests.attack import built_wrong, dumps
from tests.attack.community import Life, Scale, worker
from tests.attack.linker import Sight
from tests.attack.scores import attacked

pytestmark = pytest.mark.django_db(transaction=True)
RESULTS = Path(os.environ.get("LINKER_RESULTS", "/dev/null"))
HOUSES = [word.split(":") for word in os.environ.get("LINKER_HOUSES", "").split(",") if word]


@pytest.mark.parametrize(("build", "seed"), [(build, int(seed)) for build, seed in HOUSES])
def test_a_house(build: str, seed: int, settings: Any) -> None:
    has_redis = "redis" in str(settings.CACHES)
    # Without Redis limits are kept in memory, which nobody finds in a copy.
    settings.RATE_LIMITS = has_redis
    began = time.perf_counter()
    builds = built_wrong.BUILDS | built_wrong.WITH_REDIS
    with builds[build]() if build in builds else nullcontext(worker) as work:
        truth = Life(seed, Scale(), work=work).run()
        dump = dumps.taken(lines=truth.lines)
    built_s = time.perf_counter() - began
    found = attacked(dump, truth)
    told: dict[str, Any] = {"build": build, "seed": seed, "masks": len(found.scores[Sight.WHOLE].holders)}
    for kind in ("holders", "partners"):
        told[kind] = {sight.name.lower(): round(found.share(kind, sight), 5) for sight in Sight}
    told |= {"believed": found.believed, "keys_in_redis": len(dump.redis), "lines": len(dump.lines)}
    told |= {"built_s": round(built_s, 1), "attacked_s": round(time.perf_counter() - began - built_s, 1)}
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(json.dumps(told, ensure_ascii=False) + "\n")
