"""What a page costs: CPU of the server and of its database for each request, and how many a second go through."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks import processes
from benchmarks.asking import load, unpacked


@dataclass
class Result:
    page: str
    requests: int
    cpu_ms_application: float
    cpu_ms_database: float
    requests_a_second: float
    p50_ms: float
    p99_ms: float
    bytes_html: int
    bytes_gzip: int
    # Against the bare view measured right before: CPU, and requests a second.
    times_the_bare_cpu: float = 0.0
    of_the_bare_rate: float = 0.0

    @property
    def cpu_ms(self) -> float:
        return self.cpu_ms_application + self.cpu_ms_database

    def against(self, bare: Result) -> Result:
        """Fill in how this compares with the bare view."""
        self.times_the_bare_cpu = self.cpu_ms / bare.cpu_ms if bare.cpu_ms else 0.0
        self.of_the_bare_rate = self.requests_a_second / bare.requests_a_second
        return self


@dataclass(frozen=True)
class Server:
    """A process on core 0 that answers at a port, with the PostgreSQL behind it."""

    pid: int
    port: int
    database: int | None = None

    def measure(self, page: str, path: str, requests: int, *, tag: str = "") -> Result:
        """Measure one page over `requests` requests after a short warm-up."""
        load(self.port, path, 20, tag=tag)
        backends = [self.database, *processes.children(self.database)] if self.database else []
        application, database = processes.cpu_seconds(self.pid), processes.cpu_seconds(*backends)
        times, whole, body = load(self.port, path, requests, tag=tag)
        done = len(times)
        times.sort()
        return Result(
            page=page,
            requests=done,
            cpu_ms_application=1000 * (processes.cpu_seconds(self.pid) - application) / done,
            cpu_ms_database=1000 * (processes.cpu_seconds(*backends) - database) / done,
            requests_a_second=done / whole,
            p50_ms=1000 * times[done // 2],
            p99_ms=1000 * times[int(done * 0.99)],
            bytes_html=len(unpacked(body)),
            bytes_gzip=len(body),
        )


def median(rounds: Iterable[Result], *names: str) -> list[float]:
    """Return the medians of these figures over the rounds."""
    found = [asdict(one) for one in rounds]
    return [statistics.median(one[name] for one in found) for name in names]


def written(results: dict[str, Sequence[Result]]) -> dict[str, list[dict[str, Any]]]:
    """Return every round, to be kept in a file."""
    return {page: [asdict(one) for one in rounds] for page, rounds in results.items()}
