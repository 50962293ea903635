"""Notices of illegal content, as the law of the European Union foresees them: by anybody, answered under a reference.

The reference is told once and kept as a digest alone: whoever holds it reads the outcome, without an account. Name and
contact are asked for by nobody; given, they are sealed, read by moderators of the whole house, and erased some time
after the outcome.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from markup import plain_text
from members import seal
from members.actor import Actor
from members.refusals import Refusal
from members.rotation import OtherBoxes
from moderation import places, services
from moderation.models import Case, Flag, Notice, Reason

LONGEST_WHY, LONGEST_NAME, LONGEST_CONTACT = 4_000, 120, 200
KEPT_AFTER_OUTCOME = timedelta(days=30)
# No letter or digit that one takes for another when it is written down; twenty of them cannot be guessed.
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 4, 5
_PURPOSE, BOX = "notice", "notice-contact"
_BATCH = 200


class Given(NamedTuple):
    """A notice that was taken in, and the reference that is told once."""

    flag: Flag
    reference: str


@dataclass(frozen=True)
class Contact:
    """Who wrote to us and how to answer, as they said; "" where they said nothing."""

    place: str
    name: str
    contact: str


def give_notice(actor: Actor, *, place: str, why: str, name: str = "", contact: str = "") -> Given:
    """Take in a notice about what stands at `place`: it opens or joins the case of rules, as a call against the law.

    Raises Refusal: `empty`, `too_long`, `not_found` (nothing of ours at that address) and what `raise_flag` says, each
    with its field.
    """
    why, name, contact = plain_text.tidy(why), plain_text.tidy_line(name), plain_text.tidy_line(contact)
    if plain_text.is_blank(why):
        raise Refusal("empty", _("Please say why it is against the law, in your own words."), field="why")
    if len(why) > LONGEST_WHY:
        raise Refusal(
            "too_long", _("This is more than the team can take in here. Please shorten it a little."), field="why"
        )
    if len(name) > LONGEST_NAME or len(contact) > LONGEST_CONTACT:
        raise Refusal("too_long", _("This is too long for its line."), field="name")
    target = places.target_at(actor, place)
    if target is None:
        raise Refusal(
            "not_found",
            _(
                "We find no message at this address. Please copy the address of the message itself: "
                "the link “Flag” beside it leads there. Or write to the address on the page “Legal notice and contact”."
            ),
            field="place",
        )
    with transaction.atomic():
        flag = services.raise_flag(
            actor, kind=target.kind, target_id=target.id, reason=Reason.ILLEGAL, note=why, longest=LONGEST_WHY
        )
        if why not in {flag.note, flag.added}:
            # The same person had called before, in other words.
            flag.added = why
            flag.save(update_fields=["added_box"])
        signs = "".join(secrets.choice(_SIGNS) for _sign in range(_GROUPS * _GROUP))
        digest = seal.digest(_PURPOSE, signs)
        Notice.objects.create(
            flag=flag, reference_digest=digest, place=place.strip()[:500], sealed=_sealed(name, contact, digest)
        )
    return Given(flag, "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP)))


def under(reference: str) -> Notice | None:
    """Return the notice with this reference, however its groups are written; None when there is none."""
    signs = re.sub(r"[^0-9a-z]", "", reference.lower())
    if len(signs) != _GROUPS * _GROUP:
        return None
    found = Notice.objects.filter(reference_digest__in=seal.digests(_PURPOSE, signs))
    return found.select_related("flag__case", "flag__outcome").first()


def contacts_of(actor: Actor, case: Case) -> list[Contact]:
    """Return who gave notice in this case and how to answer, for moderators of the whole house. One query for them."""
    if not actor.holds("moderator"):
        return []
    notices = Notice.objects.filter(flag__case=case).order_by("pk")[:_BATCH]
    return [Contact(notice.place, *_opened(notice)) for notice in notices]


def erase_contacts(now: datetime | None = None) -> int:
    """Erase names and contacts some time after the outcome, a batch at a time; return how many were left to erase."""
    before = (now or timezone.now()) - KEPT_AFTER_OUTCOME
    due = Notice.objects.filter(flag__case__closed_at__lt=before).exclude(sealed=b"")
    batch = list(due.values_list("pk", flat=True)[:_BATCH])
    Notice.objects.filter(pk__in=batch).update(sealed=b"")
    return len(batch)


def _sealed(name: str, contact: str, digest: bytes) -> bytes:
    if not name and not contact:
        return b""
    return seal.close(BOX, json.dumps([name, contact], ensure_ascii=False).encode(), bound_to=digest)


def boxes() -> OtherBoxes:
    """Return where names and contacts stand sealed, for whoever changes the keys."""
    return OtherBoxes(Notice, "sealed", BOX, "reference_digest")


def _opened(notice: Notice) -> tuple[str, str]:
    if not bytes(notice.sealed):
        return "", ""
    try:
        name, contact = json.loads(seal.open_box(BOX, notice.sealed, bound_to=bytes(notice.reference_digest)))
    except seal.Unreadable:
        return "", ""
    return name, contact
