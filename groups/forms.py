"""The shape of what administrators say about a theme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Approval, Theme


class ThemeChoice(forms.ModelChoiceField):
    """A choice among themes, by their names in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class WordLines(forms.CharField):
    """A list of words, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (super().to_python(value) or "").splitlines()
        return [line.strip() for line in lines if line.strip()]


class ThemeForm(forms.Form):
    """A theme as its administrators see it. What must hold between the fields is the service's affair."""

    slug = forms.CharField(
        label=_("Word in the address"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens, the same in both languages. It cannot be changed later."),
    )
    parent = ThemeChoice(
        label=_("Chapter"),
        queryset=Theme.objects.none(),
        required=False,
        empty_label=_("None: this is a chapter itself"),
    )
    name_fr = forms.CharField(label=_("Name in French"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    description_fr = forms.CharField(
        label=_("One sentence in French"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    description_en = forms.CharField(
        label=_("One sentence in English"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    synonyms_fr = WordLines(label=_("Other words people use, in French"), required=False, help_text=_("One a line."))
    synonyms_en = WordLines(label=_("Other words people use, in English"), required=False, help_text=_("One a line."))
    for_concerned = forms.BooleanField(label=_("For people concerned"), required=False)
    for_relatives = forms.BooleanField(label=_("For relatives"), required=False)
    is_sensitive = forms.BooleanField(
        label=_("Sensitive"),
        required=False,
        help_text=_("What is written here may weigh on whoever reads it, or put its writer at risk."),
    )
    is_shown = forms.BooleanField(
        label=_("Shown"), required=False, help_text=_("A theme that is not shown hides its threads and rooms as well.")
    )
    approval = forms.ChoiceField(
        label=_("Whose words are read before they are shown?"),
        choices=Approval.choices,
        widget=forms.RadioSelect,
        initial=Approval.NOBODY,
        help_text=_(
            "Somebody of the team reads them first. What a chapter asks for holds for its themes too, and for "
            "their rooms."
        ),
    )
    position = forms.IntegerField(label=_("Place in its chapter"), min_value=0, max_value=32000, initial=0)
    note = forms.CharField(
        label=_("Note for the team"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only the people who keep the house read it."),
    )

    def __init__(self, *args: Any, theme: Theme | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chapters = Theme.objects.filter(parent=None)
        field = self.fields["parent"]
        assert isinstance(field, ThemeChoice)
        field.queryset = chapters.exclude(pk=theme.pk) if theme else chapters
        if theme:
            del self.fields["slug"]
