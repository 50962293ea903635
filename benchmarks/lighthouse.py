"""`python -m benchmarks --lighthouse`: Lighthouse's four scores for a telephone, on three pages, four times each.

Lighthouse is fetched by npm into a folder that is thrown away; nothing of it is part of the house. Needs node, npm and
Chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.community import Size, filled
from benchmarks.pages import RESULTS, house

PAGES = ("home", "theme", "thread")
SCORES = ("performance", "accessibility", "best-practices", "seo")


def scores(program: Path, folder: Path, address: str) -> dict[str, Any]:
    """Run Lighthouse once; return its scores of a hundred, and what was below."""
    report = folder / "report.json"
    chrome = "--headless=new --disable-gpu --disable-background-networking --disable-component-update"
    command = [program, address, "--quiet", "--output=json", f"--output-path={report}"]
    command += [f"--only-categories={','.join(SCORES)}", "--form-factor=mobile"]
    command += [f"--chrome-flags={chrome}{' --no-sandbox' if os.geteuid() == 0 else ''}"]
    environment = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    told = json.loads(report.read_text(encoding="utf-8"))
    missing = [
        f"{kind}: {told['audits'][one['id']]['title']}"
        for kind in SCORES
        for one in told["categories"][kind]["auditRefs"]
        if one["weight"]
        and (told["audits"][one["id"]]["score"] or 0) < 0.9
        and told["audits"][one["id"]]["scoreDisplayMode"] not in {"notApplicable", "informative", "manual"}
    ]
    found: dict[str, Any] = {kind: round(100 * told["categories"][kind]["score"]) for kind in SCORES}
    return {**found, "missing": missing}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lighthouse", action="store_true")
    parser.add_argument("--times", type=int, default=4)
    parser.add_argument("--program", type=Path, help="a Lighthouse that is there already")
    options = parser.parse_args()
    results: dict[str, list[dict[str, Any]]] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="entraide-lighthouse-")))
        program = options.program
        if program is None:
            npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), "lighthouse@12"]
            subprocess.run(npm, check=True)
            program = folder / "node_modules" / ".bin" / "lighthouse"
        community = stack.enter_context(filled(Size(), sqlite=True))
        _pid, port = stack.enter_context(house(community))
        for page in PAGES:
            for _time in range(options.times):
                found = scores(program, folder, f"http://127.0.0.1:{port}{community.addresses[page]}")
                results.setdefault(page, []).append(found)
                print(page, *(found[kind] for kind in SCORES), *found["missing"], sep=" | ", flush=True)
    kept = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "load_average": os.getloadavg(), "results": results}
    (RESULTS / "lighthouse.json").write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
