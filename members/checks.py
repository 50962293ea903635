"""`check --database default` fails when the keys that are here open nothing of what the house has sealed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.db import connections

from members import masks
from members.models import Mask

_LOOKED_AT = 50


@register(Tags.database)
def keys_open_masks(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Return an error where no key opens any of the last masks, a warning where some open under none.

    A house started with a new key instead of its own would go on without a sound, and every mask would be nobody's.
    """
    if "default" not in (databases or ()):
        return []
    if Mask._meta.db_table not in connections["default"].introspection.table_names():
        return []
    looked_at = list(Mask.objects.all()[:_LOOKED_AT])
    lost = sum(not masks.opens(mask) for mask in looked_at)
    if not lost:
        return []
    told = f"{lost} of {len(looked_at)} masks looked at open under none of the keys that are here."
    if lost == len(looked_at) and not settings.LOST_KEYS:
        return [
            checks.Error(
                f"{told} These are not the keys of this house.",
                hint="Put back the file seal_keys in DATA_DIR, or SEAL_KEYS. Where they are lost for good, "
                "docs/running.md says what is gone; LOST_KEYS=on opens the house all the same.",
                id="members.E001",
            )
        ]
    hint = "They are left as they are; docs/running.md says what a lost key means."
    return [checks.Warning(told, hint=hint, id="members.W001")]
