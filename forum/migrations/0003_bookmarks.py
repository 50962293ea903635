"""How far each member has read goes from a row beside a name into one sealed box a member; see `forum.bookmarks`."""

from __future__ import annotations

import struct
from collections import defaultdict
from typing import Any
from uuid import UUID

import members.masks
from django.db import migrations, models
from members import seal

_ENTRY = struct.Struct(">QIB")
_PADDED_TO = 64


def _holders(apps: Any) -> dict[UUID, UUID]:
    """Return who holds each name: open names by their row, masks by their seal. A seal that no key opens is left out."""
    found = dict(apps.get_model("members", "Holding").objects.values_list("pseudonym_id", "member_id"))
    for name, sealed in apps.get_model("members", "Mask").objects.values_list("pseudonym_id", "sealed"):
        try:
            found[name] = UUID(bytes=seal.open_box("mask", sealed, bound_to=name.bytes)[:16])
        except seal.Unreadable:
            continue
    return found


def put_away(apps: Any, schema_editor: Any) -> None:
    """Seal every mark that stands beside a name."""
    marks = apps.get_model("forum", "ThreadMark").objects.order_by("pk")
    if not marks.exists():
        return
    holders = _holders(apps)
    boxes: dict[UUID, dict[int, tuple[int, int]]] = defaultdict(dict)
    for thread, reader, position, is_followed in marks.values_list("thread", "reader", "read_position", "is_followed"):
        if reader not in holders:
            continue
        box = boxes[holders[reader]]
        before, said = box.get(thread, (0, 0))
        box[thread] = max(before, position), {None: said, True: 1, False: said or 2}[is_followed]
    table = apps.get_model("forum", "Bookmarks")
    for member, box in boxes.items():
        token = seal.digest("bookmarks-token", member.bytes)
        content = b"".join(_ENTRY.pack(thread, position, said) for thread, (position, said) in box.items())
        content += bytes(_ENTRY.size) * (-len(box) % _PADDED_TO)
        table.objects.create(token=token, sealed=seal.close("bookmarks", content, bound_to=token))


class Migration(migrations.Migration):
    dependencies = [("forum", "0002_sheltered_threads"), ("members", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Bookmarks",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=members.masks.random_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token", models.BinaryField(max_length=32, unique=True)),
                ("sealed", models.BinaryField(max_length=32768)),
            ],
        ),
        migrations.RunPython(put_away, migrations.RunPython.noop),
    ]
