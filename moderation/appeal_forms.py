"""The shape of an appeal, of its answer, of a question to a member and of theirs. Nothing is judged here."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.forms import RefusableForm, TypedText

_OUTCOMES = {
    "granted": _("Change it: put everything back that this decision did"),
    "refused": _("Keep it: the decision stays as it is"),
}


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "cols": False})


class AppealForm(RefusableForm):
    """A member's appeal, in their own words."""

    words = TypedText(label=_("How do you see it?"), widget=_area(8))


class AnswerForm(RefusableForm):
    """The answer to an appeal."""

    outcome = forms.ChoiceField(
        label=_("What you do"),
        choices=list(_OUTCOMES.items()),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose what is to be done."),
            "invalid_choice": _("Please choose what is to be done."),
        },
    )
    explanation = TypedText(
        label=_("Why"),
        help_text=_("These words go to the person, signed by the team. Your name is not in the letter."),
        widget=_area(6),
    )


class QuestionForm(RefusableForm):
    """What the team asks a member."""

    words = TypedText(
        label=_("What would you like to ask?"),
        help_text=_("It goes out as a letter from the team; the answer comes back to this page."),
        widget=_area(4),
    )


class ReplyForm(RefusableForm):
    """A member's answer to a question of the team."""

    answer = TypedText(label=_("Your answer"), widget=_area(6))
