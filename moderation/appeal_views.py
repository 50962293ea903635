"""Doors around a decision: the appeal and its answer, a question and its answer, one's own part of the record."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import inbox
from members.access import actor_on, members_only
from members.refusals import Refusal
from moderation import appeals, casefile, claims, own_record, parties, pointers, questions, targets
from moderation import queue as queueing
from moderation.appeal_forms import AnswerForm, AppealForm, QuestionForm, ReplyForm
from moderation.appeals import Way
from moderation.deciding import AlreadyDecided
from moderation.models import Case, Decision, Lane
from moderation.views import case_page, find_case, see_other, status_of, watchers_only


# --- for members, suspended ones too --------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def appeal(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask for another look at what a letter told: read what it does, write, send. Words are kept when it fails."""
    actor = actor_on(request)
    letter = inbox.letter_for(actor, pk)
    way = appeals.way_from(actor, letter)
    if way is None:
        raise Http404
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            appeals.appeal(actor, letter, words=form.cleaned_data["words"])
        except Refusal as refusal:
            form.refuse(refusal)
            return _appeal_page(request, pk, way, form, status_of(refusal))
        return _sent(request, pk, form.cleaned_data["words"])
    return _appeal_page(request, pk, way, form, HTTPStatus.OK)


def _appeal_page(request: HttpRequest, pk: int, way: Way, form: AppealForm, status: int) -> HttpResponse:
    context = {"letter": inbox.letter_for(actor_on(request), pk), "way": way, "form": form}
    return render(request, "moderation/appeal.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def reply(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Answer a question of the team. Words are kept when it fails."""
    actor = actor_on(request)
    letter = inbox.letter_for(actor, pk)
    question = questions.question_of(actor, letter)
    if question is None:
        raise Http404
    form, status = ReplyForm(request.POST if request.method == "POST" else None), int(HTTPStatus.OK)
    if request.method == "POST" and form.is_valid():
        try:
            questions.reply(actor, letter, words=form.cleaned_data["answer"])
            return _sent(request, pk, form.cleaned_data["answer"])
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
    context = {"letter": letter, "question": question, "refusal": questions.refusal_of(question), "form": form}
    return render(request, "moderation/reply.html", context, status=status)


def _sent(request: HttpRequest, pk: int, words: str) -> HttpResponseBase:
    """Lead back to the letter; when the words are heavy, by the page that tells who can be talked to."""
    back = reverse("letter_detail", args=[pk])
    return pointers.page_after(request, words, back=back) or see_other(back)


@require_safe
@members_only
def my_record(request: HttpRequest) -> HttpResponse:
    """What was decided about one's names, and why."""
    actor = actor_on(request)
    context = {"decisions": own_record.decisions_about(actor), "questions": own_record.questions_to(actor)}
    return render(request, "moderation/my_record.html", context)


@require_safe
@members_only
def my_record_file(request: HttpRequest) -> HttpResponse:
    """The same, as a file to take along."""
    response = JsonResponse(
        own_record.as_data(actor_on(request)), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response.headers["Content-Disposition"] = 'attachment; filename="decisions.json"'
    return response


# --- for the team ---------------------------------------------------------------------------------
@require_safe
@watchers_only
def appeal_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The case of an appeal: what was decided, what the person says, and the answer."""
    return _case_of_appeal(request, find_case(request, pk), None)


@require_POST
@watchers_only
def answer(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Answer an appeal; or show its case again with everything kept and what there is to say."""
    case, form = find_case(request, pk), AnswerForm(request.POST)
    if not form.is_valid():
        return _case_of_appeal(request, case, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    told = form.cleaned_data
    try:
        appeals.answer(
            actor_on(request), case, is_granted=told["outcome"] == "granted", explanation=told["explanation"]
        )
    except AlreadyDecided as conflict:
        return _case_of_appeal(request, find_case(request, pk), form, conflict=conflict, status=HTTPStatus.CONFLICT)
    except Refusal as refusal:
        form.refuse(refusal)
        return _case_of_appeal(request, case, form, status=status_of(refusal))
    return see_other(f"{reverse('moderation:queue')}?sent={case.pk}")


@require_POST
@watchers_only
def ask(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Ask the member whom a case is about; or show the case again with the question kept."""
    case, form = find_case(request, pk), QuestionForm(request.POST)
    status = int(HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.is_valid():
        try:
            questions.ask(actor_on(request), case, words=form.cleaned_data["words"])
            return see_other(f"{reverse('moderation:case_detail', args=[pk])}#talk")
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
    if case.lane == Lane.APPEAL:
        return _case_of_appeal(request, case, None, ask_form=form, status=status)
    return case_page(request, case, None, ask_form=form, status=status)


def _case_of_appeal(
    request: HttpRequest,
    case: Case,
    form: AnswerForm | None,
    *,
    ask_form: QuestionForm | None = None,
    conflict: AlreadyDecided | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    actor = actor_on(request)
    found = appeals.of_case(case)
    if found is None:
        raise Http404
    claims.renew(actor, case)
    first = found.decision
    context = {
        "file": {"case": case, "row": queueing.row(case)},
        "appeal": found,
        "first": first,
        "rule": casefile.rule_name(first),
        "place": queueing.place_words(first.case),
        "target": targets.held(first.case.target_kind, first.case.target_id),
        "answered": Decision.objects.filter(case=case).select_related("decider", "letter").first(),
        "refusal": parties.appeal_refusal(actor, found) if case.closed_at is None else None,
        "hand": claims.hand_of(actor, case),
        "questions": questions.of_case(case),
        "form": form or AnswerForm(),
        "ask_form": ask_form or QuestionForm(),
        "conflict": conflict,
    }
    return render(request, "moderation/appeal_case.html", context, status=status)
