"""The shape of what people write. How long, how short and how blank is judged in `forum.words`, in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from forum import words
from forum.models import Audience, Intent, Wish
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
    note = TypedText(
        label=_("A word of warning before them"),
        help_text=_(
            "For example: speaks of a death in hospital. Your words are then folded until somebody opens them."
        ),
    )
    nonce = NonceField()
    # The answer to the question that is asked before personal details are published.
    confirmed = forms.BooleanField(required=False, label=_("Send it as it is"))
    is_asked = False

    def clean_note(self) -> str:
        return _checked(words.clean_note, self.cleaned_data["note"])

    def clean_body(self) -> str:
        return _checked(words.checked_body, self.cleaned_data["body"])

    def refuse(self, refusal: Refusal) -> None:
        """Say why the service refused, beside its field, and give a fresh nonce where the old one is used up."""
        if refusal.field == "nonce":
            self.renew_nonce()
        self.is_asked = self.is_asked or refusal.code == "confirm"
        field = (
            refusal.field if refusal.field in self.fields and not self.fields[refusal.field].widget.is_hidden else None
        )
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


class VoiceField(forms.ChoiceField):
    """Under which name: one's own, or a mask for this thread. Missing, as in a page of before, it is one's own."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Under which name?"),
            choices=[("name", _("Your name here")), ("mask", _("A mask"))],
            widget=forms.RadioSelect,
            required=False,
            initial="name",
        )


class WithoutNewsField(forms.BooleanField):
    """Whoever writes somewhere hears of answers, under whichever name, unless they would rather not."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Without news of the answers"),
            help_text=_(
                "Else they wait in your letters and news, under a mask too. Nobody sees which you chose, and the "
                "thread has a button to change it."
            ),
            required=False,
        )


class ReplyForm(WritingForm):
    """An answer in a thread."""

    voice = VoiceField()
    without_news = WithoutNewsField()


class EditForm(WritingForm):
    """A post to be changed; with its title when it opens the thread."""

    title = TypedText(label=_("Title"))
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    field_order = ["title", "body"]

    def __init__(self, *args: Any, has_title: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_title:
            del self.fields["title"]

    def clean_title(self) -> str:
        return _checked(words.clean_title, self.cleaned_data["title"])

    def refuse(self, refusal: Refusal) -> None:
        """Say why; words that were changed meanwhile are shown, and a second sending means what it says."""
        if refusal.code == "changed":
            assert isinstance(self.data, QueryDict)
            data = self.data.copy()
            data["seen"] = self.initial.get("seen", "")
            self.data = data
        super().refuse(refusal)


class WaysForm(forms.Form):
    """What a thread is for, which answers help, whether search engines may list it."""

    intent = forms.ChoiceField(
        label=_("What is it for?"), required=False, choices=[("", _("Nothing in particular")), *Intent.choices]
    )
    wish = forms.ChoiceField(
        label=_("Which answers would help?"),
        required=False,
        choices=[("", _("As it comes")), *Wish.choices],
        help_text=_("It stands beside the box of whoever answers you."),
    )
    is_indexed = forms.BooleanField(
        label=_("Search engines may list it"),
        required=False,
        help_text=_("Only where anyone may read it. Without this we ask them to leave it out."),
    )


class StartForm(WritingForm, WaysForm):
    """A new thread. `theme` is asked for only when the address names none that is open."""

    title = TypedText(label=_("Title"), help_text=_("A few words that say what it is about."))
    voice = VoiceField()
    without_news = WithoutNewsField()
    language = forms.ChoiceField(label=_("Language of the thread"), choices=Language.choices)
    audience = forms.ChoiceField(label=_("Who can read it?"), choices=Audience.choices, widget=forms.RadioSelect)
    theme = ThemeChoice(
        label=_("Theme"), queryset=Theme.objects.none(), to_field_name="slug", required=False, empty_label=None
    )

    field_order = ["theme", "title", "body", "note", "intent", "wish", "language", "audience", "is_indexed", "voice"]

    def __init__(self, *args: Any, themes: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if themes is None:
            del self.fields["theme"]
        else:
            field = self.fields["theme"]
            assert isinstance(field, ThemeChoice)
            field.queryset = themes

    def clean_title(self) -> str:
        return _checked(words.clean_title, self.cleaned_data["title"])

    @property
    def manner(self) -> words.Manner:
        """How the words are meant. For a valid form."""
        told = self.cleaned_data
        return words.Manner(told["note"], told["intent"], told["wish"], told["is_indexed"])


def _checked(judge: Callable[[str], str], typed: str) -> str:
    try:
        return judge(typed)
    except Refusal as refusal:
        raise forms.ValidationError(str(refusal.detail), code=refusal.code) from refusal
