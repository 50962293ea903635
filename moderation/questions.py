"""Talk with a member inside a case: the team asks by letter, the member answers on the letter's page."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from markup import plain_text
from members import inbox
from members import services as members
from members.actor import Actor
from members.models import Letter, LetterKind
from members.refusals import Refusal
from moderation import appeal_letters, claims, late_lines
from moderation.models import Case, Question
from moderation.policies import can_see
from record import services as record

LONGEST_QUESTION, LONGEST_REPLY = 2_000, 4_000
# A letter can be answered for as long as a decision can be appealed.
OPEN_FOR = timedelta(days=183)
_MOST_WAITING = 3


def ask(actor: Actor, case: Case, *, words: str) -> Question:
    """Ask the member whom an open case is about, by a letter from the team. Nothing is decided by it.

    Raises claims.InOtherHands, and Refusal: `empty`, `too_long`, `not_allowed` (about themselves, another scope, a
    closed case, nobody to ask, several questions that wait already).
    """
    words = _tidy(words, LONGEST_QUESTION, "words", _("Please write what you would like to ask."))
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("subject", "theme", "room").get(pk=case.pk)
        if not can_see(actor, case) or members.is_own(actor, case.subject):
            raise Refusal("not_allowed", _("This case is in other hands."))
        if case.closed_at is not None:
            raise Refusal("not_allowed", _("This case is closed. A question belongs to a case that is open."))
        claim = claims.running(case)
        if claim is not None and claim.holder_id not in actor.names:
            raise claims.InOtherHands(claim, timezone.now())
        if not inbox.reachable([case.subject_id]):
            raise Refusal("not_allowed", _("Nobody holds this name any more, so nobody would read the letter."))
        if case.questions.filter(answered_at=None).count() >= _MOST_WAITING:
            raise Refusal(
                "not_allowed", _("Several questions wait for an answer already. Please leave them some time.")
            )
        language = members.holder_language(case.subject, place=case.language)
        told = appeal_letters.question_letter(case, words, language)
        letter = inbox.send(
            case.subject, kind=LetterKind.QUESTION, language=language, subject=told.subject, body=told.body
        )
        assert actor.pseudonym_id is not None
        question = Question.objects.create(case=case, by_id=actor.pseudonym_id, letter=letter, words=words)
        record.write(
            "case.asked",
            {
                "case": str(case.pk),
                "question": question.pk,
                "by": str(question.by_id),
                "subject": str(case.subject_id),
                "letter": letter.pk,
            },
        )
        return question


def reply(actor: Actor, letter: Letter, *, words: str) -> Question:
    """Answer a question of the team, once, suspended members too. Nothing is opened or decided by it.

    Raises Refusal: `not_found` (no question to the actor), `not_allowed` (answered before, too long ago), `empty`,
    `too_long`.
    """
    words = _tidy(words, LONGEST_REPLY, "answer", _("There is nothing to read in your answer yet."))
    with transaction.atomic():
        asked = Question.objects.select_for_update(of=("self",)).filter(letter_id=letter.pk)
        question = asked.first() if members.is_own(actor, letter.recipient) else None
        if question is None:
            raise Refusal("not_found", _("This letter asks nothing."))
        if (refusal := refusal_of(question)) is not None:
            raise refusal
        # The letter went to the name that the case is about.
        name = question.case.subject
        question.answer, question.answered_at = words, late_lines.moment_for(name, timezone.now())
        question.save(update_fields=["answer", "answered_at"])
        late_lines.write(name, "case.answered", {"case": str(question.case_id), "question": question.pk})
        return question


def question_of(actor: Actor, letter: Letter) -> Question | None:
    """Return the question that a letter to one of the actor's names asks, None when it asks nothing."""
    return Question.objects.filter(letter_id=letter.pk).first() if members.is_own(actor, letter.recipient) else None


def refusal_of(question: Question) -> Refusal | None:
    """Return why a question cannot be answered now, None when it can."""
    if question.answered_at is not None:
        return Refusal("not_allowed", _("You have answered this letter. The team has your words."))
    if timezone.now() > question.at + OPEN_FOR:
        return Refusal(
            "not_allowed", _("This question is more than six months old; nobody waits for an answer any more.")
        )
    return None


def of_case(case: Case) -> list[Question]:
    """Return what was asked and answered in a case, in order. One query."""
    return list(case.questions.select_related("by").order_by("pk"))


def _tidy(words: str, longest: int, field: str, missing: str | Promise) -> str:
    words = plain_text.tidy(words)
    if plain_text.is_blank(words):
        raise Refusal("empty", missing, field=field)
    if len(words) > longest:
        raise Refusal(
            "too_long",
            _("Your words are longer than a letter can hold. Please shorten them a little."),
            field=field,
        )
    return words
