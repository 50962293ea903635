"""How far each member has read in rooms goes from a row beside a name into one sealed box; see `chat.own_marks`."""

from __future__ import annotations

import struct
from collections import defaultdict
from typing import Any
from uuid import UUID

import members.masks
from django.db import migrations, models
from members import seal

_ENTRY = struct.Struct(">QQI")
_TOGETHER = 32


def put_away(apps: Any, schema_editor: Any) -> None:
    """Seal every mark that stands beside a name; one beside a name that nobody holds any more goes."""
    marks = apps.get_model("chat", "Mark").objects.order_by("pk")
    if not marks.exists():
        return
    holders = dict(apps.get_model("members", "Holding").objects.values_list("pseudonym_id", "member_id"))
    boxes: dict[UUID, dict[int, tuple[int, int]]] = defaultdict(dict)
    for room, reader, seq, version in marks.values_list("room", "reader", "read_seq", "agreed_version"):
        if reader in holders:
            box = boxes[holders[reader]]
            before, agreed = box.get(room, (0, 0))
            box[room] = max(before, seq), max(agreed, version)
    table = apps.get_model("chat", "RoomMarks")
    for member, box in boxes.items():
        token = seal.digest("room-marks-token", member.bytes)
        content = b"".join(_ENTRY.pack(room, *mark) for room, mark in box.items())
        content += bytes(-len(content) % (_ENTRY.size * _TOGETHER))
        table.objects.create(token=token, sealed=seal.close("room-marks", content, bound_to=token))


class Migration(migrations.Migration):
    dependencies = [("chat", "0003_card_beside_the_box"), ("members", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="RoomMarks",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=members.masks.random_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token", models.BinaryField(max_length=32, unique=True)),
                ("sealed", models.BinaryField(max_length=65536)),
            ],
        ),
        migrations.RunPython(put_away, migrations.RunPython.noop),
    ]
