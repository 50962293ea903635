"""`python -m benchmarks --first-visit`: what a first visit takes on a weak line, in Chromium's own throttling.

A telephone's screen, nothing kept, a processor four times slower. "Slow 3G" is the preset with which the peers were
measured: 400 kbit/s, and 2,000 ms for every way there and back. Told are medians of the first contentful paint.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.community import Size, filled
from benchmarks.pages import RESULTS, house

PAGES = ("home", "theme", "thread", "long thread, first page", "help")
# Name, kbit/s, ms of waiting, how many times slower the processor is; 0 kbit/s is the bare loopback.
LINES = (("slow 3G", 400, 2000, 4), ("400 ms", 400, 400, 4), ("this machine", 0, 0, 1))
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime || 0"
_SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""


def visit(browser: Browser, address: str, line: tuple[str, int, int, int]) -> dict[str, Any]:
    """Visit a page for the first time; return paint and load in ms, requests, bytes on the line, layout shift."""
    _name, kbit, latency, slower = line
    context = browser.new_context(viewport={"width": 412, "height": 915}, locale="fr", has_touch=True)
    page = context.new_page()
    page.set_default_timeout(120_000)
    wire = context.new_cdp_session(page)
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    wire.send("Network.enable")
    if kbit:
        rate = kbit * 1000 / 8
        conditions = {"offline": False, "latency": latency, "downloadThroughput": rate, "uploadThroughput": rate}
        wire.send("Network.emulateNetworkConditions", conditions)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(address, wait_until="load")
    page.wait_for_function(f"{_PAINT} > 0")
    found = {
        "fcp_ms": page.evaluate(_PAINT),
        "load_ms": page.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart"),
        "shift": page.evaluate(_SHIFT),
        "requests": len(sizes),
        "wire_bytes": sum(sizes),
    }
    context.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--first-visit", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sqlite", action="store_true")
    options = parser.parse_args()
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync", "--disable-background-networking"]
    quiet += ["--disable-component-update", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    results: dict[str, list[dict[str, Any]]] = {}
    with ExitStack() as stack:
        community = stack.enter_context(filled(Size(), sqlite=options.sqlite))
        _pid, port = stack.enter_context(house(community))
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path=shutil.which("chromium"), args=quiet)
        for _round in range(options.rounds):
            for page in PAGES:
                for line in LINES:
                    address = f"http://127.0.0.1:{port}{community.addresses[page]}"
                    results.setdefault(f"{page}, {line[0]}", []).append(visit(browser, address, line))
        browser.close()
    print("| first visit | first contentful paint s | loaded s | requests | kB on the line | layout shift |")
    print("|---|---|---|---|---|---|")
    for name, rounds in results.items():
        paint, loaded, requests, wire, shift = (
            statistics.median(one[what] for one in rounds)
            for what in ("fcp_ms", "load_ms", "requests", "wire_bytes", "shift")
        )
        print(
            f"| {name} | {paint / 1000:.2f} | {loaded / 1000:.2f} | {requests:.0f} | {wire / 1000:.1f} | {shift:.3f} |"
        )
    kept = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "load_average": os.getloadavg(), "results": results}
    (RESULTS / "first-visit.json").write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
