"""Letters: four parts, in the reader's language, from the team, and nothing that leads to who called."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from members.models import Letter
from moderation import letters, services, targets
from moderation.models import Act, Flag
from moderation.rules import RULES
from tests import factories
from tests.moderation.makers import call, case_about, make_message, target_of

pytestmark = pytest.mark.django_db
POSSIBLE = [
    (act, kind)
    for act, kind in itertools.product(
        (Act.HIDE, Act.HIDE_SUSPEND, Act.SUSPEND, Act.RESTORE, Act.NOTHING_WRONG), ("post", "message", "name")
    )
    if not (kind == "name" and act in {Act.HIDE, Act.HIDE_SUSPEND})
]
UNTIL = datetime(2031, 6, 5, 7, 0, tzinfo=UTC)


def facts(case, act, **more) -> letters.Facts:
    needs_rule = act in {Act.HIDE, Act.HIDE_SUSPEND, Act.SUSPEND}
    asked = {"rule": "hostile" if needs_rule else "", "explanation": "", "until": None}
    if act in {Act.HIDE_SUSPEND, Act.SUSPEND}:
        asked["until"] = UNTIL
    target = targets.held(case.target_kind, case.target_id)
    return letters.Facts(case=case, target=target, act=act, **{**asked, **more})


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("act, kind", [one for one in POSSIBLE if one[0] != Act.NOTHING_WRONG])
def test_every_letter_to_an_author_has_its_four_parts(act, kind, language, lucie, marc):
    told = facts(case_about(lucie, marc, kind=kind), act)
    with translation.override(language):
        four = letters.parts(told)
    assert all(len(part) > 20 for part in four)
    body = letters.to_author(told, language).body
    assert [body.find(part) for part in four] == sorted(body.find(part) for part in four)
    assert -1 not in [body.find(part) for part in four]


@pytest.mark.parametrize("act", [Act.HIDE, Act.HIDE_SUSPEND])
@pytest.mark.parametrize("language, said", [("fr", "qui ouvrait un fil dans"), ("en", "that opened a thread in")])
def test_whoever_called_does_not_keep_the_title_that_was_taken_down(act, language, said, lucie, marc):
    thread = factories.make_thread(author=lucie.name, title="Le nom de ma voisine")
    case = call(marc, "post", str(thread.posts.get().pk)).case
    with translation.override("fr"):
        note = letters.to_reporter(facts(case, act), language).body
    assert "voisine" not in note
    assert said in note
    assert (thread.theme.name_fr if language == "fr" else thread.theme.name_en) in note
    assert "voisine" in letters.to_author(facts(case, act), language).body
    assert "voisine" in letters.to_reporter(facts(case, Act.NOTHING_WRONG), language).body


@pytest.mark.parametrize("act, kind", [*POSSIBLE, (Act.CARED_FOR, "post"), (Act.CARED_FOR, "name")])
def test_every_letter_speaks_the_language_of_its_reader(act, kind, lucie, marc):
    told = facts(case_about(lucie, marc, kind=kind), act, explanation="Deux mots.")
    for write in (letters.to_reporter, *(() if act == Act.NOTHING_WRONG else (letters.to_author,))):
        french, english = write(told, "fr"), write(told, "en")
        assert french.subject != english.subject
        assert "Bonjour" in french.body
        assert "L’équipe de la maison" in french.body
        assert "Hello" in english.body
        assert "The team of the house" in english.body


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_letter_names_the_rule_and_why_it_is_there(rule, language, lucie, marc):
    told = facts(case_about(lucie, marc), Act.HIDE, rule=rule)
    with translation.override(language):
        name, why = (str(part) for part in RULES[rule])
    body = letters.to_author(told, language).body
    assert name in body
    assert why in body


def test_the_end_of_a_pause_is_said_in_words(lucie, marc):
    told = facts(case_about(lucie, marc), Act.SUSPEND)
    assert "jusqu’au jeudi 5\u00a0juin, 9\u00a0h" in letters.to_author(told, "fr").body
    assert "until Thursday 5\u00a0June, 9\u00a0am" in letters.to_author(told, "en").body


def test_the_letter_goes_out_in_the_members_language_and_the_notes_in_those_of_the_calls(lucie, marc, ines, ivy):
    case = case_about(marc, lucie, ivy)
    services.decide(ines.actor, case, act="hide", rule="hostile")
    sent = {letter.recipient.name: letter for letter in Letter.objects.select_related("recipient")}
    assert {name: letter.language for name, letter in sent.items()} == {
        marc.name.name: "en",
        lucie.name.name: "fr",
        ivy.name.name: "en",
    }
    assert sent[lucie.name.name].subject == "La suite de votre signalement"
    assert "took down your message" in sent[marc.name.name].body


@pytest.mark.parametrize("act", [Act.HIDE, Act.HIDE_SUSPEND, Act.SUSPEND, Act.NOTHING_WRONG])
def test_no_letter_leads_to_who_called_or_to_who_decided(act, lucie, marc, ines):
    target_id, _ = target_of("post", lucie)
    flag = call(marc, "post", target_id, "hostile", "Signé par mes soins, numéro 12.")
    services.decide(ines.actor, flag.case, act=act, rule="hostile", until=timezone.now() + timedelta(days=1))
    for letter in Letter.objects.all():
        for secret in (marc.name.name, "Marc", "Inès", "numéro 12", str(marc.name.pk), marc.member.username):
            assert secret not in letter.subject + letter.body + letter.html


def test_a_note_to_who_called_does_not_repeat_the_words(lucie, marc):
    case = call(marc, "post", target_of("post", lucie, "Des mots qui font mal.")[0]).case
    for act in (Act.HIDE, Act.NOTHING_WRONG, Act.SUSPEND):
        assert "font mal" not in letters.to_reporter(facts(case, act), "fr").body


def test_who_called_for_nothing_hears_the_teams_own_words(lucie, marc):
    case = case_about(lucie, marc)
    assert (
        "Une blague entre eux."
        in letters.to_reporter(facts(case, Act.NOTHING_WRONG, explanation="Une blague entre eux."), "fr").body
    )
    assert "Pour elle." not in letters.to_reporter(facts(case, Act.HIDE, explanation="Pour elle."), "fr").body


@pytest.mark.parametrize(
    "rule, given_back", [("hostile", True), ("personal_data", True), ("method_detail", False), ("illegal", False)]
)
def test_words_are_given_back_but_for_those_that_harm(rule, given_back, lucie, marc):
    words = "Première ligne.\n\n" + "Une suite assez longue. " * 20 + "Fin."
    case = call(marc, "post", target_of("post", lucie, words)[0]).case
    body = letters.to_author(facts(case, Act.HIDE, rule=rule), "fr").body
    assert ("> Première ligne." in body and "Fin." in body) == given_back


HOSTILE = "<script>alert(1)</script> [ici](javascript:x) **gras** `code` </blockquote> %(name)s %s {{ x }} &amp;"


def test_hostile_words_stay_words(lucie, marc, ines):
    thread = factories.make_thread(title=HOSTILE[:140], author=lucie.name, body=HOSTILE)
    case = call(marc, "post", str(thread.posts.get().pk)).case
    services.decide(ines.actor, case, act="hide", rule="other", explanation=HOSTILE)
    for letter in Letter.objects.all():
        assert "<script" not in letter.html
        assert 'href="javascript' not in letter.html
        assert len(letter.subject) <= 200
    note = Letter.objects.get(recipient=marc.name)
    assert "<strong>" not in note.html


def test_a_room_is_called_by_its_name(lucie, marc):
    event = make_message(factories.make_room(name="Un jour sans boire"), lucie.name)
    case = call(marc, "message", str(event.pk)).case
    assert "du salon «\u00a0Un jour sans boire\u00a0»" in letters.to_author(facts(case, Act.HIDE), "fr").body
    assert "in the room “Un jour sans boire”" in letters.to_reporter(facts(case, Act.HIDE), "en").body


def test_a_letter_says_how_to_ask_for_a_second_look_without_a_false_promise(lucie, marc):
    body = letters.to_author(facts(case_about(lucie, marc), Act.HIDE), "fr").body
    assert "demander un nouveau regard, une fois et dans les six mois" in body
    assert "Quand l’équipe compte plus d’une personne" in body


@pytest.mark.parametrize("words", ["é" * 19_990, "\n\né" * 6_600, "a\n" * 9_000])
def test_a_letter_about_the_longest_words_still_fits(words, lucie, marc, ines):
    post = factories.make_post(factories.make_thread(), lucie.name, body=words)
    case = call(marc, "post", str(post.pk)).case
    decision = services.decide(ines.actor, case, act="hide", rule="hostile", explanation="x" * 4_000)
    assert 15_000 < len(decision.letter.body) <= 20_000
    assert decision.letter.body.rstrip().endswith("L’équipe de la maison")


def test_each_call_is_tied_to_the_note_that_was_written_for_it_and_to_no_other(lucie, marc, ines, monkeypatch):
    """Whatever else is written at the same moment, and in whatever order."""
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)
    first, second = case_about(lucie, marc), case_about(lucie, marc)
    names = [factories.make_pseudonym(f"Lectrice {number}") for number in range(12)]
    for number, name in enumerate(names):
        case = (first, second)[number % 2]
        key, language = f"{number:032}".encode(), "fr" if number % 3 else "en"
        Flag.objects.create(case=case, by_key=key, reporter=name, language=language, reason="other")
    services.decide(ines.actor, first, act="nothing_wrong", explanation="Pour la première.")
    services.decide(ines.actor, second, act="nothing_wrong", explanation="Pour la seconde.")
    for flag in Flag.objects.select_related("outcome", "case"):
        assert flag.outcome.answers == flag.pk
        assert flag.outcome.language == flag.language
        assert ("Pour la première." in flag.outcome.body) == (flag.case == first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(kind="outcome", answers=Flag.objects.latest("pk").pk, language="fr", recipe=1)
