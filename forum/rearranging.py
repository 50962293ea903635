"""Let posts stand elsewhere: a thread in two, two threads in one. Positions stay without gap, old addresses lead on.

Whose words moved is told by a letter. Locks: threads in the order of their numbers, then themes.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forum import caring, policies, quoting, sheltering, voices, word_index, words
from forum.models import Audience, HeldPost, Post, PostState, Thread, Widening
from forum.versions import raise_versions
from members import inbox
from members.actor import Actor
from members.models import LetterKind, Pseudonym
from members.refusals import Refusal
from members.services import holder_language

# How many posts one step takes out of a thread.
MOST = 200
# Positions out of everybody's way while rows change places.
_ASIDE = 1_000_000_000
_AT_ONCE = 200


def join_threads(actor: Actor, *, thread: Thread, into: Thread, reason: str) -> Thread:
    """Let the posts of `thread` follow those of `into`, in their order, and return the latter as it is now.

    The address of `thread` leads there from then on. Raises Refusal: not_allowed, empty or too_long (the reason),
    bad_field (into itself, or where others would read what was written for members).
    """
    if thread.pk == into.pk:
        raise Refusal("bad_field", _("This is the same thread. Choose another one to join it to."), field="into")
    for one in (thread, into):
        _may(actor, one)
    why = caring.checked_reason(reason)
    with transaction.atomic():
        old, new = _locked(thread.pk, into.pk)
        if old.joined_to_id is not None or new.joined_to_id is not None:
            sentence = _(
                "One of these threads was joined to another one meanwhile. Open it again to see where it stands."
            )
            raise Refusal("bad_field", sentence, field="into")
        if old.audience == Audience.MEMBERS and new.audience != Audience.MEMBERS:
            sentence = _("This thread is for members, the other one for anyone: words would be shown to more people.")
            raise Refusal("bad_field", sentence, field="into")
        after, is_other_language = new.last_position, old.language != new.language
        # One statement, however many there are: nobody ever finds the thread half joined.
        Post.objects.filter(thread=old).update(thread=new, position=F("position") + after)
        HeldPost.objects.filter(thread=old).update(thread=new)
        Widening.objects.filter(thread__in=[old, new]).delete()
        told = _title(old)
        new.last_position += old.last_position
        _keep_care(old, new)
        voices.follow_the_words(old, into=new)
        _settle(new)
        old.joined_to, old.joined_after, old.last_position = new, after, 0
        old.title = old.first_words = old.note = ""
        old.slug, old.opening_state, old.is_locked, old.is_answered = "-", PostState.DELETED, True, True
        old.save()
        # What had led to the first one leads on in one step.
        for earlier in Thread.objects.filter(joined_to=old):
            earlier.joined_to, earlier.joined_after = new, earlier.joined_after + after
            earlier.save(update_fields=["joined_to", "joined_after"])
        # It is found by its own words alone from now on: the title went.
        _keep_words(new, positions=[after + 1])
        raise_versions(old)
        raise_versions(new)
        caring.note(actor, "thread.joined", old, why, into=new.pk)
        _tell(thread.author, told, new)
    if is_other_language:
        _sort_words(new, after)
    return new


def split_thread(actor: Actor, *, thread: Thread, positions: Iterable[int], title: str, reason: str) -> Thread:
    """Let some posts begin a thread of their own, and return it. The others close ranks.

    Raises Refusal: not_allowed, empty or too_long (title, reason), bad_field (no post, the first one, one that is not
    there), too_long (too many).
    """
    _may(actor, thread)
    why, title = caring.checked_reason(reason), words.clean_title(title)
    chosen = sorted(set(positions))
    with transaction.atomic():
        [old] = _locked(thread.pk)
        moved = list(Post.objects.filter(thread=old, position__in=chosen).select_related("author").order_by("position"))
        if not chosen or len(moved) != len(chosen) or 1 in chosen:
            sentence = _("Choose messages of this thread; the first one stays where it is.")
            raise Refusal("bad_field", sentence, field="positions")
        if len(chosen) > MOST:
            raise Refusal("too_long", _("These are too many messages for one step."), field="positions")
        first = moved[0]
        new = Thread.objects.create(
            theme_id=old.theme_id,
            author=first.author,
            title=title,
            slug=words.slug_of(title),
            language=old.language,
            audience=old.audience,
            note=first.note,
            is_tender=old.is_tender,
            is_memorial=old.is_memorial,
            is_sheltered=old.is_sheltered,
            created_at=first.created_at,
            last_post_at=moved[-1].created_at,
        )
        for number, post in enumerate(moved, 1):
            Post.objects.filter(pk=post.pk).update(thread=new, position=number)
        new.last_position, new.opening_state = len(moved), first.state
        _close_ranks(old, chosen)
        old.last_position -= len(chosen)
        _settle(old)
        voices.follow_the_words(old, into=new)
        _settle(new)
        sheltering.settle_first_words(new)
        _keep_words(new)
        raise_versions(old)
        raise_versions(new)
        caring.note(actor, "thread.split", old, why, new=new.pk, posts=[post.pk for post in moved])
        for author in {post.author_id: post.author for post in moved}.values():
            _tell(author, _title(old), new)
    return new


def _keep_care(old: Thread, new: Thread) -> None:
    """Let what was kept apart stay apart in its new place: sheltered, tender, not shown by search engines."""
    is_apart = old.is_sheltered and not new.is_sheltered
    new.is_sheltered = new.is_sheltered or old.is_sheltered
    new.is_tender = new.is_tender or old.is_tender
    new.is_indexed = new.is_indexed and old.is_indexed
    new.save(update_fields=["is_sheltered", "is_tender", "is_indexed"])
    if is_apart:
        sheltering.settle_first_words(new)


def _may(actor: Actor, thread: Thread) -> None:
    if not policies.cares_for(actor, thread):
        raise Refusal("not_allowed", _("Only those who look after this theme can do this."))


def _locked(*numbers: int) -> list[Thread]:
    """Return these threads in the order asked for, locked in the order of their numbers."""
    threads = Thread.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=numbers).order_by("pk")
    found = {thread.pk: thread for thread in threads.select_related("author", "theme")}
    return [found[number] for number in numbers]


def _close_ranks(thread: Thread, gone: list[int]) -> None:
    """Let the posts behind each gap move up, by way of positions that nobody uses: each row is unique at any moment."""
    ends = [*gone[1:], thread.last_position + 1]
    for step, (start, end) in enumerate(zip(gone, ends, strict=True), 1):
        run = Post.objects.filter(thread=thread, position__gt=start, position__lt=end)
        run.update(position=F("position") + _ASIDE)
        there = Post.objects.filter(thread=thread, position__gt=start + _ASIDE, position__lt=end + _ASIDE)
        there.update(position=F("position") - (_ASIDE + step))


def _settle(thread: Thread) -> None:
    """Let a thread say what is true of its posts."""
    posts = Post.objects.filter(thread=thread)
    thread.last_post_at = posts.order_by("-position").values_list("created_at", flat=True).first() or timezone.now()
    thread.is_answered = posts.filter(state=PostState.SHOWN).exclude(author_id=thread.author_id).exists()
    thread.save(update_fields=["last_position", "last_post_at", "is_answered", "opening_state"])


def _keep_words(thread: Thread, *, positions: list[int] | None = None) -> None:
    """Let whoever listens to saved posts hear that these stand elsewhere: those at `positions`, or all."""
    posts = Post.objects.filter(thread=thread).select_related("thread")
    for post in posts if positions is None else posts.filter(position__in=positions):
        post.save(update_fields=["position"])


def _sort_words(thread: Thread, after: int) -> None:
    """Let a search find the posts after a position by the language of their new thread, a few at a time.

    Should it be cut short, they are found by their former language until `rebuild_search` is run.
    """
    posts = Post.objects.filter(thread=thread).order_by("position").values_list("position", flat=True)
    while found := list(posts.filter(position__gt=after)[: word_index.BATCH]):
        with transaction.atomic():
            _keep_words(thread, positions=found)
        after = found[-1]


def _title(thread: Thread) -> str:
    return thread.title if thread.opening_state == PostState.SHOWN else ""


def _tell(author: Pseudonym, title: str, thread: Thread) -> None:
    """Write to whoever's words stand elsewhere now. A letter holds the title alone, never what was written."""
    language = holder_language(author, place=thread.language)
    with translation.override(language):
        body = [gettext("Hello %(name)s,") % {"name": quoting.plain(author.name)}]
        body += [
            gettext(
                "So that it is easier to follow, the team gave words of yours another place; nothing of them changed."
            )
        ]
        if title:
            body += [gettext("They were in the thread “%(title)s”.") % {"title": quoting.plain(title)}]
        if thread.opening_state == PostState.SHOWN:
            body += [gettext("They are now in the thread “%(title)s”.") % {"title": quoting.plain(thread.title)}]
        body += [gettext("The old addresses lead on to them.")]
        subject = gettext("Your words stand in another place")
        inbox.send(author, kind=LetterKind.NOTICE, language=language, subject=subject, body="\n\n".join(body))
