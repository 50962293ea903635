"""Words that somebody of the team reads before others see them: kept, changed, taken back, shown, given back.

While they wait there is no post, so no position, no number and no version tells of them; their place in the thread is
that of the moment in which they are shown. Locks: thread (or the author's name), held words, post, theme.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crisis.detection import Assessment, assess
from forum import calls, following, policies, voices, words
from forum.models import HeldPost, HeldState, Post, Thread
from forum.signals import held_back, held_ended
from forum.versions import raise_versions
from forum.words import Manner, Words
from groups.models import Theme
from markup import plain_text
from members import limits, masks
from members.actor import Actor
from members.models import Pseudonym
from members.news import announce
from members.policies import newcomer_link_refusal, speaking_refusal
from members.refusals import Refusal
from members.sealed import with_words


@dataclass(frozen=True)
class Kept:
    """Words that wait, and what they made one think of. `is_new` is False for a double submit."""

    held: HeldPost
    assessment: Assessment
    is_new: bool = True


def kept_with(key: bytes) -> HeldPost | None:
    """Return the held words that the form with this key made, None when it made none."""
    return HeldPost.objects.filter(nonce_key=key).select_related(*_WITH).first()


def hold(
    actor: Actor,
    *,
    voice_in: Callable[[str], voices.Speaker],
    theme: Theme,
    thread: Thread | None,
    text: Words,
    assessment: Assessment,
    key: bytes,
    title: str = "",
    language: str = "",
    audience: str = "",
    manner: Manner,
    is_masked: bool = False,
) -> Kept:
    """Keep cleaned words until somebody has read them. Called by the verbs of `forum.services`, which judged the rest.

    `voice_in` gives the actor under the name that the words will bear in a place; `is_masked` whether it is a mask.
    Raises Refusal (not_allowed for a link in first words, rate_limited).
    """
    if _has_link(title, text.body) and not policies.may_link(actor):
        raise newcomer_link_refusal()
    limits.spend(actor, "post" if thread is not None else "thread")
    try:
        with transaction.atomic():
            number = voices.new_id(HeldPost, is_masked=is_masked)
            place = voices.scope_of(thread.pk) if thread is not None else voices.scope_of_held(number or 0)
            voice, _mask = voice_in(place)
            assert voice.pseudonym_id is not None, "whoever may speak has a name"
            held = HeldPost(
                pk=number,
                thread=thread,
                at=voices.dated(timezone.now(), is_masked=voice.is_mask),
                theme=theme,
                author=Pseudonym.objects.select_for_update(no_key=True).get(pk=voice.pseudonym_id),
                language=thread.language if thread is not None else language,
                audience=thread.audience if thread is not None else audience,
                intent=manner.intent,
                wish=manner.wish,
                is_indexed=manner.is_indexed,
                recipe=text.recipe,
                nonce_key=key,
            )
            said = {"title": title, "note": manner.note, "body": text.body, "html": text.html}
            with_words(held, **said).save(force_insert=True)
            announce(held_back, actor=voice, held=held, assessment=assessment)
    except IntegrityError:
        # The same form, a moment ago.
        found = kept_with(key)
        if found is None:
            raise
        return Kept(found, assessment, is_new=False)
    return Kept(held, assessment)


def change_held(actor: Actor, *, held: HeldPost, body: str, title: str | None = None, note: str | None = None) -> Kept:
    """Change one's own words while they wait. Unchanged words write nothing.

    Raises Refusal: not_allowed (not theirs, or no longer waiting), what speaking asks for, empty, too_long,
    rate_limited.
    """
    _stop(own_refusal(actor, held) or speaking_refusal(actor, scope=held.theme.scope))
    text = words.clean_body(body)
    new_title = words.clean_title(title) if title is not None and held.is_opening else held.title
    new_note = held.note if note is None else words.clean_note(note)
    assessment = assess(f"{new_title}\n\n{text.body}" if held.is_opening else text.body)
    if (text.body, new_title, new_note) == (held.body, held.title, held.note):
        return Kept(held, assessment, is_new=False)
    if _has_link(new_title, text.body) and not policies.may_link(actor):
        raise newcomer_link_refusal()
    limits.spend(actor, "edit")
    with transaction.atomic():
        held = locked(held.pk)
        _stop(own_refusal(actor, held))
        held.body, held.html, held.recipe = text
        held.title, held.note = new_title, new_note
        held.save(update_fields=["title_box", "note_box", "body_box", "html_box", "recipe"])
        announce(held_back, actor=actor, held=held, assessment=assessment)
    return Kept(held, assessment)


def withdraw_held(actor: Actor, *, held: HeldPost) -> HeldPost:
    """Take one's own words back while they wait; they are erased at once. Twice changes nothing.

    Raises Refusal: not_allowed (not theirs, or shown or given back meanwhile).
    """
    with transaction.atomic():
        held = locked(held.pk)
        if held.state == HeldState.WITHDRAWN and held.author_id in actor.names:
            return held
        _stop(own_refusal(actor, held))
        _end(held, HeldState.WITHDRAWN, is_erased=True)
        announce(held_ended, actor=actor, held=held)
    return held


def show_held(held: HeldPost) -> Post:
    """Let words that waited, or that were given back, stand at the end of their thread (or open it).

    For moderation, inside its transaction. Shown already, the post is returned as it is.
    """
    with transaction.atomic():
        held = locked(held.pk)
        if held.post is not None:
            return held.post
        is_masked = held.author.is_mask
        now = voices.dated(timezone.now(), is_masked=is_masked)
        thread = held.thread if held.thread is not None else _opened(held, now)
        post = Post.objects.create(
            pk=voices.new_id(Post, is_masked=is_masked),
            thread=thread,
            position=thread.last_position + 1,
            author=held.author,
            body=held.body,
            html=held.html,
            recipe=held.recipe,
            note=held.note,
            created_at=now,
            nonce_key=held.nonce_key,
        )
        thread.last_position, thread.last_post_at = post.position, max(thread.last_post_at, now)
        thread.is_answered = thread.is_answered or thread.author_id != held.author_id
        thread.save(update_fields=["last_position", "last_post_at", "is_answered"])
        # As for words that nobody had to read first.
        following.keep_own(post)
        calls.note(post)
        _end(held, HeldState.SHOWN, is_erased=True, post=post)
        raise_versions(thread)
    return post


def give_back_held(held: HeldPost) -> HeldPost:
    """Do not show words that wait. For moderation, inside its transaction; its letter gives them back."""
    with transaction.atomic():
        held = locked(held.pk)
        if held.is_waiting:
            _end(held, HeldState.RETURNED, is_erased=False)
    return held


def erase_held(held: HeldPost) -> None:
    """Erase words that were given back, when nobody can ask for another look any more. For moderation."""
    empty = dict.fromkeys(("title_box", "note_box", "body_box", "html_box"), b"")
    HeldPost.objects.filter(pk=held.pk, state=HeldState.RETURNED).update(**empty)


def waiting_for(actor: Actor, thread: Thread | None = None) -> list[HeldPost]:
    """Return the actor's own words that wait (in `thread`), oldest first. One query, none for a guest."""
    if actor.is_guest:
        return []
    held = HeldPost.objects.filter(author__in=actor.names, state=HeldState.WAITING)
    if thread is not None:
        held = held.filter(thread=thread)
    return list(held.select_related(*_WITH).order_by("pk"))


