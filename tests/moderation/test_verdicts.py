"""What a person says of the reading by rules: counted rule by rule, and nothing else is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from crisis.detection import assess
from crisis.detection.assess import VERSION
from forum.signals import published
from members.news import announce
from members.refusals import Refusal
from moderation import services, verdicts
from moderation.models import Case, Verdict, VerdictKind
from tests.cast import Person
from tests.moderation.makers import call, entrust, target_of

pytestmark = pytest.mark.django_db
DANGER = "Ce soir j’ai avalé tous mes comprimés, je veux mourir."


def opened(author: Person, words: str = DANGER) -> Case:
    """The case that words of danger open by themselves."""
    _id, post = target_of("post", author, words)
    with transaction.atomic():
        announce(published, actor=author.actor, post=post, assessment=assess(words))
    return Case.objects.get(target_id=str(post.pk))


def told() -> set[tuple[str, int, str, int]]:
    return set(Verdict.objects.values_list("rule", "version", "kind", "number"))


def test_one_tap_at_the_end_of_a_case_counts_for_each_rule_that_spoke(
    lucie: Person, marc: Person, ines: Person
) -> None:
    rules = set(assess(DANGER).rules)
    assert len(rules) > 1
    for person, kind in ((lucie, "right"), (marc, "wrong"), (lucie, "right")):
        case = opened(person)
        form = {"act": "cared_for", "outcome": "answered", "verdict": kind, "seen": _seen(ines, case)}
        assert ines.client.post(f"/fr/moderation/cases/{case.pk}/decide/", form).status_code == 303
    assert told() == {(rule, VERSION, kind, n) for rule in rules for kind, n in (("right", 2), ("wrong", 1))}


def _seen(person: Person, case: Case) -> str:
    page = person.client.get(f"/fr/moderation/cases/{case.pk}/").text
    assert page.count('name="verdict"') == 2
    return page.split('name="seen" value="')[1].split('"')[0]


def test_nobody_has_to_say_anything(lucie: Person, ines: Person) -> None:
    services.decide(ines.actor, opened(lucie), act="cared_for", outcome="answered")
    assert told() == set()


def test_what_is_refused_counts_nothing(lucie: Person, ines: Person) -> None:
    case = opened(lucie)
    with pytest.raises(Refusal):
        services.decide(ines.actor, case, act="cared_for", outcome="moon", verdict="right")
    services.decide(ines.actor, case, act="cared_for", outcome="answered", verdict="missed")
    assert told() == set()


def test_a_worry_about_words_that_no_rule_found_can_be_called_missed(lucie: Person, marc: Person, ines: Person) -> None:
    target_id, _post = target_of("post", lucie, "Merci pour vos mots, à demain.")
    case = call(marc, "post", target_id, "worry").case
    assert verdicts.asked_of(case) == [VerdictKind.MISSED]
    services.decide(ines.actor, case, act="cared_for", outcome="answered", verdict="missed")
    assert told() == {("", VERSION, "missed", 1)}
    assert verdicts.missed() == 1


def test_a_case_of_rules_asks_for_no_verdict(lucie: Person, marc: Person) -> None:
    target_id, _post = target_of("post", lucie, DANGER)
    assert verdicts.asked_of(call(marc, "post", target_id).case) == []


def test_no_column_leads_to_words_to_a_person_or_to_a_moment() -> None:
    assert {field.name for field in Verdict._meta.get_fields()} == {"id", "rule", "version", "kind", "number"}


def test_the_team_reads_every_rule_with_what_was_said_of_it(
    lucie: Person, ines: Person, anouk: Person, guest: Person
) -> None:
    services.decide(ines.actor, opened(lucie), act="cared_for", outcome="answered", verdict="right")
    entrust(anouk, "coordinator", "")
    for person in (ines, anouk):
        page = person.client.get("/fr/moderation/readings/").text
        assert "juste : 1" in page.replace("\u00a0", " ")
    assert lucie.client.get("/fr/moderation/readings/").status_code == 404
    assert guest.client.get("/fr/moderation/readings/").status_code == 302
    assert "juste" not in guest.client.get("/fr/help/words/").text.split("<main")[1].split("</main>")[0]


def test_counts_of_old_versions_are_let_go_of(monkeypatch: Any) -> None:
    for version in (VERSION - 2, VERSION - 1, VERSION):
        Verdict.objects.create(rule="fr.wish", version=max(version, 0), kind="right", number=1)
    monkeypatch.setattr(verdicts, "VERSION", VERSION + 1)
    verdicts.forget_old()
    assert set(Verdict.objects.values_list("version", flat=True)) == {VERSION}
    assert all(not line.right for line in verdicts.lines())
