"""Another name for the same holder: because the team asks for one, or because they want one.

Where the team asks, the name is changed where it stands, so that the old one is gone from every page at once. Meanwhile
the house lends a friendly one, drawn at random, and nobody speaks before another was chosen.

Whoever wants another name begins anew: the old one retires with all that was written and decided under it, and is never
given again, to them neither. What stands about the person (pauses, calls, whom they hide, what they follow) is tied to
no name and goes on.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from members import limits, names, standings, suggestions
from members.accounts import id_of
from members.actor import Actor, Sanction
from members.models import Holding, Member, Pseudonym, Standing
from members.policies import RENAMING, renaming_refusal
from members.refusals import Refusal
from members.signals import rights_changed, tell_after_commit

BETWEEN = timedelta(days=30)


def ask_for_another(pseudonym: Pseudonym) -> Standing | None:
    """Lend `pseudonym` a friendly name, and ask whoever holds it to choose one before they write again.

    For moderation, inside its transaction; `pseudonym` is locked, and carries the lent name afterwards. None when
    nobody holds it any more. Raises OverflowError when the house can note no more for this person.
    """
    holding = Holding.objects.select_related("member").filter(pseudonym=pseudonym).first()
    language = holding.member.language if holding is not None else "fr"
    _carry(pseudonym, suggestions.free_name(language))
    if holding is None:
        return None
    standing = standings.impose(holding.member_id, Sanction(RENAMING, "", None))
    tell_after_commit(rights_changed, holding.member_id)
    return standing


def give_back(pseudonym: Pseudonym, *, name: str) -> None:
    """Let `pseudonym` be called `name` again. For moderation, inside its transaction; see `is_free`."""
    _carry(pseudonym, name)


def is_free(name: str) -> bool:
    """Whether nobody carries `name`, or one that the eye takes for it."""
    return not Pseudonym.objects.filter(scope="", skeleton=names.skeleton(name)).exists()


def choose(actor: Actor, *, typed: str) -> Pseudonym:
    """Choose the name that the team asked for; one may write again at once.

    Raises Refusal: not_member, not_allowed (nobody asked for one), and what a name may not be.
    """
    member_id = id_of(actor)
    if renaming_refusal(actor) is None:
        raise Refusal("not_allowed", _("Nobody asks you for another name; yours is as it should be."))
    name = names.clean_name(typed)
    try:
        with transaction.atomic():
            pseudonym = Pseudonym.objects.select_for_update().get(holding__member=member_id, holding__is_current=True)
            _carry(pseudonym, name)
            now = timezone.now()
            for standing in Standing.objects.filter(token__in=standings.tokens_of(member_id)):
                said = standings.opened(bytes(standing.token), bytes(standing.sealed))
                if said is not None and said.kind == RENAMING:
                    standings.end(standing, at=now)
            tell_after_commit(rights_changed, member_id)
    except IntegrityError:
        raise names.taken() from None
    return pseudonym


def earliest(actor: Actor) -> date | None:
    """Return the day from which the actor may take another name because they want one, None when they may today.

    Whoever still has their first name may at any time: one sees on the first day that a name says too much.
    """
    held = Holding.objects.filter(member=id_of(actor)).select_related("pseudonym")
    present = next((one.pseudonym for one in held if one.is_current), None)
    if present is None or present.since is None or len(held) < 2:
        return None
    day = present.since + BETWEEN
    return day if day > timezone.localdate() else None


def taking_refusal(actor: Actor) -> Refusal | None:
    """Return why the actor may not take another name now because they want one, None when they may. One query."""
    now = timezone.now()
    if renaming_refusal(actor) is not None:
        return Refusal("not_allowed", _("The team asks you for another name. Choose that one first."))
    if actor.sanction(now, "suspended", "muted", "closed") is not None:
        sentence = _("While a pause runs your name stays as it is. You can take another one afterwards.")
        return Refusal("not_allowed", sentence)
    if (day := earliest(actor)) is not None:
        return Refusal("rate_limited", _too_soon(day))
    return None


def take(actor: Actor, *, typed: str) -> Pseudonym:
    """Take another name because one wants one, and return it; the old one retires for ever.

    Raises Refusal: not_member, what `taking_refusal` says, and what a name may not be.
    """
    member_id = id_of(actor)
    if (refusal := taking_refusal(actor)) is not None:
        raise refusal
    name = names.clean_name(typed)
    limits.spend(actor, "settings")
    try:
        with transaction.atomic():
            # Two tabs at once meet here; the second finds the name that the first one took.
            Member.objects.select_for_update(no_key=True).get(pk=member_id)
            if (day := earliest(actor)) is not None:
                raise Refusal("rate_limited", _too_soon(day))
            held = Holding.objects.select_related("pseudonym").get(member=member_id, is_current=True)
            shape, hue = suggestions.face()
            fresh = Pseudonym(name=name, skeleton=names.skeleton(name), shape=shape, hue=hue)
            old = held.pseudonym
            # What a resource person is stands beside the name under which they can be met.
            fresh.trade, fresh.trade_until, old.trade, old.trade_until = old.trade, old.trade_until, "", None
            fresh.save(force_insert=True)
            old.save(update_fields=["trade", "trade_until"])
            held.is_current = False
            held.save(update_fields=["is_current"])
            Holding.objects.create(member_id=member_id, pseudonym=fresh)
            tell_after_commit(rights_changed, member_id)
    except IntegrityError:
        raise names.taken() from None
    return fresh


def _too_soon(day: date) -> str | Promise:
    def sentence() -> str:
        return str(_("You took this name not long ago. You can take another one from %(day)s.")) % {
            "day": date_format(day, "j F")
        }

    return lazy(sentence, str)()


def _carry(pseudonym: Pseudonym, name: str) -> None:
    pseudonym.name, pseudonym.skeleton = name, names.skeleton(name)
    pseudonym.save(update_fields=["name", "skeleton"])
