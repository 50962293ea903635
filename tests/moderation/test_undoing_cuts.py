"""Passages cut from the same words come back one by one, in any order, each without what the others took."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation import appeals, cuts, redaction, services
from moderation.models import Act, Case, Decision
from moderation.targets import State
from moderation.targets import held as target_held
from tests.moderation.makers import call, target_of

WORDS = "Un. Deux. Trois.\n\n- Quatre. Cinq.\n- Six ! Sept ?"


def cut(by, caller, kind: str, target_id: str, *sentences: str, rule: str = "other") -> Decision:
    """Cut the sentences that hold these words, in a case of their own."""
    case = call(caller, kind, target_id).case
    target = target_held(kind, target_id)
    numbers = [one.number for one in redaction.pieces(target.source) if any(words in one.words for words in sentences)]
    return services.decide(by.actor, case, act=Act.REDACT, rule=rule, cut=numbers)


def put_back(by, decision: Decision) -> Decision:
    return services.decide(by.actor, services.look_again(by.actor, decision.case), act=Act.RESTORE, chosen=decision.pk)


def words(kind: str, target_id: str) -> str:
    return target_held(kind, target_id).source


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["post", "message"])
@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_three_cuts_are_put_back_in_any_order(order, kind, lucie, marc, ines):
    target_id, _row = target_of(kind, lucie, WORDS)
    passages = [("Deux",), ("Trois", "Quatre"), ("Un", "Six")]
    made = [cut(ines, marc, kind, target_id, *one) for one in passages]
    numbers = [{1}, {2, 3}, {0, 5}]
    left = set().union(*numbers)
    assert words(kind, target_id) == redaction.without(WORDS, left, "fr")
    for place in order:
        put_back(ines, made[place])
        left -= numbers[place]
        assert words(kind, target_id) == redaction.without(WORDS, left, "fr")
    assert words(kind, target_id) == WORDS
    for decision in made:
        decision.refresh_from_db()
        assert decision.undone_at is not None


@pytest.mark.django_db
def test_a_piece_that_holds_a_mark_gives_back_only_what_it_took(lucie, marc, ines):
    target_id, _row = target_of("post", lucie, "Un. Deux. Trois.")
    first = cut(ines, marc, "post", target_id, "Un")
    # The mark and the next sentence are one piece now.
    second = cut(ines, marc, "post", target_id, "Deux")
    put_back(ines, first)
    assert words("post", target_id) == redaction.without("Un. Deux. Trois.", {1}, "fr")
    put_back(ines, second)
    assert words("post", target_id) == "Un. Deux. Trois."


@pytest.mark.django_db
def test_a_cut_made_after_another_was_put_back_stands_on_its_own(lucie, marc, ines):
    target_id, _row = target_of("post", lucie, WORDS)
    first = cut(ines, marc, "post", target_id, "Deux")
    second = cut(ines, marc, "post", target_id, "Cinq")
    put_back(ines, first)
    third = cut(ines, marc, "post", target_id, "Un", "Deux")
    put_back(ines, second)
    assert words("post", target_id) == redaction.without(WORDS, {0, 1}, "fr")
    put_back(ines, third)
    assert words("post", target_id) == WORDS


@pytest.mark.django_db
def test_while_one_cut_stays_the_author_changes_nothing(lucie, marc, ines):
    from forum.policies import edit_refusal

    target_id, post = target_of("post", lucie, WORDS)
    first = cut(ines, marc, "post", target_id, "Deux", rule="other")
    second = cut(ines, marc, "post", target_id, "Cinq", rule="hostile")
    put_back(ines, second)
    post.refresh_from_db()
    assert post.removal_reason == "other"
    assert edit_refusal(lucie.actor, post) is not None
    put_back(ines, first)
    post.refresh_from_db()
    assert edit_refusal(lucie.actor, post) is None


@pytest.mark.django_db
def test_an_appeal_against_the_first_of_two_gives_back_that_alone(lucie, marc, ines, ivy):
    target_id, _row = target_of("post", lucie, WORDS)
    first = cut(ines, marc, "post", target_id, "Deux")
    cut(ines, marc, "post", target_id, "Cinq")
    asked = appeals.appeal(lucie.actor, first.letter, words="Relisez, je vous prie.")
    appeals.answer(ivy.actor, asked.case, is_granted=True, explanation="Vous aviez raison.")
    assert words("post", target_id) == redaction.without(WORDS, {4}, "fr")


@pytest.mark.django_db
def test_words_that_were_taken_down_meanwhile_stay_down_and_are_whole_underneath(lucie, marc, ines):
    target_id, _row = target_of("post", lucie, WORDS)
    first = cut(ines, marc, "post", target_id, "Deux")
    hidden = services.decide(ines.actor, call(marc, "post", target_id).case, act=Act.HIDE, rule="hostile")
    put_back(ines, first)
    assert target_held("post", target_id).state == State.HIDDEN
    put_back(ines, hidden)
    assert words("post", target_id) == WORDS


@pytest.mark.django_db
def test_words_changed_by_their_author_are_not_overwritten(lucie, marc, ines):
    from uuid import uuid4

    from chat import own_words

    target_id, event = target_of("message", lucie, WORDS)
    first = cut(ines, marc, "message", target_id, "Deux")
    own_words.edit_message(lucie.actor, room=event.room, target_seq=event.seq, nonce=uuid4(), body="Autre chose.")
    assert cuts.words_without(first, words("message", target_id), "fr") is None
    case = services.look_again(ines.actor, first.case)
    with pytest.raises(services.Refusal):
        services.decide(ines.actor, case, act=Act.RESTORE)
    assert words("message", target_id) == "Autre chose."


@pytest.mark.django_db
def test_the_form_offers_each_and_refuses_what_was_put_back_meanwhile(lucie, marc, ines, ivy):
    target_id, _row = target_of("post", lucie, WORDS)
    first = cut(ines, marc, "post", target_id, "Deux")
    second = cut(ines, marc, "post", target_id, "Cinq")
    case = services.look_again(ivy.actor, second.case)
    address = f"/fr/moderation/cases/{case.pk}/"
    page = ivy.client.get(address).content.decode()
    for decision in (first, second):
        assert f'id="id_undoes_{decision.pk}"' in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    wrong = ivy.client.post(f"{address}decide/", {"act": "restore", "undoes": 987654321, "seen": seen})
    assert wrong.status_code == 422
    assert "revenu sur cette décision" in wrong.content.decode()
    sent = ivy.client.post(f"{address}decide/", {"act": "restore", "undoes": first.pk, "seen": seen})
    assert sent.status_code == 303
    assert words("post", target_id) == redaction.without(WORDS, {4}, "fr")
    assert Case.objects.get(pk=case.pk).decision.letter is not None


@pytest.mark.django_db
def test_a_mark_is_nobodys_words_and_cannot_be_cut(lucie, marc, ines):
    target_id, _row = target_of("post", lucie, "Un. Deux. Trois.")
    cut(ines, marc, "post", target_id, "Trois")
    case = call(marc, "post", target_id).case
    source = words("post", target_id)
    marks = [one.number for one in redaction.pieces(source) if one.words.startswith("[")]
    assert len(marks) == 1
    for numbers in (marks, [0, 1]):
        with pytest.raises(services.Refusal):
            services.decide(ines.actor, case, act=Act.REDACT, rule="other", cut=numbers)
    assert words("post", target_id) == source


SENTENCES = st.lists(
    st.sampled_from(["Un mot.", "Pourquoi ?", "« Oui ! »", "Sans fin", "(Bon.)", "Trois… petits points."])
)


@given(
    lines=st.lists(st.tuples(st.sampled_from(["", "- ", "> ", "1. "]), SENTENCES), min_size=1, max_size=4),
    data=st.data(),
)
def test_what_a_second_cut_takes_is_found_in_the_first_words_whatever_they_are(lines, data):
    text = "\n".join(sign + " ".join(sentences) for sign, sentences in lines)
    everything = {one.number for one in redaction.pieces(text)}
    numbers = st.sets(st.sampled_from(sorted(everything))) if everything else st.just(set())
    first = data.draw(numbers)
    seen = redaction.drawn(text, first, "fr")
    for number, (start, end) in seen.places.items():
        assert seen.text[start:end] == redaction.pieces(text)[number].words
    pieces = redaction.pieces(seen.text)
    second = data.draw(st.sets(st.sampled_from([one.number for one in pieces]))) if pieces else set()
    taken = redaction.taken_from(seen, second)
    assert not taken & first
    marked = redaction.without("Un.", {0}, "fr")
    left = " ".join(one.words for one in pieces if one.number not in second).replace(marked, " ")
    kept = " ".join(one.words for one in redaction.pieces(text) if one.number not in first | taken)
    assert left.split() == kept.split()
