"""`python -m benchmarks --memory`: what the web process of the embedded default holds with 200 sockets open.

One process on SQLite with 40,000 posts, 200 signed-in members in 40 rooms. Then half a minute of load: every page of a
guest again and again, and somebody speaks in a room ten times a second. The proportional set size is read every second.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect

from benchmarks import processes
from benchmarks.asking import load
from benchmarks.community import Size, filled
from benchmarks.pages import RESULTS

SOCKETS, ROOMS = 200, 40


async def crowd(port: int, people: dict[str, list[str]] | dict[str, str], seconds: float, figures: list[float]) -> int:
    """Open the sockets, speak for a while, and return how many frames were heard."""
    heard = 0
    origin = f"http://127.0.0.1:{port}"

    async def listen(line: ClientConnection) -> None:
        nonlocal heard
        with suppress(Exception):
            async for _frame in line:
                heard += 1

    lines = []
    for number, cookie in enumerate(people["cookies"]):
        line = await connect(
            f"ws://127.0.0.1:{port}/ws/rooms/mesure-{number % ROOMS}/",
            origin=origin,  # type: ignore[arg-type]
            additional_headers={"Cookie": f"{people['name']}={cookie}"},
            ping_interval=None,
        )
        lines.append(line)
    listeners = [asyncio.create_task(listen(line)) for line in lines]
    await asyncio.sleep(2)
    figures.append(len(lines))
    ends = time.monotonic() + seconds
    turn = 0
    while time.monotonic() < ends:
        frame = {"type": "send", "nonce": str(uuid4()), "body": f"Bonsoir, {turn}."}
        await lines[turn % len(lines)].send(json.dumps(frame))
        turn += 1
        await asyncio.sleep(0.1)
    for line in lines:
        await line.close()
    for one in listeners:
        one.cancel()
    return heard


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--posts", type=int, default=40_000)
    options = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with ExitStack() as stack:
        community = stack.enter_context(filled(Size.of(options.posts), sqlite=True))
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.rooms_people", str(SOCKETS), str(ROOMS)],
            cwd=processes.ROOT,
            env={**os.environ, **community.environment},
            check=True,
            capture_output=True,
            text=True,
        )
        people = json.loads(told.stdout)
        application = "benchmarks.rooms_app:application"
        pid, port = stack.enter_context(processes.daphne(application, community.environment))
        load(port, "/fr/", 4)
        found = {"after the first page": processes.memory_mib(pid)}
        opened: list[float] = []
        heard: list[int] = []
        talk = threading.Thread(
            target=lambda: heard.append(asyncio.run(crowd(port, people, options.seconds + 4, opened)))
        )
        talk.start()
        while not opened and talk.is_alive():
            time.sleep(0.2)
        found[f"{SOCKETS} sockets, quiet"] = processes.memory_mib(pid)
        samples = []
        ends = time.monotonic() + options.seconds
        while time.monotonic() < ends:
            for path in community.addresses.values():
                load(port, path, 20)
            samples.append(processes.memory_mib(pid))
        talk.join()
    third = max(len(samples) // 3, 1)
    found["load, first third"] = statistics.mean(samples[:third])
    found["load, last third"] = statistics.mean(samples[-third:])
    found["load, highest"] = max(samples)
    for what, mib in found.items():
        print(f"{what}: {mib:.1f} MiB")
    print(f"frames heard: {heard}")
    kept = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "sockets": opened, "heard": heard}
    kept |= {"mib": {what: round(mib, 1) for what, mib in found.items()}, "samples": [round(one, 1) for one in samples]}
    (RESULTS / "memory-sqlite.json").write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
