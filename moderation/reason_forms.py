"""The shape of a reason as its keepers type it. What must hold is `reasons`' affair."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.fields import UncutField
from moderation.forms import RefusableForm
from moderation.reasons import LONGEST_LETTER, LONGEST_NAME, LONGEST_WHY, Draft, Kept

_MISSING = _("Both languages are needed: something is still missing here.")
_LONG = _("These words are too long for their place.")
_FRAME = _(
    "Leave it empty for the usual letter. Otherwise write your own sentences around these four, each once: "
    "{what}, {rule}, {until}, {next}. The greeting, the signature and the words given back are added."
)


def _line(label: object, longest: int, rows: int) -> UncutField:
    return UncutField(
        label=label,  # type: ignore[arg-type]
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows, "cols": False}),
        error_messages={"required": _MISSING, "max_length": _LONG},
    )


def _letter(label: object) -> UncutField:
    return UncutField(
        label=label,  # type: ignore[arg-type]
        required=False,
        max_length=LONGEST_LETTER,
        strip=False,
        help_text=_FRAME,
        widget=forms.Textarea(attrs={"rows": 8, "cols": False}),
        error_messages={"max_length": _("This letter is too long: the parts that it holds need room too.")},
    )


class ReasonForm(RefusableForm):
    """A reason in both languages."""

    code = forms.CharField(
        label=_("Code"),
        max_length=16,
        help_text=_("Small letters and underscores, the same in both languages. It cannot be changed later."),
        error_messages={"required": _("A reason needs a code.")},
    )
    name_fr = _line(_("The rule in French"), LONGEST_NAME, 2)
    why_fr = _line(_("What it says to the author, in French"), LONGEST_WHY, 3)
    letter_fr = _letter(_("The letter in French"))
    name_en = _line(_("The rule in English"), LONGEST_NAME, 2)
    why_en = _line(_("What it says to the author, in English"), LONGEST_WHY, 3)
    letter_en = _letter(_("The letter in English"))
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000, required=False)

    def __init__(self, *args: Any, kept: Kept | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kept is not None:
            del self.fields["code"]

    def words(self) -> Draft:
        """Return the words typed. For a valid form."""
        return Draft(**{name: self.cleaned_data[name] for name in Draft.__dataclass_fields__})
