"""The shape of a request to open a mask, and of its second answer. Nothing is judged here."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.forms import RefusableForm, TypedText
from moderation.unmasking_models import LONGEST_DELAY, Ground

_ANSWERS = {
    "yes": _("I agree: the mask is opened, and I see the name with whoever asked"),
    "no": _("I decline: nothing is opened"),
}


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "cols": False})


class AskForm(RefusableForm):
    """Why a mask should be opened."""

    ground = forms.ChoiceField(
        label=_("What should it be opened for?"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what it is for: there are these two, and no other.")},
    )
    reason = TypedText(
        label=_("Why, in your own words"),
        widget=_area(6),
        help_text=_(
            "Whoever answers reads it, and so may whoever looks into this later. What has been tried before? "
            "Who would be helped, and how? For an order: by whom, of which day, under which number."
        ),
    )
    delay_days = forms.IntegerField(
        label=_("Days before the letter to the mask leaves"),
        min_value=0,
        max_value=LONGEST_DELAY,
        initial=0,
        help_text=_("0: at once, as it should be. 30 at most, and only if telling would bring somebody into danger."),
        error_messages={
            "required": _("Please write a number: 0 for at once."),
            "invalid": _("Please write a number: 0 for at once."),
            "min_value": _("Whoever wears the mask is told within thirty days."),
            "max_value": _("Whoever wears the mask is told within thirty days."),
        },
    )
    delay_reason = TypedText(
        label=_("If the letter has to wait: why"), widget=_area(3), help_text=_("It is written down as well.")
    )


class AnswerForm(RefusableForm):
    """The second answer."""

    answer = forms.ChoiceField(
        label=_("What you do"),
        choices=list(_ANSWERS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the two.")},
    )
    words = TypedText(
        label=_("Why, in your own words"),
        widget=_area(5),
        help_text=_("Both answers need it. Take your time: you may decline without knowing better."),
    )


class AddressForm(RefusableForm):
    """The address of something that a mask wrote, or of the mask's own page."""

    address = forms.CharField(
        label=_("Address of the mask’s page, or of something it wrote"),
        max_length=500,
        error_messages={"required": _("Please paste an address of this house.")},
    )
