"""`python -m benchmarks.linker`: the attack on a stolen database, over twenty communities and three houses built wrong.

Each community is made anew through the services, dumped whole, and given to the linker twice: as it is, and with each
masked row reduced to what pages show of it. Told are the shares of masks whose holder it finds, and whose other masks
it finds, with the 95 % interval of the difference over all seeds; then the same for houses that are really built wrong.
PostgreSQL and Redis of its own; `--sqlite` for the embedded default.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from contextlib import ExitStack

from benchmarks import processes
from tests import servers


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--sqlite", action="store_true", help="the embedded default instead of PostgreSQL and Redis")
    options = parser.parse_args()
    environ = {**os.environ, "LINKER_SEEDS": str(options.seeds), "DATABASE_URL": "", "REDIS_URL": ""}
    with ExitStack() as stack:
        if not options.sqlite:
            environ["DATABASE_URL"] = stack.enter_context(servers.postgres())
            environ["REDIS_URL"] = stack.enter_context(servers.redis())
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-s",
            "--no-header",
            "--create-db",
            "tests/attack/many_dumps.py",
        ]
        raise SystemExit(subprocess.run(command, cwd=processes.ROOT, env=environ, check=False).returncode)


if __name__ == "__main__":
    main()
