"""Make `.venv` and install the hash-pinned lock into it, unless that was done already: `install.py base|dev|bench`.

Needs Python 3.11 and nothing else. Where Debian's venv package is missing it is installed if that is allowed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main(name: str) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what tells
        sys.exit(
            f"Entraide needs Python 3.11 or newer; this is {sys.version.split()[0]}. "
            "PYTHON=python3.12 make … names another one."
        )
    lock = ROOT / "requirements" / f"{name}.txt"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = VENV / f".{name}-lock"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    if not runs(PYTHON):
        make_venv()
    print(f"Installing what requirements/{name}.txt pins …", flush=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock]
    if subprocess.run(pip, check=False).returncode:
        sys.exit("The packages could not be installed; the lines above say why.")
    stamp.write_text(wanted)


def runs(python: Path) -> bool:
    """Tell whether the environment's Python starts and has pip: a copied or half-made one does not."""
    if not python.exists():
        return False
    found = subprocess.run(
        [python, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"], capture_output=True, check=False
    )
    return found.returncode == 0


def make_venv() -> None:
    if subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True, check=False).returncode:
        package = f"python3.{sys.version_info.minor}-venv"
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        if not shutil.which("apt-get") or (root and not shutil.which("sudo")):
            sys.exit(f"Python's venv module is missing; please install the package {package}.")
        subprocess.run([*root, "apt-get", "-qq", "update"], check=False)
        if subprocess.run(
            [*root, "apt-get", "-qq", "install", "-y", "--no-install-recommends", package], check=False
        ).returncode:
            sys.exit(f"Python's venv module is missing; please install the package {package}.")
    print(f"Making {VENV.relative_to(ROOT)} …", flush=True)
    if subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=False).returncode:
        sys.exit("The virtual environment could not be made; the lines above say why.")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in {"base", "dev", "bench"}:
        sys.exit("Usage: install.py base|dev|bench")
    main(sys.argv[1])
