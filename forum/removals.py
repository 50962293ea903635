"""What stands in the place of a post that is gone: a sentence with the reason."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.models import Post, PostState

# Not a decision: the house set words aside by itself, until somebody has looked. Chat knows the code as well.
SET_ASIDE = "set_aside"

# The codes are those that the people who decide choose from; a code without a sentence of its own gets the plain one.
_REASONS: dict[str, str | Promise] = {
    SET_ASIDE: _("A message is set aside here until somebody on the team has looked. Nothing is decided."),
    "hostile": _("The team took a message down: it hurt somebody. Its writer has been told why."),
    "personal_data": _(
        "The team took a message down: it gave away a name, a number or an address. Its writer has been told why."
    ),
    "method_detail": _(
        "The team took a message down, to protect whoever might read it tonight. Its writer has been told why."
    ),
    "medical_advice": _(
        "The team took a message down: it told others what to do with a treatment. Its writer has been told why."
    ),
    "advertising": _("The team took a message down: it was selling something. Its writer has been told why."),
    "illegal": _("The team took a message down: the law does not allow it. Its writer has been told why."),
}


def sentence_of(post: Post) -> str | Promise:
    """Return what to say in the place of `post`, "" when it is shown."""
    if post.state == PostState.SHOWN:
        return ""
    if post.state == PostState.DELETED:
        return _("A message stood here. Its writer has taken it back.")
    return _REASONS.get(post.removal_reason, _("The team took a message down. Its writer has been told why."))
