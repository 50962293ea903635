"""A sheltered thread: its words speak of danger, as a person of the team has read, and the house lays it before nobody.

It keeps its address, and whoever reads or answers there still does. Locks as in `forum.services`: thread, theme.
"""

from __future__ import annotations

from django.db import transaction

from forum import words
from forum.models import Post, PostState, Thread
from forum.versions import raise_versions


def shelter_thread(thread: Thread, *, is_sheltered: bool = True) -> Thread:
    """Keep a thread out of what is laid before others, or no more, and return it as it is now. Its address stays."""
    with transaction.atomic():
        locked = Thread.objects.select_for_update(of=("self",), no_key=True).get(pk=thread.pk)
        if locked.is_sheltered != is_sheltered:
            locked.is_sheltered = is_sheltered
            locked.save(update_fields=["is_sheltered"])
            settle_first_words(locked)
            raise_versions(locked)
    return locked


def settle_first_words(thread: Thread) -> None:
    """Let lists say of a locked thread what they may say of it. Raising the versions is left to the caller."""
    first = Post.objects.filter(thread=thread, position=1, state=PostState.SHOWN).first()
    is_told = first is not None and thread.opening_state == PostState.SHOWN
    thread.first_words = (
        words.first_words_of(first.body, first.note, is_sheltered=thread.is_sheltered) if first and is_told else ""
    )
    thread.save(update_fields=["first_words"])
