"""The one hinge to django-allauth: no e-mail, no address kept, no hour in a session, sentences of our own."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import clear_authentication_records
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members import limits, seal
from members.authentication import tidy_sign_in_name


class MemberAdapter(DefaultAccountAdapter):
    """What sign-in, sign-up and sign-out do differently here."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "This sign-in name and this password do not go together. Please look once more at both."
        ),
        "too_many_login_attempts": _("That was many tries. Please wait five minutes, then try again."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return a keyed digest of the address that changes daily: all that limits need."""
        return limits.address_key(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return seal.digest("limit", "sign-in", tidy_sign_in_name(str(credentials.get("username", "")))).hex()

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, and forget the moment: allauth would keep in the session when somebody typed their password."""
        super().login(request, user)
        clear_authentication_records(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("members:kit")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nobody here has an e-mail address; nothing is ever sent."""
        raise AssertionError("This house sends no mail.")
