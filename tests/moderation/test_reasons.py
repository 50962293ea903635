"""The reasons: written by those who keep the house, retired and not lost, and the four parts of every letter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from members.refusals import Refusal
from moderation import reasons, rules, services
from moderation.models import Decision, RuleWords
from moderation.reasons import Draft
from record import services as record
from record.models import Entry
from tests.moderation.makers import case_about

pytestmark = pytest.mark.django_db
FRAME = "{what}\n\nNotre mot : {rule}\n\n{until}\n\nEt puis : {next}"
WORDS = Draft("On reste au sujet", "We keep to the subject", "Pour s’y retrouver.", "To find one’s way.")


def page(code: str = "") -> str:
    return f"/fr/house/reasons/{code + '/' if code else ''}"


def test_a_reason_of_ones_own_can_be_chosen_and_stands_in_the_letter(lucie, marc, ines, odile):
    reasons.add(odile.actor, code="off_topic", words=replace(WORDS, letter_fr=FRAME, letter_en=FRAME))
    decision = services.decide(ines.actor, case_about(lucie, marc), act="hide", rule="off_topic")
    for part in ("On reste au sujet", "Pour s’y retrouver.", "Notre mot :", "Et puis :", "Bonjour", "L’équipe"):
        assert part in decision.letter.body
    assert "{" not in decision.letter.body
    assert rules.of_decision(decision).name == "We keep to the subject"
    told = record.read(Entry.objects.get(kind="reason.added"))
    assert (told["code"], told["version"], told["by"]) == ("off_topic", 1, str(odile.name.pk))


def test_what_was_decided_keeps_the_words_that_it_had(lucie, marc, ines, odile):
    reasons.change(odile.actor, code="hostile", words=WORDS, seen_version=0)
    decision = services.decide(ines.actor, case_about(lucie, marc), act="hide", rule="hostile")
    changed = replace(WORDS, name_fr="Autre chose", name_en="Something different")
    reasons.change(odile.actor, code="hostile", words=changed, seen_version=1)
    decision = Decision.objects.select_related("rule_words").get(pk=decision.pk)
    assert rules.of_decision(decision).name == "We keep to the subject"
    assert rules.present()["hostile"].name == "Something different"


def test_a_reason_in_use_is_retired_and_not_lost(lucie, marc, ines, odile):
    reasons.add(odile.actor, code="off_topic", words=WORDS)
    decision = services.decide(ines.actor, case_about(lucie, marc), act="hide", rule="off_topic")
    reasons.retire(odile.actor, code="off_topic")
    assert "off_topic" not in rules.present()
    assert rules.of_decision(Decision.objects.get(pk=decision.pk)).name == "We keep to the subject"
    with pytest.raises(Refusal) as refused:
        services.decide(ines.actor, case_about(lucie, marc), act="hide", rule="off_topic")
    assert (refused.value.code, refused.value.field) == ("bad_field", "rule")
    assert "retired meanwhile" in str(refused.value.detail)
    kept = reasons.find("off_topic")
    reasons.change(odile.actor, code="off_topic", words=kept.words, seen_version=kept.version)
    assert "off_topic" in rules.present()


def test_an_unused_one_is_gone_and_one_that_came_with_the_house_is_retired(odile):
    reasons.add(odile.actor, code="off_topic", words=WORDS)
    for code in ("off_topic", "advertising"):
        reasons.retire(odile.actor, code=code)
        assert code not in rules.present()
    assert not RuleWords.objects.filter(code="off_topic").exists()
    assert reasons.find("advertising").is_retired


def test_the_last_reason_stays(odile):
    codes = list(rules.present())
    for code in codes[1:]:
        reasons.retire(odile.actor, code=code)
    with pytest.raises(Refusal):
        reasons.retire(odile.actor, code=codes[0])
    assert list(rules.present()) == codes[:1]


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"name_fr": " "}, "name_fr", "Both languages"),
    ({"why_en": ""}, "why_en", "Both languages"),
    ({"name_en": "x" * 121}, "name_en", "too long"),
    ({"letter_fr": FRAME}, "letter_en", "Both languages"),
    ({"letter_fr": FRAME.replace("{what}", ""), "letter_en": FRAME}, "letter_fr", "what happened"),
    ({"letter_fr": FRAME.replace("{rule}", ""), "letter_en": FRAME}, "letter_fr", "which rule"),
    ({"letter_fr": FRAME, "letter_en": FRAME.replace("{until}", "")}, "letter_en", "until when"),
    ({"letter_fr": FRAME, "letter_en": FRAME.replace("{next}", "")}, "letter_en", "what next"),
    ({"letter_fr": FRAME + "{what}", "letter_en": FRAME}, "letter_fr", "once"),
    ({"letter_fr": FRAME + "{name}", "letter_en": FRAME}, "letter_fr", "nothing else in braces"),
    ({"letter_fr": FRAME + "x" * 4_000, "letter_en": FRAME}, "letter_fr", "too long"),
]


@pytest.mark.parametrize("more, field, sentence", BAD)
def test_words_that_lack_a_part_are_refused(more, field, sentence, odile):
    with pytest.raises(Refusal) as refused:
        reasons.add(odile.actor, code="off_topic", words=replace(WORDS, **more))
    assert refused.value.field == field
    assert sentence in str(refused.value.detail)
    assert not RuleWords.objects.exists()


@pytest.mark.parametrize("code", ["", "new", "worry", "hostile", "Off topic", "x" * 17, "_x", "é"])
def test_a_code_that_cannot_be_one_is_refused(code, odile):
    with pytest.raises(Refusal) as refused:
        reasons.add(odile.actor, code=code, words=WORDS)
    assert refused.value.field == "code"


def test_only_those_who_keep_the_house_write_them(ines, lucie, guest):
    for person in (ines, lucie, guest):
        for act in (
            lambda who: reasons.add(who, code="x", words=WORDS),
            lambda who: reasons.change(who, code="hostile", words=WORDS, seen_version=0),
            lambda who: reasons.retire(who, code="hostile"),
        ):
            with pytest.raises(Refusal) as refused:
                act(person.actor)
            assert refused.value.code == "not_allowed"
        assert person.client.get(page()).status_code in {302, 404}


def test_from_page_to_page(odile, lucie, marc, ines):
    assert "On ne vend rien ici" in odile.client.get(page()).content.decode()
    sent = {**{name: getattr(WORDS, name) for name in Draft.__dataclass_fields__}, "code": "off_topic"}
    assert odile.client.post(page("new"), sent).status_code == 302
    shown = odile.client.get(page("off_topic")).content.decode()
    assert 'name="seen_version" value="1"' in shown
    stale = odile.client.post(page("off_topic"), {**sent, "seen_version": "0", "why_fr": "Mes mots gardés."})
    assert stale.status_code == 422
    assert "Mes mots gardés." in stale.content.decode()
    assert odile.client.post(page("off_topic"), {**sent, "seen_version": "1"}).status_code == 302
    assert (
        "On reste au sujet" in ines.client.get(f"/fr/moderation/cases/{case_about(lucie, marc).pk}/").content.decode()
    )
    assert odile.client.post(page("off_topic") + "retire/").status_code == 302
    assert odile.client.post(page("nowhere") + "retire/").status_code == 404
    lacking = odile.client.post(page("new"), {**sent, "code": "autre", "letter_fr": "Rien.", "letter_en": "Rien."})
    assert "Une lettre dit quatre choses" in lacking.content.decode()
