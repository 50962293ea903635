"""The shape of what those who keep the house type: its pages and its roles."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from members.documents import LONGEST_BODY, LONGEST_TITLE, Draft
from members.fields import UncutField
from members.models import RoleKind
from members.roles import LONGEST_LABEL

_MISSING = _("Both languages are needed: something is still missing here.")
_LONG = _("This is longer than a page can hold. Your words are kept.")


def _title(label: object) -> UncutField:
    return UncutField(
        label=label,  # type: ignore[arg-type]
        max_length=LONGEST_TITLE,
        error_messages={"required": _MISSING, "max_length": _LONG},
    )


def _body(label: object) -> UncutField:
    return UncutField(
        label=label,  # type: ignore[arg-type]
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 24}),
        error_messages={"required": _MISSING, "max_length": _LONG},
    )


class HousePageForm(forms.Form):
    """A page in both languages, in Markdown, and whether members are asked again."""

    title_fr = _title(_("Title in French"))
    body_fr = _body(_("Words in French"))
    title_en = _title(_("Title in English"))
    body_en = _body(_("Words in English"))
    asks_again = forms.BooleanField(
        label=_("Ask members again"),
        help_text=_(
            "For a change that matters. Whoever agreed before reads the new version first, then writes. "
            "Leave it empty for a spelling mistake."
        ),
        required=False,
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)

    def draft(self) -> Draft:
        """Return the words typed."""
        return Draft(**{name: self.cleaned_data[name] for name in ("title_fr", "title_en", "body_fr", "body_en")})


# Each role with what it may do, and nothing beyond.
WHAT_ROLES_DO = {
    RoleKind.FACILITATOR: _("facilitator: welcomes in one room or theme, takes down and puts back there"),
    RoleKind.MODERATOR: _("moderator: decides cases, in one theme or room or in the whole house"),
    RoleKind.COORDINATOR: _("co-ordinator: sees who watches and how much waits, and no words"),
    RoleKind.RESOURCE: _("resource person: a professional whose trade stands beside their name; no power"),
    RoleKind.ADMINISTRATOR: _("administrator: keeps pages, themes, rooms and roles, and sees no cases"),
}


class RoleForm(forms.Form):
    """Somebody is entrusted with something."""

    name = UncutField(
        label=_("Public name"),
        help_text=_("Exactly as it stands beside their words."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Whose name is it? The field is still empty."),
            "max_length": _("A name is shorter."),
        },
    )
    kind = forms.ChoiceField(
        label=_("Entrusted with"),
        choices=list(WHAT_ROLES_DO.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose one.")},
    )
    scope = UncutField(
        label=_("Where"),
        help_text=_("Empty for the whole house; “room:12” or “theme:7” for one place, with its number."),
        max_length=64,
        required=False,
    )
    label = UncutField(
        label=_("What this person is"),
        help_text=_("For a resource person alone: “nurse”, “legal adviser”. It stands beside their name."),
        max_length=LONGEST_LABEL,
        required=False,
        error_messages={"max_length": _("A few words on one line are enough.")},
    )
    until = forms.DateField(
        label=_("Until"),
        help_text=_("The last day. Only an administrator may stay without one."),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("A day looks like 2027-03-31.")},
    )

    def clean_scope(self) -> str:
        scope = str(self.cleaned_data["scope"]).strip().lower()
        kind, colon, number = scope.partition(":")
        if scope and not (
            colon and kind in {"room", "theme"} and number.isascii() and number.isdigit() and len(number) < 12
        ):
            raise forms.ValidationError(_("A place looks like “room:12” or “theme:7”."))
        return scope
