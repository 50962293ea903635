"""The queue: its order, its pages, its scopes, and that it costs the same however long it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from moderation import queue, services
from moderation.models import Case, Lane, Urgency
from tests import factories
from tests.moderation.makers import call, case_about, entrust, make_message, target_of

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 3, 1, 12, 0, tzinfo=UTC)


def many(number: int, subject, **fields) -> list[Case]:
    theme = factories.make_theme()
    return Case.objects.bulk_create(
        Case(
            target_kind="post",
            target_id=str(10_000 + one + Case.objects.count()),
            lane=Lane.RULE,
            subject=subject,
            theme=theme,
            language="fr",
            words="Des mots.",
            **{"urgency": one % 4 or 1, "opened_at": NOW - timedelta(minutes=one // 2), **fields},
        )
        for one in range(number)
    )


def test_most_urgent_first_then_longest_waiting(lucie, marc, ines):
    for urgency, minutes in ((2, 1), (1, 1), (2, 90), (3, 999), (0, 0), (1, 30)):
        many(1, lucie.name, urgency=urgency, opened_at=NOW - timedelta(minutes=minutes))
    found = queue.page(ines.actor, now=NOW).rows
    assert [(row.case.urgency, (NOW - row.case.opened_at).seconds // 60) for row in found] == [
        (0, 0),
        (1, 30),
        (1, 1),
        (2, 90),
        (2, 1),
        (3, 999),
    ]


@pytest.mark.parametrize("alike", [{}, {"urgency": 2}, {"urgency": 2, "opened_at": NOW}])
def test_pages_follow_one_another_without_gap_or_double(alike, lucie, ines):
    many(queue.PAGE * 3 + 7, lucie.name, **alike)
    seen, after = [], ""
    for _ in range(10):
        page = queue.page(ines.actor, after=after, now=NOW)
        seen += [row.case.pk for row in page.rows]
        after = page.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == queue.PAGE * 3 + 7
    assert seen == list(Case.objects.order_by("urgency", "opened_at", "pk").values_list("pk", flat=True))


def test_a_page_goes_on_where_it_was_even_when_cases_above_are_decided(lucie, marc, ines):
    many(queue.PAGE + 5, lucie.name, urgency=2)
    case = case_about(lucie, marc, reason="method_detail")
    first = queue.page(ines.actor, now=NOW)
    services.decide(ines.actor, case, act="nothing_wrong")
    second = queue.page(ines.actor, after=first.after, now=NOW)
    assert not {row.case.pk for row in first.rows} & {row.case.pk for row in second.rows}
    assert len(second.rows) == 6


BROKEN = ["x", "1", "1-2", "1-2-3", "9" * 4_000, "1-9999999999999999999-" + "0" * 32, "--", "\x00", "²-1-" + "0" * 32]


@pytest.mark.parametrize("after", BROKEN)
def test_a_broken_key_shows_the_first_page(after, lucie, marc, ines):
    case_about(lucie, marc)
    assert len(queue.page(ines.actor, after=after).rows) == 1


@pytest.mark.parametrize("number", [1, 20, 200])
def test_the_queue_costs_two_queries(number, lucie, marc, ines, django_assert_num_queries):
    many(number, lucie.name)
    for reason in ("other", "hostile"):
        call(marc, "post", target_of("post", lucie)[0], reason)
    actor = ines.actor
    # One for the masks of whoever looks.
    with django_assert_num_queries(2), translation.override("fr"):
        for row in queue.page(actor, now=NOW).rows:
            assert row.place
            assert row.title
            assert row.case.subject.name


def test_a_row_is_named_after_its_most_urgent_reason(lucie, marc, ines, ivy):
    target_id, _ = target_of("post", lucie)
    for person, reason in ((marc, "other"), (ines, "personal_data"), (ivy, "hostile")):
        call(person, "post", target_id, reason)
    assert queue.page(ines.actor).rows[0].title == "A name, a number or an address"


def test_everybody_sees_their_own_scope_alone(lucie, marc, anouk, ines, odile, guest):
    chapter = factories.make_theme()
    room, other = factories.make_room(theme=factories.make_theme(parent=chapter)), factories.make_room()
    mine = call(marc, "message", str(make_message(room, lucie.name).pk)).case
    elsewhere = call(marc, "message", str(make_message(other, lucie.name).pk)).case
    name = call(marc, "name", str(lucie.name.pk)).case
    entrust(anouk, "facilitator", room.scope)
    entrust(marc, "moderator", chapter.scope)

    def seen(person):
        return {row.case.pk for row in queue.page(person.actor).rows}

    assert seen(anouk) == seen(marc) == {mine.pk}
    assert seen(ines) == {mine.pk, elsewhere.pk, name.pk}
    assert seen(odile) == seen(lucie) == seen(guest) == set()


def test_a_case_about_oneself_is_not_in_ones_queue(ines, ivy, marc):
    case_about(ines, marc)
    assert queue.page(ines.actor).rows == []
    assert len(queue.page(ivy.actor).rows) == 1


@pytest.mark.parametrize(
    "waited, french, english",
    [
        (timedelta(seconds=-5), "vient d’arriver", "has just come in"),
        (timedelta(seconds=59), "vient d’arriver", "has just come in"),
        (timedelta(minutes=59), "attend depuis 59\u00a0min", "waiting for 59 min"),
        (timedelta(hours=23, minutes=59), "attend depuis 23\u00a0h", "waiting for 23 h"),
        (timedelta(days=1), "attend depuis jeudi 28\u00a0février", "waiting since Thursday 28\u00a0February"),
        (timedelta(days=28), "attend depuis vendredi 1er\u00a0février", "waiting since Friday 1\u00a0February"),
    ],
)
def test_waiting_is_said_in_words(waited, french, english):
    with translation.override("fr"):
        assert queue.waiting_words(NOW - waited, NOW) == french
    with translation.override("en"):
        assert queue.waiting_words(NOW - waited, NOW) == english


def test_what_was_decided_is_found_again_page_by_page(lucie, marc, ines, monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 2)
    cases = [case_about(lucie, marc) for _ in range(5)]
    for case in cases:
        services.decide(ines.actor, case, act="nothing_wrong")
    seen, before = [], ""
    for _ in range(3):
        decisions, before = queue.decided_page(ines.actor, before=before)
        seen += [one.case_id for one in decisions]
    assert seen == [case.pk for case in reversed(cases)]
    assert before == ""


def test_urgencies_have_words():
    assert set(queue._URGENCY_WORDS) == set(Urgency.values)
