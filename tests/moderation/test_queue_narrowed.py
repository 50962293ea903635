"""The list narrowed, sheltered and sounding its alarms; each way to narrow it keeps to an index of its own."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from moderation import claims, queue, services, shields, sight, watch
from moderation.filters import Filters, places_of
from moderation.models import Case, Lane, Shield, TargetKind
from tests import factories
from tests.moderation.makers import call, case_about, entrust, make_message, target_of

pytestmark = pytest.mark.django_db
PATH = "/fr/moderation/"


def look(person, filters=None, **more) -> sight.Sight:
    return sight.look(person.actor, filters or Filters(), places=places_of(person.actor), **more)


def alarms(person, now) -> list[Case]:
    return [one.case for one in look(person, now=now).alarms]


def seen(person, **asked) -> set:
    found = look(person, Filters.read({key: str(value) for key, value in asked.items()}))
    return {row.case.pk for row in [*found.mine, *found.rows]}


@pytest.fixture
def four(lucie, marc):
    """A care case, a report in a room of another chapter, a held contribution in English, and an appeal."""
    chapter = factories.make_theme()
    theme = factories.make_theme(parent=chapter)
    thread = factories.make_thread(theme)
    worry = call(marc, "post", str(factories.make_post(thread, lucie.name).pk), "worry").case
    room = factories.make_room()
    report = call(marc, "message", str(make_message(room, lucie.name).pk)).case
    held = Case.objects.create(
        target_kind=TargetKind.HELD,
        target_id="7",
        lane=Lane.RULE,
        urgency=2,
        subject=lucie.name,
        theme=theme,
        language="en",
        words="Waiting words.",
    )
    appeal = Case.objects.create(
        target_kind=TargetKind.DECISION,
        target_id="8",
        lane=Lane.APPEAL,
        urgency=2,
        subject=lucie.name,
        theme=theme,
        language="fr",
    )
    return {
        "chapter": chapter,
        "theme": theme,
        "room": room,
        "worry": worry.pk,
        "report": report.pk,
        "held": held.pk,
        "appeal": appeal.pk,
    }


def test_each_filter_shows_its_own(four, ines):
    everything = {four[name] for name in ("worry", "report", "held", "appeal")}
    for asked, names in (
        ({}, "worry report held appeal"),
        ({"kind": "care"}, "worry"),
        ({"kind": "reports"}, "report"),
        ({"kind": "held"}, "held"),
        ({"kind": "appeals"}, "appeal"),
        ({"language": "en"}, "held"),
        ({"language": "fr"}, "worry report appeal"),
        ({"room": four["room"].pk}, "report"),
        ({"theme": four["theme"].pk}, "worry held appeal"),
        ({"theme": four["chapter"].pk}, "worry held appeal"),
        ({"theme": four["room"].theme_id}, "report"),
        ({"theme": four["chapter"].pk, "language": "en", "kind": "held"}, "held"),
        ({"theme": four["chapter"].pk, "kind": "reports"}, ""),
        ({"theme": 999_999}, ""),
    ):
        assert seen(ines, **asked) == {four[name] for name in names.split()}, asked
    assert seen(ines, kind="x", language="de", theme="²", room="9" * 40) == everything


def test_the_choice_stands_in_the_address_of_every_page(four, lucie, ines, monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 1)
    words = ines.client.get(f"{PATH}?theme={four['chapter'].pk}&language=fr").content.decode()
    older = words.split('rel="next" href="')[1].split('"')[0]
    assert f"theme={four['chapter'].pk}" in older
    assert "language=fr" in older
    assert f"kind=care&amp;language=fr&amp;theme={four['chapter'].pk}" in words
    assert 'id="page-first"' in ines.client.get(older.replace("&amp;", "&")).content.decode()


def test_nobody_sees_beyond_their_scope_by_filtering(four, anouk):
    entrust(anouk, "facilitator", four["room"].scope)
    assert seen(anouk) == {four["report"]}
    assert seen(anouk, theme=four["theme"].pk) == set()
    assert seen(anouk, kind="care") == set()


def test_an_alarm_sounds_only_for_what_nobody_looks_after(lucie, marc, ines, ivy):
    now = timezone.now()
    worry, soon, light = (case_about(lucie, marc, reason=reason) for reason in ("worry", "hostile", "other"))
    Case.objects.update(opened_at=now)
    assert alarms(ines, now + timedelta(minutes=14)) == []
    assert alarms(ines, now + timedelta(minutes=15)) == [worry]
    late = now + timedelta(hours=12)
    assert alarms(ines, late) == [worry, soon]
    claims.take(ivy.actor, worry, now=late)
    assert alarms(ines, late) == [soon]
    assert alarms(ines, late + claims.LEASE) == [worry, soon]
    services.decide(ivy.actor, soon, act="nothing_wrong")
    assert light not in alarms(ines, late)


def test_the_alarm_is_said_on_duty_alone_and_calmly(lucie, marc, ines):
    case = case_about(lucie, marc, reason="worry")
    Case.objects.update(opened_at=timezone.now() - timedelta(minutes=20))
    assert f'id="alarm-{case.pk}"' not in ines.client.get(PATH).content.decode()
    watch.come(ines.actor)
    words = ines.client.get(PATH).content.decode()
    assert f'id="alarm-{case.pk}"' in words
    assert "est encore sans personne" in words
    watch.rest(ines.actor)
    assert f'id="alarm-{case.pk}"' not in ines.client.get(PATH).content.decode()


# --- what one would rather not read ----------------------------------------------------------------
def test_of_a_theme_one_would_rather_not_read_no_word_is_sent(lucie, marc, ines, ivy):
    chapter = factories.make_theme(name_fr="Le deuil")
    thread = factories.make_thread(factories.make_theme(parent=chapter, name_fr="Après un départ"))
    post = factories.make_post(thread, lucie.name, body="Une phrase très lourde.")
    case = call(marc, "post", str(post.pk), "hostile").case
    assert ines.client.post(f"{PATH}quiet-themes/", {"themes": [chapter.pk]}).status_code == 303
    words = ines.client.get(PATH).content.decode()
    row = words.split(f'id="case-{case.pk}"')[1].split("</li>")[0]
    assert "Un thème que vous avez choisi de ne pas lire" in row
    for word in ("Une phrase", "Après un départ", "Paroles", "S’en occuper"):
        assert word not in row
    assert "Une phrase très lourde." in ivy.client.get(PATH).content.decode()
    # Deliberately, it can still be opened.
    assert "Une phrase très lourde." in ines.client.get(f"{PATH}cases/{case.pk}/").content.decode()


def test_the_choice_is_ones_own_and_can_be_taken_back(lucie, ines, ivy):
    one, two = factories.make_theme(), factories.make_theme()
    shields.choose(ines.actor, themes=[one.pk, two.pk])
    shields.choose(ivy.actor, themes=[one.pk])
    shields.choose(ines.actor, themes=[two.pk])
    assert shields.themes_of(ines.actor) == {two.pk}
    assert shields.themes_of(ivy.actor) == {one.pk}
    page = ines.client.get(f"{PATH}quiet-themes/").content.decode()
    assert page.count("checked") == 1
    assert "Ivy" not in page
    assert ines.client.post(f"{PATH}quiet-themes/", {}).status_code == 303
    assert not Shield.objects.filter(pseudonym=ines.name).exists()
    assert lucie.client.get(f"{PATH}quiet-themes/").status_code == 404


@pytest.mark.parametrize("themes", [["987654"], ["x", "987654"]])
def test_a_theme_that_is_gone_is_told(themes, ines):
    assert ines.client.post(f"{PATH}quiet-themes/", {"themes": themes}).status_code == 422
    assert not Shield.objects.exists()


def test_what_is_heavy_starts_folded_with_its_length_first(lucie, marc, ines):
    target_id, _row = target_of("post", lucie, "Des mots qui pèsent.")
    case = call(marc, "post", target_id, "worry").case
    for path in (PATH, f"{PATH}cases/{case.pk}/"):
        words = ines.client.get(path).content.decode()
        before, _after = words.split("Des mots qui pèsent.", 1)
        opened = before.rindex("<details")
        assert "</details>" not in before[opened:]
        assert " open" not in before[opened : before.index(">", opened)]
        assert "quelques mots" in before[opened:]
    light = call(marc, "post", target_of("post", lucie, "Plus léger.")[0], "other").case
    words = ines.client.get(PATH).content.decode().split(f'id="case-{light.pk}"')[1].split("</li>")[0]
    assert "<details" not in words


# --- kept current ---------------------------------------------------------------------------------
def test_the_list_is_sent_again_only_when_it_changed(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    first = ines.client.get(PATH)
    etag = first["ETag"]
    same = ines.client.get(PATH, headers={"If-None-Match": etag})
    assert same.status_code == 304
    assert same.content == b""
    assert same["Cache-Control"] == "no-store"
    claims.take(ivy.actor, case)
    changed = ines.client.get(PATH, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert "Ivy gate s’en occupe" in changed.content.decode()
    services.decide(ivy.actor, case, act="nothing_wrong")
    again = ines.client.get(PATH, headers={"If-None-Match": changed["ETag"]})
    assert again.status_code == 200
    assert str(case.pk) not in again.content.decode()


# --- the plans of the database --------------------------------------------------------------------
def crowd(lucie, number: int = 3_000) -> tuple:
    themes = [factories.make_theme() for _ in range(5)]
    rooms = [factories.make_room(theme=themes[0]) for _ in range(5)]
    now = timezone.now()
    Case.objects.bulk_create(
        Case(
            target_kind=TargetKind.MESSAGE if one % 2 else TargetKind.POST,
            target_id=str(one),
            lane=Lane.CARE if one % 50 == 0 else Lane.RULE,
            urgency=0 if one % 50 == 0 else 1 + one % 3,
            subject=lucie.name,
            theme=themes[one % 5],
            room=rooms[one // 2 % 5] if one % 2 else None,
            language="en" if one % 10 == 0 else "fr",
            words="Des mots.",
            opened_at=now - timedelta(minutes=one),
        )
        for one in range(number)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "ANALYZE moderation_case")
    return themes, rooms


def test_every_page_is_found_by_an_index_and_nothing_is_sorted(lucie, ines, subtests):
    themes, rooms = crowd(lucie)
    ways = ({}, {"kind": "care"}, {"language": "en"}, {"theme": str(themes[2].pk)}, {"room": str(rooms[1].pk)})
    for asked, after in itertools.product(ways, (False, True)):
        with subtests.test(asked=asked, after=after), pytest.MonkeyPatch.context() as patch:
            assert_plans(ines, Filters.read(asked), after, patch)


def assert_plans(ines, filters: Filters, after: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    chosen, whole = queue.chosen, queue.whole

    def choice_explained(cases, key):
        told.append(chosen(cases, key).values("pk").explain())
        return chosen(cases, key)

    def page_explained(cases):
        told.append(whole(cases).explain())
        return whole(cases)

    key = look(ines, filters).after if after else ""
    assert bool(key) is after
    monkeypatch.setattr(queue, "chosen", choice_explained)
    monkeypatch.setattr(queue, "whole", page_explained)
    look(ines, filters, after=key, sent=Case.objects.values_list("pk", flat=True)[7])
    apart, choice, page = told
    assert "case_queue" in choice, choice
    if connection.vendor == "sqlite":
        assert "TEMP B-TREE" not in choice, choice
        for plan in told:
            assert "SCAN moderation_case\n" not in plan + "\n", plan
        if after:
            assert "urgency" in choice.split("moderation_case USING")[1].split("\n")[0], choice
    else:
        assert "Sort" not in choice, choice
        for plan in (apart, choice, page):
            assert "Seq Scan on moderation_case" not in plan, plan


# --- the talk with the member ---------------------------------------------------------------------
def test_the_list_says_that_an_answer_came(lucie, marc, ines, ivy):
    from moderation import questions

    case = case_about(lucie, marc)
    told = ("Une question attend la réponse de la personne", "La personne a répondu à votre question")

    def said() -> list[bool]:
        page = ivy.client.get(PATH).content.decode()
        return [words in page for words in told]

    assert said() == [False, False]
    first = questions.ask(ines.actor, case, words="Que vouliez-vous dire ?")
    assert said() == [True, False]
    questions.reply(lucie.actor, first.letter, words="Rien de mal.")
    assert said() == [False, True]
    questions.ask(ines.actor, case, words="Et encore ?")
    assert said() == [True, False]
