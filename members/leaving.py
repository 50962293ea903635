"""Leaving the house: asked for with the password, done three weeks later, taken back until then.

What is under open names goes at once on that day. Words under masks go one by one at hours drawn by chance over thirty
days, so that nobody sees them vanish together. Until they are gone an empty account stays that nobody can open: it is
what the server finds the masks with, and nothing has to write down what is still to do.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import accounts, digests, hiding, masks, plans, quiet
from members.actor import Actor
from members.models import Consent, Holding, Letter, Member, Role, new_epoch
from members.refusals import Refusal
from members.signals import session_ended, tell_after_commit

PAUSE = timedelta(days=21)
FADING = timedelta(days=30)
# What a member alone is led to by the keys; each lets go of what it holds of them.
DRAWERS = (hiding, quiet, digests, plans)

Eraser = Callable[[frozenset[UUID]], None]
_erasers: list[Eraser] = []
_drawers: list[Callable[[UUID], None]] = []


def register(eraser: Eraser) -> None:
    """Add what erases the words of names whose holder left; called in an app's `ready()`. Twice counts once.

    An eraser runs inside a transaction of its own and must bear running twice. It asks nobody for leave.
    """
    if eraser not in _erasers:
        _erasers.append(eraser)


def register_drawer(forget: Callable[[UUID], None]) -> None:
    """Add what empties a sealed drawer of a member who leaves; called in an app's `ready()`. Twice counts once."""
    if forget not in _drawers:
        _drawers.append(forget)


def ask_to_leave(actor: Actor, *, password: str, takes_words: bool) -> date:
    """Let the account go in three weeks, with or without its words; return the day.

    Raises Refusal: bad_field for another password, rate_limited, not_allowed for the last who keeps the house.
    """
    member = accounts.verified(actor, password, field="password")
    if actor.holds("administrator") and not _others_keep_house(member):
        raise Refusal(
            "not_allowed",
            _(
                "Nobody else keeps this house. Entrust somebody with it first, on the page of roles; "
                "then you can leave."
            ),
        )
    member.leaves_on, member.takes_words = timezone.localdate() + PAUSE, takes_words
    member.save(update_fields=["leaves_on", "takes_words"])
    return member.leaves_on


def stay(actor: Actor) -> None:
    """Take the wish to leave back. Without one nothing changes."""
    Member.objects.filter(pk=accounts.id_of(actor), is_active=True).update(leaves_on=None, takes_words=True)


def day_of(actor: Actor) -> date | None:
    """Return the day on which the actor's account goes, None for whoever stays. One query."""
    return Member.objects.filter(pk=accounts.id_of(actor)).values_list("leaves_on", flat=True).first()


def leave_due(*, today: date | None = None) -> int:
    """Let go whoever's day has come; return how many. Each is a transaction of its own."""
    due = Member.objects.filter(is_active=True, leaves_on__lte=today or timezone.localdate())
    return sum(_leave(pk) for pk in list(due.values_list("pk", flat=True)))


def fade_due(*, today: date | None = None, every: timedelta = timedelta(hours=1)) -> int:
    """Erase by chance some words of leaving members under masks, one mask a transaction; return of how many masks.

    Called every `every`; after thirty days nothing is left, and the empty account goes. The masks stay and open onto
    nobody: rows that go together would tell that they were one person's.
    """
    today, faded = today or timezone.localdate(), 0
    for member in Member.objects.filter(is_active=False, leaves_on__isnull=False):
        ticks = max(0, ((member.leaves_on or today) + FADING - today) // every)
        for mask in masks.all_of(Actor(member_id=member.pk)):
            # Drawn anew each time; erasing twice changes nothing, and the last draw is always yes.
            if ticks <= 1 or secrets.randbelow(ticks) == 0:
                with transaction.atomic():
                    _erase(frozenset({mask.pk}))
                faded += 1
        if ticks <= 1:
            member.delete()
    return faded


def _leave(pk: UUID) -> bool:
    with transaction.atomic():
        member = Member.objects.select_for_update().filter(pk=pk, is_active=True, leaves_on__isnull=False).first()
        if member is None:
            return False
        open_names = frozenset(Holding.objects.filter(member=member).values_list("pseudonym_id", flat=True))
        if member.takes_words:
            _erase(open_names)
        else:
            _empty_letters(open_names)
        for table in (Holding, Role, Consent):
            table.objects.filter(member=member).delete()
        for forget in [*(drawer.forget for drawer in DRAWERS), *_drawers]:
            forget(member.pk)
        tell_after_commit(session_ended, member.pk)
        if member.takes_words and masks.all_of(Actor(member_id=member.pk)):
            _close_for_good(member)
        else:
            member.delete()
        return True


def _close_for_good(member: Member) -> None:
    member.username = f"left-{secrets.token_hex(12)}"
    member.password, member.recovery_hash = make_password(None), ""
    member.is_active, member.is_demo, member.shows_presence = False, False, False
    member.region, member.session_epoch = "", new_epoch()
    member.save()


def _erase(names: frozenset[UUID]) -> None:
    for eraser in _erasers:
        eraser(names)
    _empty_letters(names)


def _empty_letters(names: frozenset[UUID]) -> None:
    """Leave the rows of letters, which decisions point to, without words and without a recipient."""
    empty = dict.fromkeys(("subject_box", "body_box", "html_box"), b"")
    Letter.objects.filter(recipient__in=names).update(recipient=None, **empty)


def _others_keep_house(member: Member) -> bool:
    today = timezone.localdate()
    keepers = Role.objects.filter(kind="administrator", scope="", member__is_active=True).exclude(member=member)
    return keepers.exclude(until__lt=today).exists()
