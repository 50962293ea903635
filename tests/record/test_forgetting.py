"""The record forgets what is older than the house keeps it, behind a signed line, and what is left still verifies."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from record import services, tasks
from record.models import Checkpoint, Content, Entry

pytestmark = pytest.mark.django_db


def written(days_ago: float, number: int) -> None:
    with transaction.atomic():
        for _each in range(number):
            services.write("essai", {"n": number}, at=timezone.now() - timedelta(days=days_ago))


def lined(monkeypatch: pytest.MonkeyPatch, days_ago: float) -> None:
    """A line signed that many days ago."""
    then = timezone.now() - timedelta(days=days_ago)
    with monkeypatch.context() as patch:
        patch.setattr(services.timezone, "now", lambda: then)
        services.checkpoint()


@pytest.fixture
def years(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three entries and a line five years ago, two and a line a year ago, one today."""
    written(5 * 365, 3)
    lined(monkeypatch, 5 * 365)
    written(365, 2)
    lined(monkeypatch, 365)
    written(0, 1)


def numbers() -> list[int]:
    return list(Entry.objects.order_by("number").values_list("number", flat=True))


def before(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def test_entries_go_up_to_the_last_line_that_is_old_enough(years: None) -> None:
    assert services.prune(before(3 * 365)) == 3
    assert numbers() == [4, 5, 6]
    assert Content.objects.count() == 3
    found = services.verify()
    assert (found.ok, found.checked) == (True, 3)
    assert services.prune(before(3 * 365)) == 0


def test_nothing_goes_without_a_signed_line(monkeypatch: pytest.MonkeyPatch) -> None:
    written(5 * 365, 3)
    lined(monkeypatch, 1)
    assert services.prune(before(3 * 365)) == 0
    assert numbers() == [1, 2, 3]


def test_it_may_stop_half_way_and_go_on(years: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "_BATCH", 1)
    real, done = services.Entry.objects.filter, []

    def fail_at_the_third(*args: Any, **kwargs: Any) -> Any:
        done.append(kwargs)
        if len(done) == 5:
            raise ConnectionError
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(services.Entry.objects, "filter", fail_at_the_third)
        with pytest.raises(ConnectionError):
            services.prune(before(3 * 365))
    assert numbers() == [3, 4, 5, 6]
    assert services.verify().ok
    assert services.prune(before(3 * 365)) == 1
    assert services.verify().ok


def test_the_night_forgets_by_the_setting(years: None, settings: Any) -> None:
    settings.RECORD_YEARS = 0
    assert tasks.verify_and_seal().ok
    assert len(numbers()) == 6
    settings.RECORD_YEARS = 3
    assert tasks.verify_and_seal().ok
    assert numbers() == [4, 5, 6]
    assert services.verify().ok
    assert Checkpoint.objects.count() == 3


def test_a_record_that_does_not_hold_forgets_nothing(years: None, settings: Any) -> None:
    settings.RECORD_YEARS = 3
    services.erase(Entry.objects.get(number=6).reference)
    entry = Entry.objects.get(number=6)
    Content.objects.create(reference=entry.reference, salt=b"x" * 32, body=b"{}")
    assert not tasks.verify_and_seal().ok
    assert len(numbers()) == 6


def test_no_more_than_the_line_stands_for_can_be_taken(years: None) -> None:
    services.prune(before(3 * 365))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM record_entry WHERE number = 6")
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(number=4).update(kind="autre")
