"""The shape of what is decided about a room from its own page. What must hold is the services' affair."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.models import Room, RoomState
from members.fields import UncutField
from moderation.forms import RefusableForm


class SteerForm(RefusableForm):
    """Pause, close or open a room, its topic and its pace, with a sentence why."""

    state = forms.ChoiceField(label=_("Shutters"), choices=RoomState.choices, widget=forms.RadioSelect)
    topic = UncutField(
        label=_("What it is about just now"),
        required=False,
        max_length=200,
        error_messages={"max_length": _("These words are too long for their place.")},
    )
    slow_mode_s = forms.IntegerField(
        label=_("Slow mode: seconds between two messages of one person"),
        min_value=0,
        max_value=3600,
        help_text=_("0 for no slow mode."),
        error_messages={
            "required": _("Choose a pause of at most one hour."),
            "invalid": _("Choose a pause of at most one hour."),
            "min_value": _("Choose a pause of at most one hour."),
            "max_value": _("Choose a pause of at most one hour."),
        },
    )
    reason = UncutField(
        label=_("Why"),
        required=False,
        max_length=300,
        help_text=_("A sentence. Everybody in the room reads it, and the record keeps it."),
        widget=forms.Textarea(attrs={"rows": 2, "cols": False, "required": True}),
        error_messages={"max_length": _("Please say why in fewer words.")},
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Two forms stand on one page.
        super().__init__(*args, **{"auto_id": "steer_%s", **kwargs})

    @classmethod
    def of(cls, room: Room) -> SteerForm:
        """Return the form with the room as it is now."""
        return cls(initial={"state": room.state, "topic": room.topic, "slow_mode_s": room.slow_mode_s})

    def asked(self, room: Room) -> dict[str, Any]:
        """Return what `at_once.steer` takes: what was changed on the page, the reason, the nonce."""
        asked = self.cleaned_data
        changed = {key: asked[key] for key in ("state", "topic", "slow_mode_s") if asked[key] != getattr(room, key)}
        return {**changed, "reason": asked["reason"], "nonce": asked["nonce"]}


class NoticeForm(RefusableForm):
    """A few lines for everybody in the room."""

    body = UncutField(
        label=_("A word for everybody"),
        required=False,
        help_text=_("It stands in the conversation under your name, in a paused or closed room too."),
        widget=forms.Textarea(attrs={"rows": 3, "cols": False, "required": True}),
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "notice_%s", **kwargs})


class EndPauseForm(RefusableForm):
    """Whose pause ends."""

    author = forms.UUIDField()
    nonce = forms.UUIDField()
