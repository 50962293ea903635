"""The shape of what people write. How long, how short and how blank is judged in `forum.words`, in one place."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from forum import words
from forum.models import Audience
from groups.forms import ThemeChoice
from groups.models import Theme
from members.models import Language
from members.refusals import Refusal

_PLAIN_BOX = {"rows": False, "cols": False}


class TypedText(forms.CharField):
    """Text exactly as typed, but for the one sign that no table can hold."""

    def __init__(self, **kwargs: Any) -> None:
        # No maxlength: a browser would cut what is pasted without a word.
        super().__init__(required=False, strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\x00", "")

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data.replace("\x00", "") if isinstance(data, str) else data


class NonceField(forms.CharField):
    """The number of one filled-in form: sent twice, it makes one post. A missing or broken one is replaced."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=uuid4)

    def clean(self, value: Any) -> UUID:
        try:
            return UUID(str(value))
        except ValueError:
            return uuid4()


class WritingForm(forms.Form):
    """A body and a nonce; what every form for a post has."""

    body = TypedText(label=_("Your words"), widget=forms.Textarea(attrs=_PLAIN_BOX))
    nonce = NonceField()

    def clean_body(self) -> str:
        try:
            return words.checked_body(self.cleaned_data["body"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal.detail), code=refusal.code) from refusal

    def refuse(self, refusal: Refusal) -> None:
        """Say why the service refused, beside its field, and give a fresh nonce where the old one is used up."""
        if refusal.field == "nonce":
            self.renew_nonce()
        field = refusal.field if refusal.field in self.fields and refusal.field != "nonce" else None
        self.add_error(field, str(refusal.detail))

    def renew_nonce(self) -> None:
        """Give the form a new nonce, everything else as it was sent."""
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data["nonce"] = str(uuid4())
        self.data = data

    @property
    def nonce_value(self) -> str:
        """The nonce to carry on: the one that came, when it is one."""
        return str(self.fields["nonce"].clean(self["nonce"].value()))


class ReplyForm(WritingForm):
    """An answer in a thread."""


class EditForm(WritingForm):
    """A post to be changed; with its title when it opens the thread."""

    title = TypedText(label=_("Title"))

    field_order = ["title", "body"]

    def __init__(self, *args: Any, has_title: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_title:
            del self.fields["title"]

    def clean_title(self) -> str:
        return _checked_title(self.cleaned_data["title"])


class StartForm(WritingForm):
    """A new thread. `theme` is asked for only when the address names none that is open."""

    title = TypedText(label=_("Title"), help_text=_("A few words that say what it is about."))
    language = forms.ChoiceField(label=_("Language of the thread"), choices=Language.choices)
    audience = forms.ChoiceField(label=_("Who can read it?"), choices=Audience.choices, widget=forms.RadioSelect)
    theme = ThemeChoice(
        label=_("Theme"), queryset=Theme.objects.none(), to_field_name="slug", required=False, empty_label=None
    )

    field_order = ["theme", "title", "body", "language", "audience"]

    def __init__(self, *args: Any, themes: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if themes is None:
            del self.fields["theme"]
        else:
            field = self.fields["theme"]
            assert isinstance(field, ThemeChoice)
            field.queryset = themes

    def clean_title(self) -> str:
        return _checked_title(self.cleaned_data["title"])


def _checked_title(typed: str) -> str:
    try:
        return words.clean_title(typed)
    except Refusal as refusal:
        raise forms.ValidationError(str(refusal.detail), code=refusal.code) from refusal
