"""Write threads and posts. The only writers of both tables.

Each verb: may they, clean, write in one transaction, announce. Locks are taken in the order thread (or, before there is
one, the author's name), post, theme; whatever hears the news locks later ones (cases, the record). The versions of
thread and theme are raised after the rows they speak of and before the news, so that the order is the same here and
when a moderator decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crisis.detection import Assessment, assess
from forum import approval, policies, taking_down, voices, words
from forum.approval import Kept
from forum.models import Audience, EarlierWords, HeldPost, Post, Thread
from forum.signals import published
from forum.versions import raise_versions
from forum.words import Manner
from groups.models import Theme
from markup import plain_text
from members import details, limits, paces
from members.actor import Actor
from members.models import Language, Pseudonym
from members.news import announce
from members.nonces import nonce_key
from members.policies import newcomer_link_refusal
from members.refusals import Refusal
from members.sealed import with_words

Place = TypeVar("Place")
PLAIN = Manner()


@dataclass(frozen=True)
class Published:
    """A post that stands in its thread, and what its words made one think of. `is_new` is False for a double submit."""

    post: Post
    assessment: Assessment
    is_new: bool = True


def start_thread(
    actor: Actor,
    *,
    theme: Theme,
    title: str,
    body: str,
    language: str,
    audience: str,
    nonce: UUID,
    manner: Manner = PLAIN,
    is_confirmed: bool = True,
    is_masked: bool = False,
) -> Published | Kept:
    """Open a thread with its first post. The same form sent twice gives the thread it already made.

    `is_masked` writes it under a mask that exists in this thread alone. Where somebody reads first, the words are kept
    until then (`Kept`). With `is_confirmed` false, personal details in the words are asked about first. Raises Refusal:
    what `policies.starting_refusal` says, empty, too_long, bad_field, confirm, rate_limited.
    """
    _stop(policies.starting_refusal(actor, theme))
    title = words.clean_title(title)
    text = words.clean_body(body)
    if language not in Language.values:
        raise Refusal("bad_field", _("Choose the language of the thread."), field="language")
    if audience not in Audience.values:
        raise Refusal("bad_field", _("Choose who will be able to read the thread."), field="audience")
    manner = words.clean_manner(manner, audience=audience)
    assessment = assess(f"{title}\n\n{text.body}")
    key = nonce_key(actor, nonce)

    def is_same(post: Post) -> bool:
        thread = post.thread
        said = post.said
        return (post.position, thread.theme_id, said.title, said.body) == (1, theme.pk, title, text.body)

    def voice_in(scope: str) -> voices.Speaker:
        return voices.speaker(actor, scope, language=language, is_masked=is_masked)

    def write(_locked: Pseudonym | None) -> Post:
        _check_links(actor, title, text.body)
        limits.spend(actor, "thread")
        now = voices.dated(timezone.now(), is_masked=is_masked)
        number = voices.next_thread() if is_masked else None
        voice, mask = voice_in(voices.scope_of(number) if number else "")
        author = mask or _author(voice)
        thread = Thread.objects.create(
            pk=number,
            theme=theme,
            author=author,
            title=title,
            slug=words.slug_of(title),
            language=language,
            audience=audience,
            note=manner.note,
            intent=manner.intent,
            wish=manner.wish,
            is_indexed=manner.is_indexed,
            first_words=words.first_words_of(text.body, manner.note),
            created_at=now,
            last_post_at=now,
            last_position=1,
        )
        post = Post.objects.create(
            pk=voices.new_id(Post, is_masked=is_masked),
            thread=thread,
            position=1,
            author=author,
            body=text.body,
            html=text.html,
            recipe=text.recipe,
            note=manner.note,
            created_at=now,
            nonce_key=key,
        )
        raise_versions(thread)
        announce(published, actor=voice, post=post, assessment=assessment)
        return post

    if (kept := _kept(key, lambda held: (held.title, held.body) == (title, text.body), assessment)) is not None:
        return kept
    if (made := _made_with(key)) is None:
        _ask_about_details(is_confirmed, title, text.body)
    if made is None and policies.asks_approval(actor, theme, is_masked=is_masked):
        told: dict[str, Any] = {"title": title, "language": language, "audience": audience, "manner": manner}
        told |= {"text": text, "assessment": assessment, "key": key, "is_masked": is_masked}
        return approval.hold(actor, voice_in=voice_in, theme=theme, thread=None, **told)
    # There is no thread to lock yet: the name is, so that a double click waits for its first half. Under a mask nothing
    # is: a lock leaves its mark on the row of the open name, and the key of the form tells the two apart all the same.
    return _once(key, is_same, lambda: None if is_masked else _author(actor, lock=True), write, assessment)


def reply(
    actor: Actor,
    *,
    thread: Thread,
    body: str,
    nonce: UUID,
    note: str = "",
    is_confirmed: bool = True,
    is_masked: bool = False,
) -> Published | Kept:
    """Add a post at the end of a thread. The same form sent twice gives the post it already made.

    `is_masked` writes it under the actor's mask in this thread, made now if they have none. Where somebody reads first,
    the words are kept until then (`Kept`). With `is_confirmed` false, personal details in the words are asked about
    first. Raises Refusal: not_found, what `policies.reply_refusal` says, slow_mode, empty,
    too_long, confirm, rate_limited.
    """
    _stop(policies.reply_refusal(actor, thread))
    text = words.clean_body(body)
    note = words.clean_note(note)
    assessment = assess(text.body)
    key = nonce_key(actor, nonce)

    def is_same(post: Post) -> bool:
        return (post.thread_id, post.said.body) == (thread.pk, text.body)

    def voice_in(scope: str) -> voices.Speaker:
        return voices.speaker(actor, scope, language=thread.language, is_masked=is_masked)

    def write(locked: Thread) -> Post:
        # It may have been closed while the form was open, or while waiting for the lock.
        place = voices.scope_of(locked.pk)
        pace = policies.pace_refusal(actor, locked, place=place, is_masked=is_masked)
        _stop(policies.reply_refusal(actor, locked) or pace)
        _check_links(actor, text.body)
        limits.spend(actor, "post")
        voice, mask = voice_in(place)
        author = mask or _author(voice)
        post = Post.objects.create(
            pk=voices.new_id(Post, is_masked=is_masked),
            thread=locked,
            position=locked.last_position + 1,
            author=author,
            body=text.body,
            html=text.html,
            recipe=text.recipe,
            note=note,
            created_at=voices.dated(timezone.now(), is_masked=is_masked),
            nonce_key=key,
        )
        if is_masked and locked.slow_mode_s:
            paces.note_masked(actor, place, pace_s=locked.slow_mode_s)
        locked.last_position = post.position
        locked.last_post_at = max(locked.last_post_at, post.created_at)
        locked.is_answered = locked.is_answered or locked.author_id not in voices.own_here(voice, actor)
        locked.save(update_fields=["last_position", "last_post_at", "is_answered"])
        raise_versions(locked)
        announce(published, actor=voice, post=post, assessment=assessment)
        return post

    if (kept := _kept(key, lambda held: held.body == text.body, assessment)) is not None:
        return kept
    if (made := _made_with(key)) is None:
        _ask_about_details(is_confirmed, text.body)
    if made is None and policies.asks_approval(actor, thread.theme, is_masked=is_masked):
        told: dict[str, Any] = {"assessment": assessment, "key": key, "manner": Manner(note=note)}
        told["is_masked"] = is_masked
        return approval.hold(actor, voice_in=voice_in, theme=thread.theme, thread=thread, text=text, **told)
    return _once(key, is_same, lambda: _locked_thread(thread.pk, actor), write, assessment)


def edit_post(
    actor: Actor,
    *,
    post: Post,
    body: str,
    title: str | None = None,
    note: str | None = None,
    seen: str | None = None,
    is_confirmed: bool = True,
) -> Published:
    """Change one's own post, and the title of the thread with its opening post. Unchanged words write nothing.

    What it said before is kept for those who decide. `seen` is `Post.seen` of the words that the form showed: when they
    were changed since, nothing is overwritten. Raises Refusal: not_found, what `policies.edit_refusal` says, empty,
    too_long, changed, confirm, rate_limited.
    """
    actor = voices.as_author(actor, post)
    _stop(policies.edit_refusal(actor, post))
    text = words.clean_body(body)
    new_note = post.note if note is None else words.clean_note(note)
    new_title = words.clean_title(title) if title is not None and post.is_opening else None
    assessment = assess(f"{new_title}\n\n{text.body}" if new_title is not None else text.body)
    if (text.body, new_note) == (post.body, post.note) and new_title in {None, post.thread.title}:
        return Published(post, assessment, is_new=False)
    _check_links(actor, new_title or "", text.body, besides=post)
    _ask_about_details(is_confirmed, new_title or "", text.body)
    limits.spend(actor, "edit")
    with transaction.atomic():
        thread, post = taking_down.lock_post(post.pk)
        _stop(policies.edit_refusal(actor, post))
        if seen is not None and seen != post.seen:
            raise _changed_meanwhile()
        before = thread.title if post.is_opening else ""
        now = voices.dated(timezone.now(), is_masked=voices.is_masked(post))
        earlier = EarlierWords(post=post, until=now)
        with_words(earlier, title=before, note=post.note, body=post.body).save(force_insert=True)
        post.body, post.html, post.recipe = text
        post.note = new_note
        post.edited_at = now
        post.save(update_fields=["body", "html", "recipe", "note", "edited_at"])
        if post.is_opening:
            if new_title is not None:
                thread.title, thread.slug = new_title, words.slug_of(new_title)
            thread.note = new_note
            thread.first_words = words.first_words_of(text.body, new_note, is_sheltered=thread.is_sheltered)
            thread.save(update_fields=["title", "slug", "note", "first_words"])
        raise_versions(thread)
        announce(published, actor=actor, post=post, assessment=assessment)
    return Published(post, assessment)


def delete_post(actor: Actor, *, post: Post) -> Post:
    """Take one's own post back: a sentence stays in its place, its words are erased (with the title, for an opening).

    Whoever took it back already is told nothing new. Raises Refusal: what `policies.delete_refusal` says.
    """
    actor = voices.as_author(actor, post)
    _stop(policies.delete_refusal(actor, post))
    with transaction.atomic():
        thread, post = taking_down.lock_post(post.pk)
        _stop(policies.delete_refusal(actor, post))
        return taking_down.erase(thread, post)


def _author(actor: Actor, *, lock: bool = False) -> Pseudonym:
    assert actor.pseudonym_id is not None, "whoever may speak has a name"
    names = Pseudonym.objects.select_for_update(no_key=True) if lock else Pseudonym.objects.all()
    return names.get(pk=actor.pseudonym_id)


def _stop(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal


def _ask_about_details(is_confirmed: bool, *texts: str) -> None:
    if not is_confirmed:
        _stop(details.question_about(*texts))


def _changed_meanwhile() -> Refusal:
    sentence = _(
        "These words were changed since you opened this page. Nothing is overwritten: what stands there now is shown "
        "below, your words are in the box. Send them once more if they are the ones to keep."
    )
    return Refusal("changed", sentence, field="seen")


def _check_links(actor: Actor, *texts: str, besides: Post | None = None) -> None:
    if any(plain_text.links_in(text) for text in texts) and not policies.may_link(actor, besides=besides):
        raise newcomer_link_refusal()


def _once(
    key: bytes,
    is_same: Callable[[Post], bool],
    lock: Callable[[], Place],
    write: Callable[[Place], Post],
    assessment: Assessment,
) -> Published:
    """Return what the form with this key made before, or write it now; two at once end with one post.

    Raises Refusal (bad_field) when the form was already sent with other words: they must not vanish without a sound.
    """
    try:
        with transaction.atomic():
            place = lock()
            post = _made_with(key)
            if post is None:
                return Published(write(place), assessment)
    except IntegrityError:
        # Where `lock` did not hold the same row, the other one was quicker.
        post = _made_with(key)
        if post is None:
            raise
    if not is_same(post):
        raise _used_nonce()
    return Published(post, assessment, is_new=False)


def _kept(key: bytes, is_same: Callable[[HeldPost], bool], assessment: Assessment) -> Kept | None:
    """Return what the form with this key left waiting, None when it left nothing that waits.

    Raises Refusal (bad_field) when it was sent with other words.
    """
    held = approval.kept_with(key)
    if held is None or held.post_id is not None:
        return None
    if not is_same(held):
        raise _used_nonce()
    return Kept(held, assessment, is_new=False)


def _used_nonce() -> Refusal:
    sentence = _("This form was sent before, with other words. These ones are kept here: send them once more.")
    return Refusal("bad_field", sentence, field="nonce")


def _made_with(key: bytes) -> Post | None:
    return Post.objects.filter(nonce_key=key).select_related("thread__theme", "thread__author", "author").first()


def _locked_thread(pk: int, actor: Actor) -> Thread:
    found = Thread.objects.visible_to(actor).select_related("theme", "author").filter(pk=pk)
    thread = found.select_for_update(of=("self",), no_key=True).first()
    if thread is None:
        raise Refusal("not_found", _("This thread cannot be found any more. Your words are here."))
    return thread
