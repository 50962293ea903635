"""A kept question finds what its query finds, whatever it is asked with, and asks no more of the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from forum.models import Post, Thread
from record import questions
from record.questions import ask, ask_planned_anew
from tests import factories

pytestmark = pytest.mark.django_db


def by_place(thread: int, place: int) -> QuerySet[Post]:
    return Post.objects.filter(thread=thread, position__lte=place).select_related("author", "thread__theme__parent")


def by_number(pk: int) -> QuerySet[Thread]:
    return Thread.objects.filter(pk=pk)


def since(at: datetime, author: UUID, *, title: str) -> QuerySet[Thread, tuple[Any, ...]]:
    found = Thread.objects.filter(last_post_at__gte=at, author=author, title=title)
    return found.order_by("pk").values_list("pk", "created_at", "author", "is_locked")


def reckoned(place: int) -> QuerySet[Post]:
    return Post.objects.filter(position__in=[place, place + 1])


def everything(one: Any) -> dict[str, Any]:
    """All that an object knows, and all that was brought along with it."""
    near = {name: other and everything(other) for name, other in one._state.fields_cache.items()}
    own = {name: value for name, value in one.__dict__.items() if name != "_state"}
    return {**own, "near": near, "state": (one._state.adding, one._state.db), "deferred": one.get_deferred_fields()}


def test_the_objects_are_those_of_the_query() -> None:
    thread = factories.make_thread(factories.make_theme("inner", parent=factories.make_theme("outer")))
    other = factories.make_thread()
    factories.make_post(thread)
    for pk, place in ((thread.pk, 2), (thread.pk, 1), (other.pk, 5), (thread.pk, 0)):
        for asked in (ask, ask_planned_anew):
            found, wanted = asked(by_place, thread=pk, place=place), list(by_place(pk, place))
            assert [everything(one) for one in found] == [everything(one) for one in wanted]
            assert found == wanted
    (first,) = ask(by_place, thread=other.pk, place=1)
    first.note = "Doux."
    first.save()
    assert Post.objects.get(pk=first.pk).note == "Doux."


def test_tuples_are_those_of_the_query() -> None:
    thread = factories.make_thread()
    at = thread.last_post_at
    for moment in (at, at + timedelta(microseconds=1), at - timedelta(days=400)):
        wanted = list(since(moment, thread.author_id, title=thread.title))
        assert ask(since, at=moment, author=thread.author_id, title=thread.title) == wanted
    assert ask(since, at=at, author=thread.author_id, title="100 % d’autre") == []


def test_it_is_one_question_each_time() -> None:
    thread = factories.make_thread()
    for _time in range(3):
        with CaptureQueriesContext(connection) as asked:
            ask(by_place, thread=thread.pk, place=1)
        assert len(asked) == 1


def test_it_sees_what_was_written_since() -> None:
    thread = factories.make_thread()
    assert len(ask(by_place, thread=thread.pk, place=9)) == 1
    factories.make_post(thread)
    assert len(ask(by_place, thread=thread.pk, place=9)) == 2


def test_a_number_that_no_column_holds_is_found_nowhere() -> None:
    thread = factories.make_thread()
    assert ask(by_number, pk=10**30) == []
    assert ask(by_number, pk=thread.pk) == [thread]
    assert len(ask(by_place, thread=thread.pk, place=2**31)) == 1


def test_what_reckons_with_a_value_is_refused() -> None:
    with pytest.raises(ValueError, match="as they are"):
        ask(reckoned, place=1)
    assert ask(reckoned, is_kept=False, place=10**6) == []


@pytest.mark.only_on("postgresql")
def test_no_plan_is_kept_behind_a_pooler(monkeypatch: pytest.MonkeyPatch) -> None:
    from record import prepared

    def plans() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM pg_prepared_statements WHERE statement LIKE '%%forum_post%%LIMIT 7%%'")
            return int(cursor.fetchone()[0])

    def short(place: int) -> QuerySet[Post]:
        return Post.objects.filter(position=place)[:7]

    assert prepared.is_direct(connection.connection)
    before = plans()
    monkeypatch.setitem(prepared._direct, connection.connection, False)
    ask(short, place=1)
    assert plans() == before
    monkeypatch.setitem(prepared._direct, connection.connection, True)
    ask(short, place=1)
    assert plans() == before + 1


def test_questions_can_be_forgotten() -> None:
    thread = factories.make_thread()
    ask(by_place, thread=thread.pk, place=1)
    questions.forget()
    assert len(ask(by_place, thread=thread.pk, place=1)) == 1
