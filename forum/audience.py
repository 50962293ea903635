"""Who reads a thread, and what it is for: its author's to change. Wider only with the consent of those who answered.

Whoever wrote for members wrote for members: their words are shown to anyone only when each of them agrees, and a no
ends the asking without anybody learning whose it was.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forum import policies, words
from forum.models import Audience, Post, PostState, Thread, Widening, WideningYes
from forum.versions import raise_versions
from forum.words import Manner
from members import inbox, limits
from members.actor import Actor
from members.refusals import Refusal


def change_ways(actor: Actor, *, thread: Thread, intent: str, wish: str, is_indexed: bool) -> Thread:
    """Say anew what one's thread is for, which answers help and whether search engines may list it.

    Raises Refusal: not_allowed, what `policies.starting_refusal` says, bad_field, rate_limited.
    """
    _may(actor, thread)
    if refusal := policies.starting_refusal(actor, thread.theme):
        raise refusal
    limits.spend(actor, "edit")
    with transaction.atomic():
        locked = _locked(thread)
        told = words.clean_manner(Manner("", intent, wish, is_indexed), audience=locked.audience)
        if (told.intent, told.wish, told.is_indexed) != (locked.intent, locked.wish, locked.is_indexed):
            locked.intent, locked.wish, locked.is_indexed = told.intent, told.wish, told.is_indexed
            locked.save(update_fields=["intent", "wish", "is_indexed"])
            raise_versions(locked)
    return locked


def narrow(actor: Actor, *, thread: Thread) -> Thread:
    """Let only members read one's thread from now on. Always possible; twice changes nothing. Raises Refusal."""
    _may(actor, thread)
    with transaction.atomic():
        locked = _locked(thread)
        Widening.objects.filter(thread=locked).delete()
        if locked.audience != Audience.MEMBERS:
            locked.audience, locked.is_indexed = Audience.MEMBERS, False
            locked.save(update_fields=["audience", "is_indexed"])
            raise_versions(locked)
    return locked


def ask_to_widen(actor: Actor, *, thread: Thread) -> Thread:
    """Ask those who answered whether anyone may read one's thread; where nobody did, anyone may at once.

    Raises Refusal: not_allowed (not one's own, or somebody cannot be asked any more), rate_limited.
    """
    _may(actor, thread)
    if refusal := policies.starting_refusal(actor, thread.theme):
        raise refusal
    limits.spend(actor, "edit")
    with transaction.atomic():
        locked = _locked(thread)
        if locked.audience == Audience.ANYONE:
            return locked
        needed = _to_ask(locked)
        if needed - inbox.reachable(needed):
            sentence = _("Somebody who answered here has left and cannot be asked, so this thread stays with members.")
            raise Refusal("not_allowed", sentence)
        Widening.objects.get_or_create(thread=locked)
        _open_if_all_agree(locked)
    return locked


def answer_widening(actor: Actor, *, thread: Thread, agrees: bool) -> Thread:
    """Say yes or no to anyone reading what one answered in a thread. A no ends the asking.

    Raises Refusal: not_found where nothing is asked of the actor.
    """
    with transaction.atomic():
        locked = _locked(thread)
        asking = Widening.objects.filter(thread=locked).first()
        own = _to_ask(locked) & actor.names
        if asking is None or not own:
            raise Refusal("not_found", _("Nothing is asked of you here any more."))
        if not agrees:
            asking.delete()
            return locked
        # Their numbers are drawn by chance; the order is that of the names, which are drawn too.
        for name in sorted(own):
            WideningYes.objects.get_or_create(widening=asking, name_id=name)
        _open_if_all_agree(locked)
    return locked


def is_asked(actor: Actor, thread: Thread) -> bool:
    """Whether the actor is asked about a thread and has not answered. Two queries at most, for threads of members."""
    if actor.is_guest or thread.audience != Audience.MEMBERS or thread.author_id in actor.names:
        return False
    asking = Widening.objects.filter(thread=thread).first()
    own = _to_ask(thread) & actor.names if asking is not None else set()
    return asking is not None and asking.agreed.filter(name__in=own).count() < len(own)


def _may(actor: Actor, thread: Thread) -> None:
    if thread.author_id not in actor.names:
        raise Refusal("not_allowed", _("Only the person who opened this thread can change this."))


def _locked(thread: Thread) -> Thread:
    return (
        Thread.objects.select_related("theme", "author").select_for_update(of=("self",), no_key=True).get(pk=thread.pk)
    )


def _to_ask(thread: Thread) -> set[UUID]:
    """Return the names of those who answered: what the team took down may come back, so it counts too."""
    answered = Post.objects.filter(thread=thread).exclude(state=PostState.DELETED).exclude(author_id=thread.author_id)
    return set(answered.order_by().values_list("author_id", flat=True).distinct())


def _open_if_all_agree(thread: Thread) -> None:
    asking = Widening.objects.get(thread=thread)
    if _to_ask(thread) <= set(asking.agreed.values_list("name_id", flat=True)):
        asking.delete()
        thread.audience = Audience.ANYONE
        thread.save(update_fields=["audience"])
        raise_versions(thread)
