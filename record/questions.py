"""Questions that pages ask all day: put into SQL once, then only asked.

What Django makes of a query is the same each time but for a few values. Making it takes longer than the database
takes to answer, so it is made once, with a mark in the place of each value. What comes back are the same objects as
the query itself would give. PostgreSQL keeps its own plan of each question, a connection at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable, ValuesListIterable

Value: TypeAlias = int | str | UUID | date
Build: TypeAlias = Callable[..., QuerySet[Any, Any]]

_MOST = 2**63
_kept: dict[Hashable, _Kept | None] = {}
_lock = threading.Lock()


def ask(build: Build, *shape: Hashable, is_kept: bool = True, **values: Value) -> list[Any]:
    """Return what `build(*shape, **values)`, a query, finds: objects, or tuples of a `values_list`.

    The SQL is kept for `build` and `shape`, which must be few, for as long as the process lives; with `is_kept` off,
    the query is simply asked. `build` may do nothing with `values` but compare columns with them, each as it is.
    Raises ValueError for a query that does not fit.
    """
    return _ask(build, shape, values, is_kept=is_kept, is_planned_once=True)


def ask_planned_anew(build: Build, *shape: Hashable, is_kept: bool = True, **values: Value) -> list[Any]:
    """Ask as `ask` does, where the values decide how PostgreSQL finds the rows best: it plans each time."""
    return _ask(build, shape, values, is_kept=is_kept, is_planned_once=False)


def _ask(
    build: Build, shape: tuple[Hashable, ...], values: dict[str, Value], *, is_kept: bool, is_planned_once: bool
) -> list[Any]:
    # No column holds a number beyond these; Django knows what that means for each comparison.
    if not is_kept or any(type(one) is int and not -_MOST < one < _MOST for one in values.values()):
        return list(build(*shape, **values))
    key = (build, shape, connection.vendor, *((name, type(one)) for name, one in values.items()))
    kept = _kept.get(key)
    if kept is None and key not in _kept:
        with _lock:
            kept = _kept[key] = _made(build, shape, values)
    return [] if kept is None else kept.ask(values, is_planned_once=is_planned_once)


def forget() -> None:
    """Forget every question. For tests that change how they are put."""
    _kept.clear()


class _Kept:
    """A question with the places of its values, and how its rows become objects."""

    def __init__(self, query: QuerySet[Any, Any], marks: dict[str, Value]) -> None:
        compiler = query.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        select = [one[0] for one in compiler.select[: compiler.col_count]]
        self._converters = tuple(compiler.get_converters(select).items())
        self._make = _Maker.of(compiler) if issubclass(query._iterable_class, ModelIterable) else tuple
        if self._make is tuple and query._iterable_class is not ValuesListIterable:
            raise ValueError("A kept question gives objects or tuples.")
        if any(getattr(query, name) for name in ("_prefetch_related_lookups", "_known_related_objects")):
            raise ValueError("A kept question brings everything along by joining it.")
        self._sql, self._places = _with_places(sql, list(params), marks)
        if {name for name, _value in self._places if name} != set(marks):
            raise ValueError("A kept question compares columns with its values as they are.")

    @property
    def written(self) -> tuple[str, list[tuple[str, Any]]]:
        return self._sql, [(name, None if name else value) for name, value in self._places]

    def ask(self, values: dict[str, Value], *, is_planned_once: bool) -> list[Any]:
        asked = {name: _adapted(value) for name, value in values.items()}
        params = [asked[name] if name else value for name, value in self._places]
        with _cursor(is_planned_once=is_planned_once) as cursor:
            cursor.execute(self._sql, params)
            rows = cursor.fetchall()
        if self._converters:
            rows = [self._converted(list(row)) for row in rows]
        make = self._make
        return [make(row) for row in rows]

    def _converted(self, row: list[Any]) -> list[Any]:
        for place, (converters, expression) in self._converters:
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        return row


class _Maker:
    """Makes the objects of a row as Django does, without asking each field again how."""

    def __init__(self, model: type[Model], names: Sequence[str], first: int) -> None:
        self.model, self.names = model, names
        self.first, self.end = first, first + len(names)
        self.key = first + names.index(model._meta.pk.attname)
        self.related: list[tuple[_Maker, Any, Any]] = []
        self.more: list[tuple[str, int]] = []

    @classmethod
    def of(cls, compiler: Any) -> _Maker:
        """Return what makes the objects of a query that was put into SQL."""
        made = cls._for(compiler.klass_info, compiler.select)
        made.more = list((compiler.annotation_col_map or {}).items())
        return made

    @classmethod
    def _for(cls, info: dict[str, Any], select: list[Any]) -> _Maker:
        fields, model = info["select_fields"], info["model"]
        first = fields[0]
        if fields != list(range(first, first + len(fields))) or model._meta.parents:
            raise ValueError("A kept question gives objects of plain tables.")
        made = cls(model, [select[place][0].target.attname for place in fields], first)
        made.related = [
            (cls._for(one, select), one["local_setter"], one["remote_setter"])
            for one in info.get("related_klass_infos", [])
        ]
        return made

    def __call__(self, row: Sequence[Any]) -> Any:
        made = self.model.__new__(self.model)
        state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        own = made.__dict__
        own["_state"] = state
        own.update(zip(self.names, row[self.first : self.end], strict=True))
        for maker, local_setter, remote_setter in self.related:
            other = None if row[maker.key] is None else maker(row)
            local_setter(made, other)
            if other is not None:
                remote_setter(other, made)
        for name, place in self.more:
            setattr(made, name, row[place])
        return made


def _made(build: Build, shape: tuple[Hashable, ...], values: dict[str, Value]) -> _Kept | None:
    connection.ensure_connection()
    try:
        made, again = (_Kept(build(*shape, **marks), marks) for marks in (_marks(values, 1), _marks(values, 101)))
    except EmptyResultSet:
        return None
    # What was reckoned from a value would stay what it is now.
    if made.written != again.written:
        raise ValueError("A kept question compares columns with its values as they are.")
    return made


def _marks(values: dict[str, Value], first: int) -> dict[str, Value]:
    return {name: _mark(value, number) for number, (name, value) in enumerate(values.items(), first)}


def _mark(value: Value, number: int) -> Value:
    """Return what stands for a value of this kind, and for nothing else."""
    if isinstance(value, datetime):
        return datetime(1871, 3, 18, 4, 5, 6, 123457, tzinfo=UTC) + timedelta(days=number)
    if isinstance(value, date):
        return date(1871, 3, 18) + timedelta(days=number)
    if isinstance(value, UUID):
        return UUID(int=0x9D8C7B6A_0000_4000_8000_00000000FACE + number)
    if type(value) is int:
        return 1_987_650_000 + number
    if type(value) is str:
        return f"\ue000{number}\ue000"
    raise ValueError(f"A {type(value).__name__} is no value of a kept question.")


def _adapted(value: Any) -> Any:
    """Return a value as the driver takes it. Of whatever size, a number is of one kind, so that one plan serves all."""
    if isinstance(value, int) and connection.vendor == "postgresql":
        from psycopg.types.numeric import Int8

        return Int8(value)
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _bare(value: Any) -> Any:
    """Return a value without the kind of number that Django told the driver."""
    return int(value) if isinstance(value, int) else value


def _with_places(sql: str, params: list[Any], marks: dict[str, Value]) -> tuple[str, list[tuple[str, Any]]]:
    """Return the SQL, and for each place in it the name of its value, or "" with what always stands there.

    For PostgreSQL what always stands there is written out: it plans with it.
    """
    names = {_bare(_adapted(mark)): name for name, mark in marks.items()}
    places = [(names.get(_bare(one), "") if isinstance(one, Hashable) else "", one) for one in params]
    if connection.vendor != "postgresql":
        return sql, places
    from psycopg.sql import Literal

    pieces = sql.split("%s")
    written = [pieces[0]]
    for (name, value), piece in zip(places, pieces[1:], strict=True):
        told = "%s" if name else Literal(value).as_string(connection.connection).replace("%", "%%")
        written += [told, piece]
    return "".join(written), [place for place in places if place[0]]


def _cursor(*, is_planned_once: bool) -> Any:
    # Where questions are written down, they are asked with their values in place.
    if connection.vendor != "postgresql" or not is_planned_once or connection.queries_logged:
        return connection.cursor()
    from record.prepared import Prepared

    connection.ensure_connection()
    line = connection.connection
    usual, line.cursor_factory = line.cursor_factory, Prepared
    try:
        return connection.cursor()
    finally:
        line.cursor_factory = usual
