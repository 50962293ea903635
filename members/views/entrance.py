"""Coming in, coming back, going out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account.views import LoginView, LogoutView, SignupView
from django.conf import settings
from django.contrib.auth import login as sign_in
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from members import accounts, kept_words, limits
from members.access import actor_on, is_same_origin, members_only
from members.forms import RecoverForm
from members.refusals import Refusal

_BACKEND = settings.AUTHENTICATION_BACKENDS[0]


class Login(LoginView):
    """allauth's sign-in."""


class Signup(SignupView):
    """allauth's sign-up, with a name proposed, and a kit at the end of it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if "another" in request.POST or "face" in request.POST:
            form = self.get_form().redrawn(name="another" in request.POST, face="face" in request.POST)
            self._cached_form = form
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except accounts.SignInNameTaken:
            # The same form twice in the same moment: the second finds the account that the first one made.
            form.find_sender_of_twice()
            return super().form_valid(form) if form.returning else self.form_invalid(form)
        except Refusal as no:
            response = self._again(form, str(no.detail), field=no.field)
            if no.code == "rate_limited":
                response.status_code = HTTPStatus.TOO_MANY_REQUESTS
                response.headers["Retry-After"] = str(no.retry_after_s or 60)
            return response

    def get_success_url(self) -> str:
        kit, onward = reverse("members:kit"), self.get_next_url()
        if onward:
            self.request.session["after_kit"] = onward
        return kit

    def _again(self, form: Any, sentence: str, field: str | None = None) -> HttpResponse:
        form.add_error(field if field in form.fields else None, sentence)
        return self.form_invalid(form)


class Logout(LogoutView):
    """allauth's sign-out; the browser is asked to forget drafts and waiting words."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response.headers["Clear-Site-Data"] = '"storage"'
        return response


@require_safe
@members_only
def kit(request: HttpRequest) -> HttpResponse:
    """The recovery sheet, once: after it was shown the code is known to nobody but its reader."""
    # Whoever asks for the headers alone sees no sheet, and uses none up.
    code = request.session.pop("kit_code", None) if request.method == "GET" else None
    onward = request.session.get("after_kit") or reverse("my_page")
    if code is not None:
        request.session.pop("after_kit", None)
    context = {"code": code, "username": request.user.get_username(), "onward": onward, "site": settings.SITE_URL}
    response = render(request, "members/kit.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@sensitive_post_parameters("code", "password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """Coming back with the sheet: name and code, a new password, and a new sheet."""
    form = RecoverForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            if form.is_valid():
                limits.spend_address(request, "recover")
                member, code = accounts.recover(
                    username=form.cleaned_data["username"],
                    code=form.cleaned_data["code"],
                    password=form.cleaned_data["password1"],
                )
                sign_in(request, member, backend=_BACKEND)
                request.session.set_expiry(0)
                request.session["kit_code"] = code
                return redirect("members:kit")
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, str(no.detail))
            if no.code == "rate_limited":
                status = HTTPStatus.TOO_MANY_REQUESTS
    response = render(request, "members/recover.html", {"form": form}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is not good: from our own pages the words come back, from elsewhere nothing is done."""
    if not is_same_origin(request, by_referrer=True):
        raise PermissionDenied(_("This form was sent from another site. Nothing was done."))
    at_the_door = "accounts" in request.path_info.split("/")[:3]
    return kept_words.page(request, asks_sign_in=actor_on(request).is_guest and not at_the_door)
