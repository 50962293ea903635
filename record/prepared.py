"""A cursor of PostgreSQL whose questions the database plans once for each connection."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from django.db.backends.postgresql.base import ServerBindingCursor

_direct: WeakKeyDictionary[Any, bool] = WeakKeyDictionary()


# What it is hangs on the driver that is there.
_Cursor: Any = ServerBindingCursor


class Prepared(_Cursor):
    """Asks with values apart from the words, and lets the database keep the plan of these words.

    Behind a pooler, where the next question may reach another session with other plans under the same names, nothing is
    kept.
    """

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        """Ask. Raises what the driver raises."""
        line = self.connection
        if not is_direct(line):
            return super().execute(query, params, prepare=False, **more)
        # Django switches this off for all of its questions; it is on for this one alone.
        usual, line.prepare_threshold = line.prepare_threshold, 0
        try:
            return super().execute(query, params, prepare=True, **more)
        finally:
            line.prepare_threshold = usual


def is_direct(line: Any) -> bool:
    """Whether a connection leads to one session of PostgreSQL: a pooler tells another number than that session has.

    Asked once for each connection.
    """
    if line not in _direct:
        (number,) = line.execute("SELECT pg_backend_pid()", prepare=False).fetchone()
        _direct[line] = number == line.info.backend_pid
        if _direct[line]:
            # Only the values that a row is looked up by are left open: no other plan is ever better.
            line.execute("SET plan_cache_mode = force_generic_plan", prepare=False)
    return _direct[line]
