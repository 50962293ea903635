"""One's own place: password, sheet, preferences, consents, going out everywhere."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login as sign_in
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from members import accounts, documents, policies, suggestions
from members import new_name as naming
from members.access import actor_on, members_only
from members.forms import KitForm, PasswordForm, PreferencesForm
from members.models import Consent, Member, Topic
from members.name_forms import FreshNameForm, NameForm
from members.refusals import Refusal

_BACKEND = settings.AUTHENTICATION_BACKENDS[0]
_READ_AND_WRITE = ["GET", "HEAD", "POST"]


@sensitive_post_parameters("old_password", "password1", "password2")
@require_http_methods(_READ_AND_WRITE)
@members_only
def password(request: HttpRequest) -> HttpResponse:
    """A new password. Everywhere else one is signed out."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            member = accounts.change_password(
                actor_on(request), old=form.cleaned_data["old_password"], new=form.cleaned_data["password1"]
            )
        except Refusal as no:
            status = refused(form, no)
        else:
            remembers = not request.session.get_expire_at_browser_close()
            sign_in(request, member, backend=_BACKEND)
            request.session.set_expiry(None if remembers else 0)
            return _done(request, _("The new password counts from now on. Everywhere else you are signed out."))
    context = {"form": form, "username": request.user.get_username()}
    return render(request, "members/password.html", context, status=status)


@sensitive_post_parameters("password")
@require_http_methods(_READ_AND_WRITE)
@members_only
def new_kit(request: HttpRequest) -> HttpResponse:
    """A new recovery sheet; the one before stops counting."""
    form = KitForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            request.session["kit_code"] = accounts.renew_kit(actor_on(request), password=form.cleaned_data["password"])
            return redirect("members:kit")
        except Refusal as no:
            status = refused(form, no)
    return render(request, "members/new_kit.html", {"form": form}, status=status)


@require_http_methods(_READ_AND_WRITE)
@members_only
def preferences(request: HttpRequest) -> HttpResponse:
    """Language of letters, region of help lines, presence in rooms."""
    member = Member.objects.get(pk=accounts.id_of(actor_on(request)))
    kept = {"language": member.language, "region": member.region, "shows_presence": member.shows_presence}
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=kept)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            accounts.set_preferences(actor_on(request), **form.cleaned_data)
            return _done(request, _("Kept."))
        except Refusal as no:
            status = refused(form, no)
    return render(request, "members/preferences.html", {"form": form}, status=status)


@require_http_methods(_READ_AND_WRITE)
@members_only
def new_name(request: HttpRequest) -> HttpResponse:
    """Choose another name: the one that the team asked for, or a fresh start under a name of one's own."""
    actor = actor_on(request)
    is_asked = policies.renaming_refusal(actor) is not None
    refusal = None if is_asked else naming.taking_refusal(actor)
    if refusal is not None:
        status = status_of(refusal) if request.method == "POST" else HTTPStatus.OK
        return render(request, "members/new_name.html", {"refusal": refusal}, status=status)
    data = request.POST if request.method == "POST" else None
    first = {"pseudonym": actor.name if is_asked else suggestions.free_name(actor.language)}
    form = NameForm(data, initial=first) if is_asked else FreshNameForm(data, initial=first)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            take = naming.choose if is_asked else naming.take
            take(actor, typed=form.cleaned_data["pseudonym"])
            return _done(request, _("Kept."))
        except Refusal as no:
            status = refused(form, no)
    return render(request, "members/new_name.html", {"form": form, "is_asked": is_asked}, status=status)


@require_http_methods(_READ_AND_WRITE)
@members_only
def consents(request: HttpRequest) -> HttpResponse:
    """What one has agreed to: give it, or take it back."""
    actor, problem, status = actor_on(request), "", HTTPStatus.OK
    if request.method == "POST":
        topic, version = request.POST.get("topic", ""), request.POST.get("version", "")
        try:
            if request.POST.get("answer") == "withdraw":
                accounts.withdraw_consent(actor, topic=topic)
            else:
                number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
                accounts.give_consent(actor, topic=topic, version=number)
            return redirect("members:consents")
        except Refusal as no:
            problem, status = str(no.detail), status_of(no)
    context = {"lines": _consent_lines(request), "problem": problem}
    return render(request, "members/consents.html", context, status=status)


def _consent_lines(request: HttpRequest) -> list[dict[str, Any]]:
    actor = actor_on(request)
    given = {one.topic: one for one in Consent.objects.filter(member_id=accounts.id_of(actor))}
    versions = documents.present_versions()
    lines = []
    for topic in (Topic.AGREEMENT, Topic.HEALTH, Topic.ADULT):
        consent = given.get(topic)
        lines.append(
            {
                "topic": topic.value,
                "slug": documents.PAGE_OF_TOPIC.get(topic, ""),
                "version": versions.get(topic, 1),
                "consent": consent,
                "holds": topic in actor.consents,
                "has_changed": consent is not None and topic not in actor.consents,
            }
        )
    return lines


@require_http_methods(_READ_AND_WRITE)
@members_only
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session, this one too."""
    if request.method == "POST":
        accounts.sign_out_everywhere(actor_on(request))
        logout(request)
        response = redirect("home")
        response.headers["Clear-Site-Data"] = '"storage"'
        return response
    return render(request, "members/sign_out_everywhere.html", {})


# --- shared by these doors ------------------------------------------------------------------------
def refused(form: forms.Form, no: Refusal) -> HTTPStatus:
    """Put a refusal beside the field it belongs to; return the status that fits."""
    form.add_error(no.field if no.field in form.fields else None, str(no.detail))
    return status_of(no)


def status_of(no: Refusal) -> HTTPStatus:
    """Return the HTTP status that fits a refusal."""
    return {"rate_limited": HTTPStatus.TOO_MANY_REQUESTS, "not_allowed": HTTPStatus.FORBIDDEN}.get(
        no.code, HTTPStatus.OK
    )


def _done(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "members/done.html", {"sentence": sentence})
