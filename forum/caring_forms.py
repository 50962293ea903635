"""What those who look after a thread fill in."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.forms import TypedText
from members.refusals import Refusal

PACES = (
    (0, _("As people write")),
    (60, _("One message a minute")),
    (600, _("One every ten minutes")),
    (3600, _("One an hour")),
)
_KEEP = "keep"
MARKS = ("is_pinned", "is_tender", "is_memorial", "is_sheltered")
ENDS = (
    (_KEEP, _("Leave it as it is")),
    ("", _("It stays open")),
    ("1", _("In one day")),
    ("3", _("In three days")),
    ("7", _("In a week")),
    ("30", _("In thirty days")),
)
_NUMBER = re.compile(
    r"(?:(?:https?://(?P<house>[^/]+))?/(?:[a-z]{2}/)?threads/)?(?P<number>\d{1,18})(?:/.*)?", re.ASCII
)


class ReasonForm(forms.Form):
    """Why something is done; the record keeps it."""

    reason = TypedText(label=_("Why"), help_text=_("A few words, for the record of the house."))

    def refuse(self, refusal: Refusal) -> None:
        """Say why the service refused, beside its field."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal.detail))


class TendForm(ReasonForm):
    """Pace, end and marks of a thread."""

    slow_mode_s = forms.TypedChoiceField(label=_("Pace: how often one person writes"), choices=PACES, coerce=int)
    closes = forms.ChoiceField(
        label=_("When it closes"),
        choices=ENDS,
        required=False,
        help_text=_("The thread says so until then. Nothing is added afterwards; it can still be read."),
    )
    is_pinned = forms.BooleanField(label=_("Keep it on top of its theme"), required=False)
    is_tender = forms.BooleanField(
        label=_("A tender place"),
        required=False,
        help_text=_("Nobody can be called by name there, and whoever answers reads that soft words are enough."),
    )
    is_memorial = forms.BooleanField(label=_("It remembers somebody"), required=False)
    is_sheltered = forms.BooleanField(
        label=_("A sheltered place"),
        required=False,
        help_text=_(
            "For somebody who is not well. Home, the unanswered threads, feeds and search engines leave it out, no "
            "list shows its words, and beside the box stands how to answer."
        ),
    )

    field_order = ["slow_mode_s", "closes", *MARKS, "reason"]

    def wanted(self, *, now: datetime | None = None) -> dict[str, Any]:
        """Return what `caring.tend_thread` takes. For a valid form."""
        told = self.cleaned_data
        wanted = {name: told[name] for name in ("slow_mode_s", *MARKS)}
        if told["closes"] != _KEEP:
            days = told["closes"]
            wanted["closes_at"] = (now or timezone.now()) + timedelta(days=int(days)) if days else None
        return wanted


class JoinForm(ReasonForm):
    """Into which thread the posts go."""

    into = TypedText(
        label=_("The other thread"),
        help_text=_("Its address as your browser shows it, or its number."),
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocapitalize": "none"}),
    )

    field_order = ["into", "reason"]

    def clean_into(self) -> int:
        found = _NUMBER.fullmatch(self.cleaned_data["into"].strip())
        # A thread of another house may have the number of one of ours.
        if found is None or found["house"] not in {None, *_our_hosts()}:
            raise forms.ValidationError(_("This names no thread. Copy the address of the other thread here."))
        return int(found["number"])


def _our_hosts() -> set[str]:
    return {urlsplit(origin).netloc for origin in settings.ALLOWED_ORIGINS}


class SplitForm(ReasonForm):
    """Which posts begin a thread of their own, and what it is called."""

    title = TypedText(label=_("Title of the new thread"))
    positions = forms.TypedMultipleChoiceField(label=_("The messages"), required=False, coerce=int)

    field_order = ["title", "positions", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("positions") if hasattr(self.data, "getlist") else []
        field = self.fields["positions"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        # Which messages there are is the service's to say.
        field.choices = [(one, one) for one in sent if one.isascii() and one.isdecimal() and len(one) <= 9]
