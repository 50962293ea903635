"""Words in sealed boxes: a text of a row that stands in its table encrypted, and reads like any other attribute.

    words_box = models.BinaryField(default=b"")
    words = SealedText("case_id")

`row.words` opens the box, setting it closes one (`with_words` for a new row); "" is an empty column. Each column
has a key of its own, and a box is bound to its row by columns that never change: copied into another row, it opens for
nobody. A box that no active key opens reads "", as if it had been erased.
"""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from members import seal

Row = TypeVar("Row", bound=Model)
_ALL: list[SealedText] = []


class SealedText(property):
    """A text that stands sealed in the column named `<name>_box`, bound to the columns `bound_to` of its row."""

    def __init__(self, *bound_to: str) -> None:
        super().__init__(self._read, self._write)
        self._bound_to = bound_to

    def __set_name__(self, owner: type[Model], name: str) -> None:
        self.model, self.column = owner, f"{name}_box"
        self._purpose = f"words:{owner.__module__.partition('.')[0]}.{owner.__name__.lower()}.{name}"
        _ALL.append(self)

    def fresh(self, row: Model) -> bytes | None:
        """Return the box of `row` under the newest key; None where it is empty, or under that key already.

        Raises `seal.Unreadable` when no active key opens it.
        """
        box = bytes(getattr(row, self.column))
        if not box:
            return None
        return seal.renewed(self._purpose, box, bound_to=self._place(row))

    def _read(self, row: Any) -> str:
        box = bytes(getattr(row, self.column))
        if not box:
            return ""
        try:
            return seal.open_box(self._purpose, box, bound_to=self._place(row)).decode()
        except seal.Unreadable:
            return ""

    def _write(self, row: Any, text: str) -> None:
        box = seal.close(self._purpose, text.encode(), bound_to=self._place(row)) if text else b""
        setattr(row, self.column, box)

    def _place(self, row: Model) -> bytes:
        parts = []
        for name in self._bound_to:
            field: Any = row._meta.get_field(name)
            value = field.to_python(getattr(row, name))
            if value is None:
                raise ValueError(f"Words of {row._meta.label} are sealed once its {name} is known.")
            parts.append(_bytes_of(value))
        return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def with_words(row: Row, **words: str) -> Row:
    """Return a row that is not saved yet with these words in its boxes."""
    for name, text in words.items():
        if not isinstance(getattr(type(row), name), SealedText):
            raise TypeError(f"{row._meta.label} has no sealed {name}.")
        setattr(row, name, text)
    return row


def every() -> list[SealedText]:
    """Return every sealed text that a table has."""
    return list(_ALL)


def _bytes_of(value: Any) -> bytes:
    if isinstance(value, UUID):
        return value.bytes
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
