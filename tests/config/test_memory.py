"""What a web process loads and how it takes memory: a small machine is enough for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import memory

pytestmark = pytest.mark.only_on("sqlite")

_OPEN = """
import sys, threading
from unittest import mock
with mock.patch("config.memory.keep_small") as kept:
    import config.asgi
assert kept.called
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"psycopg", "psycopg_pool", "redis"}))
"""


def test_a_house_in_one_file_loads_no_driver_of_a_server_that_it_has_not(tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": "", "REDIS_URL": ""}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings", "SITE_URL": "http://127.0.0.1:8000"}
    told = subprocess.run([sys.executable, "-c", _OPEN], env=environment, check=True, capture_output=True, text=True)
    assert told.stdout.strip() == ""


def test_all_threads_can_take_memory_from_one_place() -> None:
    assert memory.keep_small() == sys.platform.startswith("linux")