def own_refusal(actor: Actor, held: HeldPost) -> Refusal | None:
    """Why the actor may not change or take back `held`, None if they may."""
    if held.author_id not in actor.names:
        return Refusal("not_allowed", _("Only the person who wrote these words can change them."))
    if not held.is_waiting:
        return Refusal("not_allowed", _("These words wait no more: somebody has read them meanwhile."))
    return None


def locked(pk: int) -> HeldPost:
    """Return held words, locked after their thread, for the open transaction. Raises HeldPost.DoesNotExist."""
    thread_id = HeldPost.objects.values_list("thread_id", flat=True).get(pk=pk)
    thread = None
    if thread_id is not None:
        threads = Thread.objects.select_related("theme", "author").select_for_update(of=("self",), no_key=True)
        thread = threads.get(pk=thread_id)
    held = HeldPost.objects.select_related("author", "theme__parent", "post").select_for_update(of=("self",)).get(pk=pk)
    held.thread = thread
    return held


_WITH = ("thread", "theme__parent", "author", "post")


def _opened(held: HeldPost, now: datetime) -> Thread:
    thread = Thread.objects.create(
        theme=held.theme,
        author=held.author,
        title=held.title,
        slug=words.slug_of(held.title),
        language=held.language,
        audience=held.audience,
        note=held.note,
        intent=held.intent,
        wish=held.wish,
        is_indexed=held.is_indexed,
        first_words=words.first_words_of(held.body, held.note),
        created_at=now,
        last_post_at=now,
    )
    if held.author.is_mask:
        masks.move(held.author, scope=voices.scope_of(thread.pk))
    return thread


def _end(held: HeldPost, state: HeldState, *, is_erased: bool, post: Post | None = None) -> None:
    held.state, held.post = state, post
    held.ended_at = voices.dated(timezone.now(), is_masked=held.author.is_mask)
    if is_erased:
        held.title = held.body = held.html = held.note = ""
    held.save(update_fields=["state", "ended_at", "post", "title_box", "note_box", "body_box", "html_box"])


def _has_link(*texts: str) -> bool:
    return any(plain_text.links_in(text) for text in texts)


def _stop(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal
