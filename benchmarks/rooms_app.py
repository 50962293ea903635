"""The house as it runs in production, with limits wide enough for a generator. They are counted all the same.

FRAMES=plain takes the plain ASGI `send`, as behind another server.
"""

from __future__ import annotations

import os

from chat import daphne
from config.asgi import application as house
from members import limits
from members.limits import Rate

limits.RATES["message"] = (Rate(1_000_000, 0.001),)
limits.RATES["frame"] = (Rate(1_000_000, 0.001),)
if os.environ.get("FRAMES") == "plain":
    daphne.is_known = lambda: False  # type: ignore[assignment]

application = house
