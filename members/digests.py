"""Digests by e-mail, for whoever gave an address: one calm line that something waits, and nothing of what it is.

An address is sealed together with whose it is, under a token that only the keys lead to. It is used once it was
confirmed from the mailbox, and forgotten by one link, without signing in.
"""

from __future__ import annotations

import json
import logging
import smtplib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members import inbox, limits, quiet, recognition, seal
from members.actor import Actor
from members.drawers import Drawer
from members.models import Holding, MailWish, Member
from members.refusals import Refusal

log = logging.getLogger("entraide.mail")

RHYTHMS = {"day": timedelta(days=1), "week": timedelta(days=7)}
LONGEST = 200
_SALT = "members.digests"
# JSON bears spaces behind it.
DRAWER = Drawer(MailWish, "mail", padded_to=512, filler=b" ")
_CONFIRM_S = 3 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Wish:
    """An address, how often, whether its mailbox has confirmed, and the day of the last letter."""

    member: str
    address: str
    rhythm: str = "week"
    is_confirmed: bool = False
    last: str = ""

    def is_due(self, today: date) -> bool:
        """Whether a letter may go out on `today`."""
        return self.is_confirmed and (not self.last or date.fromisoformat(self.last) + RHYTHMS[self.rhythm] <= today)


def is_possible() -> bool:
    """Whether this house can send letters by e-mail at all."""
    return bool(settings.MAIL_IS_ON)


def wish_of(actor: Actor) -> Wish | None:
    """Return the actor's wish, None when they gave no address. One query, none for a guest."""
    if actor.member_id is None:
        return None
    return next((Wish(**json.loads(content)) for content in DRAWER.content(actor.member_id)), None)


def give_address(actor: Actor, *, address: str, rhythm: str) -> Wish:
    """Keep an address, and send a line to it which asks to confirm. The same address again only changes the rhythm.

    Raises Refusal: not_member, rate_limited, unavailable, bad_field.
    """
    if not is_possible():
        raise Refusal("unavailable", _("This house sends nothing by e-mail."))
    limits.spend(actor, "mail")
    assert actor.member_id is not None  # a guest has no bucket to spend from
    address = address.strip()
    try:
        validate_email(address)
    except ValidationError:
        sentence = _("This does not look like an e-mail address. Please look at it once more.")
        raise Refusal("bad_field", sentence, field="address") from None
    if len(address) > LONGEST or rhythm not in RHYTHMS:
        raise Refusal("bad_field", _("Choose how often."), field="rhythm")
    before = wish_of(actor)
    if before is not None and before.address == address:
        told = replace(before, rhythm=rhythm)
        _keep(told)
        if told.is_confirmed:
            return told
    else:
        told = Wish(member=str(actor.member_id), address=address, rhythm=rhythm)
        _keep(told)
    _send(told, actor.language, kind="confirm")
    return told


def forget(member_id: UUID) -> None:
    """Forget the address of a member."""
    DRAWER.forget(member_id)


def confirm(ticket: str) -> bool:
    """Confirm the address that a ticket from its mailbox names; False when it is too old or no longer the one."""
    wish = _of_ticket(ticket, "confirm", max_age=_CONFIRM_S)
    if wish is None:
        return False
    _keep(replace(wish, is_confirmed=True))
    return True


def leave(ticket: str) -> bool:
    """Forget the address that a ticket from its mailbox names. False when the ticket is none; twice is no harm."""
    try:
        told = signing.loads(ticket, salt=f"{_SALT}.leave")
    except signing.BadSignature:
        return False
    wish = _of_ticket(ticket, "leave")
    if wish is not None:
        forget(UUID(wish.member))
    return isinstance(told, str)


def send_due(*, now: datetime | None = None) -> int:
    """Send the letters that are due, and return how many. A letter that cannot be sent is tried again next time."""
    now = now or timezone.now()
    sent = 0
    for wish in _wishes() if is_possible() else ():
        if not wish.is_due(timezone.localdate(now)):
            continue
        actor = _actor_of(wish)
        if actor is None or quiet.quiet_of(actor).is_silent(now):
            continue
        with translation.override(actor.language):
            if not any(item.is_new for item in inbox.items_for(actor)):
                continue
        if _send(wish, actor.language, kind="digest"):
            _keep(replace(wish, last=timezone.localdate(now).isoformat()))
            sent += 1
    return sent


def _actor_of(wish: Wish) -> Actor | None:
    member = Member.objects.filter(pk=wish.member, is_active=True).first()
    if member is None:
        return None
    try:
        return recognition.recognise(member, language=member.language)
    except Holding.DoesNotExist:
        return None


def _send(wish: Wish, language: str, *, kind: str) -> bool:
    """Send one line to an address. Neither subject nor words name the house's themes; no address reaches a log."""
    with translation.override(language):
        leave_at = f"{settings.SITE_URL}{reverse('members:mail_leave')}?t={_ticket(wish, 'leave')}"
        confirm_at = f"{settings.SITE_URL}{reverse('members:mail_confirm')}?t={_ticket(wish, 'confirm')}"
        context = {"inbox": f"{settings.SITE_URL}{reverse('inbox')}", "leave": leave_at, "confirm": confirm_at}
        subject = gettext("One line to confirm") if kind == "confirm" else gettext("Something waits for you")
        message = EmailMessage(
            subject=subject,
            body=render_to_string(f"mail/{kind}.txt", context),
            to=[wish.address],
            headers={"List-Unsubscribe": f"<{leave_at}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )
    try:
        return message.send() == 1
    except (OSError, smtplib.SMTPException) as problem:
        log.warning("A letter could not be sent: %s", type(problem).__name__)
        return False


def _ticket(wish: Wish, purpose: str) -> str:
    # The mailbox's ticket names a digest of address and member: it fits no other address, and tells neither.
    return signing.dumps(_mark(wish), salt=f"{_SALT}.{purpose}")


def _of_ticket(ticket: str, purpose: str, max_age: int | None = None) -> Wish | None:
    try:
        mark = signing.loads(ticket, salt=f"{_SALT}.{purpose}", max_age=max_age)
    except signing.BadSignature:
        return None
    return next((wish for wish in _wishes() if _mark(wish) == mark), None)


def _mark(wish: Wish) -> str:
    return seal.digest("mail-ticket", wish.member, wish.address).hex()[:32]


def _wishes() -> Iterator[Wish]:
    for content in DRAWER.all_contents():
        yield Wish(**json.loads(content))


def _keep(wish: Wish) -> None:
    DRAWER.put(UUID(wish.member), json.dumps(asdict(wish)).encode())
