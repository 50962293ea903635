"""The shape of a call and of a decision. What a role may do, and what a case can end with, is not judged here."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Theme
from members.actor import GUEST, Actor
from members.refusals import Refusal
from moderation import measures
from moderation.deciding import LONGEST_EXPLANATION
from moderation.keys import BIGGEST
from moderation.models import PAUSING_ACTS, Act, Outcome, Reason, VerdictKind
from moderation.services import LONGEST_NOTE


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


class NoticeForm(RefusableForm):
    """A notice of illegal content. How long and how blank is judged by the service."""

    place = TypedText(
        label=_("Where it stands"),
        help_text=_("The address of the message, of the thread or of the name, as your browser shows it."),
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocapitalize": "none"}),
    )
    why = TypedText(
        label=_("Why it is against the law"),
        help_text=_("In your own words: what it says, what it does, the law if you know it."),
        widget=forms.Textarea(attrs={"rows": 6, "cols": False}),
    )
    name = TypedText(label=_("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    contact = TypedText(
        label=_("How to reach you"),
        help_text=_("An e-mail or a postal address."),
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )


class DecideForm(RefusableForm):
    """How a case ends. Which fields matter depends on the act; the service says what is missing."""

    act = forms.ChoiceField(
        choices=Act.choices,
        error_messages={
            "required": _("Please choose what is to be done."),
            "invalid_choice": _("Please choose what is to be done."),
        },
    )
    pause = forms.ChoiceField(required=False, choices=[("", ""), *((key, key) for key in measures.every_key())])
    # Which reasons there are now is the service's to say: one that was retired meanwhile gets a sentence of its own.
    rule = forms.SlugField(required=False, max_length=16)
    cut = forms.TypedMultipleChoiceField(required=False, coerce=int)
    to_theme = forms.ModelChoiceField(required=False, queryset=Theme.objects.none())
    outcome = forms.ChoiceField(required=False, choices=[("", ""), *Outcome.choices])
    verdict = forms.ChoiceField(required=False, choices=[("", ""), *VerdictKind.choices])
    undoes = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST)
    explanation = TypedText(
        max_length=LONGEST_EXPLANATION,
        error_messages={"max_length": _("Your words are longer than a letter can hold. Please shorten them a little.")},
    )
    seen = forms.CharField(required=False, max_length=64)

    def __init__(self, *args: Any, actor: Actor = GUEST, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to_theme, cut = self.fields["to_theme"], self.fields["cut"]
        assert isinstance(to_theme, forms.ModelChoiceField)
        assert isinstance(cut, forms.TypedMultipleChoiceField)
        to_theme.queryset = Theme.objects.visible_to(actor)
        sent = self.data.getlist("cut") if hasattr(self.data, "getlist") else []
        # Which passages there are depends on the words as they stand; the service looks.
        cut.choices = [(number, number) for number in sent if number.isascii() and number.isdecimal()]

    def asked(self) -> dict[str, Any]:
        """Return what `decide` takes by keyword. For a valid form."""
        told = self.cleaned_data
        act = told["act"]
        measure, until = measures.read(told["pause"]) if act in PAUSING_ACTS else ("", None)
        return {
            "act": act,
            "rule": told["rule"],
            "explanation": told["explanation"],
            "until": until,
            "measure": measure,
            "cut": told["cut"],
            "to_theme": told["to_theme"],
            "chosen": told["undoes"] if act == Act.RESTORE else None,
            "outcome": told["outcome"] if act == Act.CARED_FOR else "",
            "verdict": told["verdict"] if act == Act.CARED_FOR else "",
            # A form without the mark of what was on the screen is taken for one that showed other words.
            "seen": told["seen"],
        }


class NowForm(DecideForm):
    """What is decided from inside a room or a thread, in one step."""

    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def asked_now(self) -> dict[str, Any]:
        """Return what `decide_at_once` takes by keyword. For a valid form."""
        asked = self.asked()
        wanted = ("act", "rule", "explanation", "until", "measure", "seen", "to_theme", "chosen")
        return {**{name: asked[name] for name in wanted}, "nonce": self.cleaned_data["nonce"]}
