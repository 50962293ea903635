"""Many writers at once: no number twice, none left out, no chain forked."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from record import services
from record.models import Entry

WRITERS, ACTS = 4, 6


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_leave_one_chain_without_gaps() -> None:
    together = threading.Barrier(WRITERS)
    troubles: list[BaseException] = []

    def act(writer: int) -> None:
        try:
            together.wait(timeout=60)
            for number in range(ACTS):
                try:
                    with transaction.atomic():
                        services.write("decision.hide", {"writer": writer, "act": number})
                        if number == 2:
                            raise RuntimeError("this act is taken back")
                except RuntimeError:
                    continue
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert troubles == []
    kept = WRITERS * (ACTS - 1)
    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == list(range(1, kept + 1))
    found = services.verify()
    assert (found.ok, found.checked, found.erased) == (True, kept, 0)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written() -> None:
    with pytest.raises(TransactionManagementError):
        services.write("decision.hide", {})
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_entries_written_while_reading_are_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verification locks nothing: somebody writes between two looks at the head, and the record still holds."""
    with transaction.atomic():
        services.write("decision.hide", {"n": 1})
    looks: list[int] = []
    look = services._Reading._head

    def look_and_write(reading: services._Reading) -> object:
        looks.append(1)
        if len(looks) == 2:
            with transaction.atomic():
                services.write("decision.hide", {"n": 2})
        return look(reading)

    monkeypatch.setattr(services._Reading, "_head", look_and_write)
    assert services.verify() == services.Verification(ok=True, first_bad=None, checked=2)
