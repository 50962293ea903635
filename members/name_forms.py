"""The shape of another name, asked for by the team or wanted by its holder. What a name may be is judged by `names`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from members.fields import UncutField


class NameForm(forms.Form):
    """Another name, where the team asked for one."""

    pseudonym = UncutField(
        label=_("The name that others will see"),
        help_text=_("Leave out your first name, your town, your year of birth."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class FreshNameForm(NameForm):
    """Another name because one wants one: the old one does not come back."""

    knows = forms.BooleanField(
        label=_("I know that my old name does not come back."),
        error_messages={"required": _("Please say that you know it: nobody can give the old name back.")},
    )
