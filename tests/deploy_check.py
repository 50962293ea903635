"""`check --deploy` as a house on the internet would see it: https, keys from outside, nothing said. Fails otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def check(**environ: str) -> subprocess.CompletedProcess[str]:
    """Run the check in a process of its own, with `environ` on top of a production environment."""
    with tempfile.TemporaryDirectory() as folder:
        production = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SITE_URL": "https://entraide.example.org",
            "DATA_DIR": folder,
            "DATABASE_URL": "",
            "REDIS_URL": "",
            **environ,
        }
        command = [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        return subprocess.run(command, cwd=ROOT, env=production, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    done = check()
    print(done.stdout + done.stderr)
    sys.exit(done.returncode)
