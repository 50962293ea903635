"""How quiet one wants it: the shape of the form. What must hold is judged in `members.quiet`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.quiet import Quiet
from members.refusals import Refusal

_KEEP = "keep"
BREAKS = (
    ("", _("No break")),
    ("1", _("Until tomorrow")),
    ("3", _("For three days")),
    ("7", _("For a week")),
    ("30", _("For thirty days")),
    ("90", _("For three months")),
)


def _hour_words(hour: int) -> str:
    if get_language() == "fr":
        return f"{hour}\u00a0h"
    return f"{hour % 12 or 12}\u00a0{'am' if hour < 12 else 'pm'}"


_HOURS = [("", _("No quiet hours")), *((str(hour), lazy(_hour_words, str)(hour)) for hour in range(24))]


class QuietForm(forms.Form):
    """Break, quiet hours, muted words, being called by name, welcoming."""

    break_for = forms.ChoiceField(
        label=_("Take a break"),
        required=False,
        help_text=_("Until then this place tells you nothing new. It all waits, and nobody sees it."),
    )
    from_hour = forms.TypedChoiceField(
        label=_("Quiet from"), required=False, choices=_HOURS, coerce=int, empty_value=None
    )
    to_hour = forms.TypedChoiceField(
        label=_("Quiet until"), required=False, choices=_HOURS, coerce=int, empty_value=None
    )
    muted_words = forms.CharField(
        label=_("Words you would rather not meet"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": False}),
        help_text=_("One word or phrase a line. Messages that hold one are folded, threads are left out of lists."),
    )
    takes_mentions = forms.BooleanField(
        label=_("People may call me by name"),
        required=False,
        help_text=_("With @ and your name, in threads where you wrote. It then waits in your letters and news."),
    )
    welcomes = forms.BooleanField(
        label=_("I like to welcome"),
        required=False,
        help_text=_(
            "First words that nobody has answered, in a thread for twelve hours or in a room for half an hour, wait in "
            "your letters and news."
        ),
    )

    def __init__(self, *args: Any, wish: Quiet, **kwargs: Any) -> None:
        first = {
            "break_for": _KEEP if wish.break_until else "",
            "from_hour": "" if wish.from_hour is None else wish.from_hour,
            "to_hour": "" if wish.to_hour is None else wish.to_hour,
            "muted_words": "\n".join(wish.muted_words),
            "takes_mentions": wish.takes_mentions,
            "welcomes": wish.welcomes,
        }
        kwargs["initial"] = first
        super().__init__(*args, **kwargs)
        field = self.fields["break_for"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*([(_KEEP, _("As it is"))] if wish.break_until else []), *BREAKS]

    def wanted(self, *, today: date | None = None) -> dict[str, Any]:
        """Return what `quiet.change` takes. For a valid form."""
        told = self.cleaned_data
        wanted = {name: told[name] for name in ("from_hour", "to_hour", "takes_mentions", "welcomes")}
        wanted["muted_words"] = tuple(told["muted_words"].splitlines())
        if told["break_for"] != _KEEP:
            days = told["break_for"]
            wanted["break_until"] = (today or timezone.localdate()) + timedelta(days=int(days)) if days else None
        return wanted

    def refuse(self, refusal: Refusal) -> None:
        """Say why, beside the field it belongs to."""
        field = {"break_until": "break_for"}.get(refusal.field or "", refusal.field)
        self.add_error(field if field in self.fields else None, str(refusal.detail))


class MailForm(forms.Form):
    """An address for digests, and how often."""

    # What an address must be is judged in `members.digests`.
    address = forms.CharField(
        label=_("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    rhythm = forms.ChoiceField(
        label=_("How often, at most"),
        choices=[("day", _("Once a day")), ("week", _("Once a week"))],
        widget=forms.RadioSelect,
    )
