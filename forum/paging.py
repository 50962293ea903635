"""Which positions of a thread stand on which page: reckoned, never counted."""

from __future__ import annotations

PAGE_SIZE = 30


def page_of(position: int) -> int:
    """Return the page that holds `position`."""
    return (position - 1) // PAGE_SIZE + 1


def last_page(last_position: int) -> int:
    """Return the number of the last page of a thread whose last post stands at `last_position`."""
    return page_of(max(last_position, 1))


def positions_on(page: int) -> tuple[int, int]:
    """Return the first and the last position of `page`."""
    return (page - 1) * PAGE_SIZE + 1, page * PAGE_SIZE


def page_number(asked: str, last_position: int) -> int | None:
    """Return the page that `asked` (the address) names, or None when the thread has no such page."""
    if not asked:
        return 1
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 9):
        return None
    page = int(asked)
    return page if 1 <= page <= last_page(last_position) else None
