"""The shape of what comes in: the plain form of a room, and the frames of its socket, read strictly."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.models import GestureKind, Keeping, Room, RoomState
from groups.forms import ThemeChoice
from groups.models import Approval, Theme
from members.models import Language, Pseudonym
from members.refusals import Refusal

LARGEST = 2**53 - 1
"""The largest whole number that every client counts exactly."""


VOICES = [("name", _("Your name here")), ("mask", _("A mask"))]


class WordsOfRoom(forms.Form):
    """Words on their way into a room. `is_asked`: they hold personal details, and the answer is still to be given."""

    is_asked = False


class MessageForm(WordsOfRoom):
    """Say something without a script. What the words must be like is the service's to say."""

    body = forms.CharField(
        label=_("Say something"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "required": True}),
    )
    content_note = forms.CharField(
        label=_("A word before it"),
        required=False,
        help_text=_("If others may want to know beforehand what it is about: “hospital”, “grief” … They open it then."),
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    confirmed = forms.BooleanField(required=False, label=_("Send it as it is"))
    # Missing, as in a page of before, it is one's own name.
    voice = forms.ChoiceField(label=_("Under which name?"), choices=VOICES, required=False)
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)

    @classmethod
    def fresh(cls, mask: Pseudonym | None = None, **initial: Any) -> MessageForm:
        """Return an empty form for one new message. Whoever has a mask here does not step out of it by accident."""
        voice = "name" if mask is None else "mask"
        return cls(initial={"nonce": uuid4(), "voice": voice, **initial})


class NonceForm(forms.Form):
    """One attempt at something that needs no words."""

    nonce = forms.UUIDField()


class NumberForm(forms.Form):
    """A version, or a place in the log."""

    number = forms.IntegerField(min_value=0, max_value=LARGEST)


class GestureForm(forms.Form):
    """Make a gesture without a script, or take it back."""

    gesture = forms.ChoiceField(choices=GestureKind.choices)
    on = forms.BooleanField(required=False)
    voice = forms.ChoiceField(choices=VOICES, required=False)
    nonce = forms.UUIDField()


class WordsForm(WordsOfRoom):
    """Change one's own words without a script."""

    body = forms.CharField(
        label=_("Your words"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 4, "required": True})
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    confirmed = forms.BooleanField(required=False, label=_("Send it as it is"))


def bad(field: str) -> Refusal:
    """Return the answer to a field that is missing or of the wrong kind."""
    return Refusal("bad_field", _("A part of this message could not be read. Your words are kept."), field=field)


def read_nonce(data: dict[str, Any]) -> UUID:
    """Return the frame's nonce. Raises Refusal("bad_field") unless it is a UUID written out in full."""
    value = data.get("nonce")
    try:
        nonce = UUID(value) if isinstance(value, str) else None
    except ValueError:
        nonce = None
    if nonce is None or str(nonce) != str(value).lower():
        raise bad("nonce")
    return nonce


def read_text(data: dict[str, Any], name: str) -> str:
    """Return the text in `name`. Raises Refusal("bad_field") unless it is text that can be stored."""
    value = data.get(name)
    if not isinstance(value, str):
        raise bad(name)
    try:
        value.encode()
    except UnicodeEncodeError:
        # Half a character, which JSON can spell and no database can keep.
        raise bad(name) from None
    return value


def read_optional_text(data: dict[str, Any], name: str) -> str:
    """Return the text in `name`, "" when it is missing or null. Raises Refusal("bad_field")."""
    return "" if data.get(name) is None else read_text(data, name)


def read_number(data: dict[str, Any], name: str, *, least: int = 0) -> int:
    """Return the whole number in `name`. Raises Refusal("bad_field") for anything else, true and false too."""
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= LARGEST:
        raise bad(name)
    return value


def read_flag(data: dict[str, Any], name: str) -> bool:
    """Return the true or false in `name`, false when it is missing. Raises Refusal("bad_field") for anything else."""
    value = data.get(name, False)
    if not isinstance(value, bool):
        raise bad(name)
    return value


def read_optional_number(data: dict[str, Any], name: str, *, least: int = 0) -> int | None:
    """Return the whole number in `name`, None when it is missing or null. Raises Refusal("bad_field")."""
    return None if data.get(name) is None else read_number(data, name, least=least)


class RoomForm(forms.Form):
    """A room as its administrators see it. What must hold is the service's affair."""

    slug = forms.CharField(
        label=_("Word in the address"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens, the same in both languages. It cannot be changed later."),
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    theme = ThemeChoice(
        label=_("Theme or chapter"), queryset=Theme.objects.none(), empty_label=_("Choose where it belongs")
    )
    language = forms.ChoiceField(label=_("Language people speak here"), choices=Language.choices)
    topic = forms.CharField(label=_("What it is about just now"), max_length=200, required=False)
    state = forms.ChoiceField(label=_("Shutters"), choices=RoomState.choices, widget=forms.RadioSelect)
    guests_may_read = forms.BooleanField(
        label=_("Visitors may look in"),
        required=False,
        help_text=_("Without it, only members read what is said here."),
    )
    slow_mode_s = forms.IntegerField(
        label=_("Slow mode: seconds between two messages of one person"),
        min_value=0,
        max_value=3600,
        help_text=_("0 for no slow mode."),
    )
    capacity = forms.IntegerField(
        label=_("Places"),
        min_value=1,
        max_value=5_000,
        help_text=_("How many members can write at a time. Whoever comes later reads along until a place is free."),
    )
    keep_hours = forms.TypedChoiceField(
        label=_("How long words stay"),
        choices=Keeping.choices,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("What is older is erased for good. A case of the team keeps the words it is about."),
    )
    approval = forms.ChoiceField(
        label=_("Whose words are read before they are shown?"),
        choices=Approval.choices,
        widget=forms.RadioSelect,
        initial=Approval.NOBODY,
        help_text=_("Somebody of the team reads them first. What the house or the theme asks for holds here too."),
    )
    agreement_fr = forms.CharField(
        label=_("Agreement of this room, in French"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Members accept it before they write here, and once more after a change. Empty for none."),
    )
    agreement_en = forms.CharField(
        label=_("Agreement of this room, in English"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, room: Room | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["theme"]
        assert isinstance(field, ThemeChoice)
        field.queryset = Theme.objects.all()
        if room:
            del self.fields["slug"]
