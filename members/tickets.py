"""What the server proposes to a newcomer, carried signed in the form: nobody chooses it, so nothing can be listed."""

from __future__ import annotations

import time
from dataclasses import astuple, dataclass, replace

from django.core import signing

from members import documents, seal, suggestions
from members.models import Topic

_SALT = "members.sign-up"
_BOX = "typed-password"
# People need longer than this to read the page; a program does not. After a day a fresh name is proposed.
QUICKEST_S, LONGEST_S = 3.0, 86_400.0


@dataclass(frozen=True, slots=True)
class Ticket:
    """A sign-in name and a face, drawn by the server; when the page was first given, and which versions it spoke of."""

    username: str
    shape: int
    hue: int
    at: float
    agreement: int
    privacy: int

    @property
    def is_too_quick(self) -> bool:
        return time.time() - self.at < QUICKEST_S

    def with_other_face(self) -> Ticket:
        """Return the same ticket with another face."""
        shape, hue = suggestions.face()
        if (shape, hue) == (self.shape, self.hue):
            shape = (shape + 1) % suggestions.SHAPES
        return replace(self, shape=shape, hue=hue)

    def signed(self) -> str:
        """Return the ticket as it stands in the form."""
        return signing.dumps(list(astuple(self)), salt=_SALT)


def draw(language: str) -> Ticket:
    """Return a new ticket."""
    shape, hue = suggestions.face()
    versions = documents.present_versions()
    agreement, privacy = versions.get(Topic.AGREEMENT, 1), versions.get(Topic.HEALTH, 1)
    return Ticket(suggestions.sign_in_name(language), shape, hue, time.time(), agreement, privacy)


def read(signed: str) -> Ticket | None:
    """Return the ticket of a form, None when it is not ours or older than a day."""
    try:
        ticket = Ticket(*signing.loads(signed, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return ticket if time.time() - ticket.at <= LONGEST_S else None


def keep_password(ticket: Ticket, password_hash: str) -> str:
    """Return the hash of a good password, sealed for this ticket alone: the form can come back without losing it."""
    return seal.close(_BOX, password_hash.encode(), bound_to=ticket.username.encode()).hex()


def kept_password(ticket: Ticket, sealed: str) -> str:
    """Return the hash that `keep_password` sealed, "" when there is none or it belongs to another ticket."""
    try:
        return seal.open_box(_BOX, bytes.fromhex(sealed), bound_to=ticket.username.encode()).decode()
    except (seal.Unreadable, ValueError):
        return ""
