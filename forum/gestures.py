"""Gestures: what one can say to a post without a word. Each person once a kind, and nothing is ever counted.

A post names the kinds it received, always in the same order, so that its page asks no other table; who made them, and
how many, stands nowhere but in keyed digests that lead to nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forum import policies, voices
from forum.models import GestureKind, Post, PostGesture, Thread
from forum.versions import raise_versions
from members import limits, seal
from members.actor import Actor
from members.refusals import Refusal


def make_gesture(actor: Actor, *, post: Post, gesture: str, is_on: bool) -> Post:
    """Make a gesture to somebody else's post, or take it back (`is_on` false). Twice changes nothing.

    Raises Refusal: what speaking asks for, closed, bad_field, not_found, not_allowed for one's own words, rate_limited.
    """
    if refusal := policies.reply_refusal(actor, post.thread):
        raise refusal
    if gesture not in GestureKind.values:
        raise Refusal("bad_field", _("This house does not know this gesture."), field="gesture")
    if policies.is_author(voices.as_author(actor, post), post):
        raise Refusal("not_allowed", _("Gestures are for the words of others."))
    limits.spend(actor, "gesture")
    with transaction.atomic():
        thread = Thread.objects.select_for_update(of=("self",), no_key=True).get(pk=post.thread_id)
        fresh = Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
        if not fresh.is_shown:
            raise Refusal("not_found", _("This message is no longer here."))
        standing = PostGesture.objects.filter(key__in=_keys(actor, fresh.pk, gesture))
        if is_on and not standing.exists():
            PostGesture.objects.create(post=fresh, kind=gesture, key=_keys(actor, fresh.pk, gesture)[0])
        elif not is_on:
            standing.delete()
        kinds = set(PostGesture.objects.filter(post=fresh).values_list("kind", flat=True))
        received = " ".join(kind for kind in GestureKind.values if kind in kinds)
        if received != fresh.received:
            fresh.received = received
            fresh.save(update_fields=["received"])
            raise_versions(thread)
    return fresh


def made_by(actor: Actor, posts: Sequence[Post]) -> dict[int, set[str]]:
    """Return which gestures the actor made to these posts, by primary key. One query, none for a guest."""
    if actor.is_guest:
        return {}
    keys = {
        key: (post.pk, kind) for post in posts for kind in post.received.split() for key in _keys(actor, post.pk, kind)
    }
    found: dict[int, set[str]] = defaultdict(set)
    if keys:
        for key in PostGesture.objects.filter(key__in=list(keys)).values_list("key", flat=True):
            pk, kind = keys[bytes(key)]
            found[pk].add(kind)
    return found


def _keys(actor: Actor, post_id: int, kind: str) -> list[bytes]:
    assert actor.member_id is not None
    return seal.digests("post gesture", actor.member_id.bytes, post_id.to_bytes(8, "big"), kind)
