"""Who may write what in a thread. `…_refusal` returns the calm no, or None; `can_…` says yes or no."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Post, PostState, Thread
from groups.models import Theme
from groups.policies import approval_asked, is_read_first
from members import masks, paces
from members.actor import Actor
from members.policies import speaking_refusal
from members.refusals import Refusal

EDIT_WINDOW = timedelta(minutes=60)


def starting_refusal(actor: Actor, theme: Theme) -> Refusal | None:
    """Why the actor may not start a thread in `theme`, None if they may."""
    if not theme.is_shown and not actor.holds("administrator"):
        return Refusal("not_found", _("This theme is not open. Your words are here: choose another theme for them."))
    return speaking_refusal(actor, scope=theme.scope)


def can_start(actor: Actor, theme: Theme) -> bool:
    """Whether the actor may start a thread in `theme`."""
    return starting_refusal(actor, theme) is None


def reply_refusal(actor: Actor, thread: Thread) -> Refusal | None:
    """Why the actor may not reply in `thread` (loaded with its theme), None if they may."""
    if thread.is_locked or (thread.closes_at is not None and thread.closes_at <= timezone.now()):
        return Refusal("closed", _("This thread is closed. It can be read, and nothing is added any more."))
    return starting_refusal(actor, thread.theme)


def pace_refusal(
    actor: Actor, thread: Thread, *, place: str, is_masked: bool = False, now: datetime | None = None
) -> Refusal | None:
    """Why the actor has to wait before the next message in a slow thread, None if they need not. One query.

    One pace for all of a person's names; `place` is that of their mask here. Whoever looks after the thread is
    not slowed down; under a mask (`is_masked`) they are, or it would show who they are.
    """
    if not thread.slow_mode_s or (cares_for(actor, thread) and not is_masked):
        return None
    now = now or timezone.now()
    spoken = Post.objects.filter(thread=thread, author_id__in=actor.names).order_by("-position")
    said = [spoken.values_list("created_at", flat=True).first(), paces.spoke_masked_at(actor, place)]
    last = max((at for at in said if at is not None), default=None)
    wait = (last + timedelta(seconds=thread.slow_mode_s) - now).total_seconds() if last else 0
    if wait <= 0:
        return None
    sentence = _(
        "This thread goes slowly, so that everybody finds the time to read. Please wait a little; your words are kept."
    )
    return Refusal("slow_mode", sentence, retry_after_s=math.ceil(wait))


def cares_for(actor: Actor, thread: Thread) -> bool:
    """Whether the actor looks after `thread` (loaded with its theme): a moderator or facilitator of the theme."""
    return cares_in(actor, thread.theme)


def cares_in(actor: Actor, theme: Theme) -> bool:
    """Whether the actor looks after the threads of `theme`, and may write in the house."""
    scopes = [theme.scope, *([f"theme:{theme.parent_id}"] if theme.parent_id is not None else [])]
    is_away = actor.sanction(timezone.now(), "suspended", "muted", "closed") is not None
    return (actor.holds("moderator", *scopes) or actor.holds("facilitator", *scopes)) and not is_away


def can_reply(actor: Actor, thread: Thread) -> bool:
    """Whether the actor may reply in `thread`."""
    return reply_refusal(actor, thread) is None


def is_author(actor: Actor, post: Post) -> bool:
    """Whether the actor wrote `post`, under the present name or one of the former ones."""
    return post.author_id in actor.names


def edit_refusal(actor: Actor, post: Post, *, now: datetime | None = None) -> Refusal | None:
    """Why the actor may not change `post` (loaded with thread and theme) at `now`, None if they may."""
    if not is_author(actor, post):
        return Refusal("not_allowed", _("Only the person who wrote these words can change them."))
    if post.state != PostState.SHOWN:
        return Refusal("not_allowed", _("This message is not shown any more, so it cannot be changed."))
    if post.removal_reason:
        sentence = _(
            "The team cut a passage from this message, so it stays as it is. The letter in your inbox says why."
        )
        return Refusal("not_allowed", sentence)
    # What a mask wrote bears the beginning of its quarter of an hour.
    window = EDIT_WINDOW + masks.QUARTER if post.author.is_mask else EDIT_WINDOW
    if (now or timezone.now()) - post.created_at > window:
        sentence = _("A message can be changed for an hour, so that answers keep their sense. You can write a new one.")
        return Refusal("too_old", sentence)
    return reply_refusal(actor, post.thread)


def can_edit(actor: Actor, post: Post, *, now: datetime | None = None) -> bool:
    """Whether the actor may change `post` at `now`."""
    return edit_refusal(actor, post, now=now) is None


def delete_refusal(actor: Actor, post: Post) -> Refusal | None:
    """Why the actor may not take `post` back, None if they may.

    One's own words stay one's own: a closed thread or a suspension does not keep anybody from taking them back.
    """
    if not is_author(actor, post):
        return Refusal("not_allowed", _("Only the person who wrote these words can take them back."))
    if post.state == PostState.HIDDEN:
        return Refusal("not_allowed", _("The team has taken this message down already. Nobody can read it here."))
    return None


def can_delete(actor: Actor, post: Post) -> bool:
    """Whether the actor may take `post` back and it is still there to be taken."""
    return post.state == PostState.SHOWN and delete_refusal(actor, post) is None


def keeps_order(actor: Actor, thread: Thread) -> bool:
    """Whether the actor decides about what is written in `thread` (loaded with its theme)."""
    scopes = (thread.theme.scope, f"theme:{thread.theme.parent_id}")
    return actor.holds("moderator", *scopes) or actor.holds("facilitator", *scopes)


def may_link(actor: Actor, *, besides: Post | None = None) -> bool:
    """Whether the actor may put links into a text: not in their first contribution, where only robots need to.

    `besides` is the post being changed; it does not vouch for itself. Whoever holds a role may. One query at most.
    """
    if actor.grants:
        return True
    spoken = Post.objects.filter(author_id__in=actor.names, state=PostState.SHOWN)
    return (spoken.exclude(pk=besides.pk) if besides else spoken).exists()


def asks_approval(actor: Actor, theme: Theme, *, is_masked: bool = False) -> bool:
    """Whether somebody of the team reads the actor's words in `theme` before others see them. One query at most.

    What the house or its chapter asks for holds for a theme too; see `groups.policies.is_read_first`.
    """
    return is_read_first(
        approval_asked(theme),
        is_masked=is_masked,
        is_entrusted=bool(actor.grants),
        spoke=Post.objects.filter(author_id__in=actor.names, state=PostState.SHOWN).exists,
    )
