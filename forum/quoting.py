"""Quote a post: its words as a Markdown quotation, to be cut down by whoever replies."""

from __future__ import annotations

import re

from forum.models import Post

LONGEST = 1500
_MARKUP = re.compile(r"([\\`*_\[\]<>&#~])")


def quote(post: Post) -> str:
    """Return the words of `post` as a quotation with an empty line after it, "" when they are not shown or noted.

    What the post itself quoted is left out, and a long text is cut at a word.
    """
    # Quoted, the words would stand in the open.
    if not post.is_shown or post.note:
        return ""
    own = [line for line in post.body.split("\n") if not line.lstrip().startswith(">")]
    text = "\n".join(own).strip()
    if not text:
        return ""
    if len(text) > LONGEST:
        text = f"{text[:LONGEST].rsplit(None, 1)[0]} …"
    quoted = "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
    return f"{quoted}\n\n"


def plain(text: str) -> str:
    """Return `text` so that Markdown of the house shows it as it is."""
    return _MARKUP.sub(r"\\\1", text)
