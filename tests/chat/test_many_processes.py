"""Several processes write into one room: no gap, no double, and what was rolled back took no number."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from chat.models import Room, RoomEvent

pytestmark = pytest.mark.django_db(transaction=True)

LINES, PROCESSES = 25, 4
WRITE = """
import os, random, sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
django.setup()
from django.db import transaction
from chat import writer
from chat.models import EventKind, Room, RoomEvent
who, slug, lines = sys.argv[1], sys.argv[2], int(sys.argv[3])
chance = random.Random(who)
room = Room.objects.get(slug=slug)
print("ready", flush=True)
sys.stdin.readline()
for number in range(lines):
    for is_kept in (chance.random() < 0.5, True):
        with transaction.atomic():
            writer.append(room, RoomEvent(kind=EventKind.NOTICE, body=f"{who}/{number}"))
            transaction.set_rollback(not is_kept)
        if is_kept:
            break
"""


def test_processes_that_write_at_once_leave_neither_gap_nor_double(room: Room) -> None:
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "DATA_DIR": str(settings.DATA_DIR),
    }
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, f"voix{number}", room.slug, str(LINES)],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    try:
        # All begin together.
        for one in running:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        for one in running:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        assert [one.wait(120) for one in running] == [0] * PROCESSES
    finally:
        for one in running:
            one.kill()
            one.communicate()
    events = list(RoomEvent.objects.filter(room=room).order_by("seq").values_list("seq", "body"))
    assert [seq for seq, _body in events] == list(range(1, LINES * PROCESSES + 1))
    room.refresh_from_db()
    assert room.last_seq == LINES * PROCESSES
    for number in range(PROCESSES):
        mine = [body for _seq, body in events if body.startswith(f"voix{number}/")]
        assert mine == [f"voix{number}/{line}" for line in range(LINES)]
