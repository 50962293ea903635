"""The shape of a call and of a decision. What a role may do, and what a case can end with, is not judged here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.refusals import Refusal
from moderation.deciding import LONGEST_EXPLANATION
from moderation.models import PAUSING_ACTS, Act, Outcome, Reason
from moderation.rules import RULES
from moderation.services import LONGEST_NOTE

PAUSES = {
    "1": _("One day"),
    "3": _("Three days"),
    "7": _("A week"),
    "30": _("Thirty days"),
}


class TypedText(forms.CharField):
    """Text as typed, but for the one sign that no table can hold."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # No maxlength: a browser would cut what is pasted without a word.
        return {}

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\x00", "")

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data.replace("\x00", "") if isinstance(data, str) else data


class RefusableForm(forms.Form):
    """A form that shows a service's refusal beside the field it belongs to."""

    def refuse(self, refusal: Refusal) -> None:
        """Put the refusal's sentence beside its field, or on top when it belongs to none of these fields."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, forms.ValidationError(str(refusal.detail), code=refusal.code))


class FlagForm(RefusableForm):
    """Why somebody calls the team, and a word more."""

    reason = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose what it is about."),
            "invalid_choice": _("Please choose what it is about."),
        },
    )
    note = TypedText(
        label=_("A word more"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "cols": False}),
        error_messages={"max_length": _("Your note is longer than the team can take in. Please shorten it a little.")},
    )


class WordForm(RefusableForm):
    """A word more to one's own call."""

    words = TypedText(label=_("Add a word"), widget=forms.Textarea(attrs={"rows": 4, "cols": False}))


class DecideForm(RefusableForm):
    """How a case ends. Which fields matter depends on the act; the service says what is missing."""

    act = forms.ChoiceField(
        choices=Act.choices,
        error_messages={
            "required": _("Please choose what is to be done."),
            "invalid_choice": _("Please choose what is to be done."),
        },
    )
    days = forms.ChoiceField(required=False, choices=[("", ""), *PAUSES.items()])
    rule = forms.ChoiceField(required=False, choices=[("", ""), *((key, rule.name) for key, rule in RULES.items())])
    outcome = forms.ChoiceField(required=False, choices=[("", ""), *Outcome.choices])
    explanation = TypedText(
        max_length=LONGEST_EXPLANATION,
        error_messages={"max_length": _("Your words are longer than a letter can hold. Please shorten them a little.")},
    )
    seen = forms.CharField(required=False, max_length=64)

    def asked(self) -> dict[str, Any]:
        """Return what `decide` takes by keyword. For a valid form."""
        told = self.cleaned_data
        act = told["act"]
        return {
            "act": act,
            "rule": told["rule"],
            "explanation": told["explanation"],
            "until": _end(told["days"]) if act in PAUSING_ACTS else None,
            "outcome": told["outcome"] if act == Act.CARED_FOR else "",
            # A form without the mark of what was on the screen is taken for one that showed other words.
            "seen": told["seen"],
        }


def _end(days: str) -> datetime | None:
    """Return the end of a pause: to the full hour, so that a letter can name it and nothing tells the minute."""
    if not days:
        return None
    end = timezone.now() + timedelta(days=int(days), minutes=59)
    return end.replace(minute=0, second=0, microsecond=0)
