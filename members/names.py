"""Public names: what may be one, and what the eye takes for the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from confusable_homoglyphs import categories, confusables
from django.utils.translation import gettext_lazy as _

from markup import plain_text
from members.refusals import Refusal

SHORTEST, LONGEST = 2, 40
_LONGEST_SKELETON = 80
# “anne.fr” is the name of a site; “J. P.” and “St. Malo” are not.
_SITE = re.compile(r"\w\.\w\w")
_SIGNS = frozenset(" '’-·.\u00a0\u202f")
# Names that speak for the house, for help or for the law, in both languages: refused as any word of a name.
_OFFICES = """
    moderator moderators moderation moderateur moderateurs moderatrice moderatrices modo modos mod mods
    admin admins administrator administrators administrateur administratrice administration sysadmin webmaster root
    facilitator facilitators facilitateur facilitatrice animateur animatrice
    equipe team staff entraide official officiel officielle system systeme support helpdesk
    police policier gendarme gendarmerie pompier pompiers samu smur urgence urgences emergency ambulance paramedic
    docteur doctor dr medecin psychologue psychologist psychiatre psychiatrist therapeute therapist infirmier infirmiere
    nurse avocat lawyer samaritans
""".split()
# Refused when they are the whole name, or all of it but spaces.
_WHOLE = """
    15 17 18 112 114 119 144 143 147 107 911 988 999 111 116123 3114 115 suicideecoute suicide sosamitie sosamitié
    everyone everybody nobody anonymous anonyme guest invite visitor visiteur member membre tout lemonde toutlemonde
    personne null none undefined deleted supprime maison lamaison house thehouse moi me vous you
    suspended suspendu banned masque mask
""".split()
# Refused wherever they stand, glued to anything.
_PARTS = ("moderat", "administrat", "entraide")


def _one_eye(character: str) -> str:
    """Return the plainest character that looks like this one, in small letters."""
    if character.isascii():
        plain = character
    else:
        alike = [found["c"] for found in confusables.confusables_data.get(character, ())]
        plain = next((one for one in alike if len(one) == 1 and one.isascii() and one.isalnum()), character)
    return {"I": "l", "i": "l", "1": "l", "|": "l", "0": "o"}.get(plain, plain).casefold()


@lru_cache(maxsize=4096)
def _seen(character: str) -> str:
    bare = "".join(one for one in unicodedata.normalize("NFKD", character) if not unicodedata.combining(one))
    # A capital may look like another letter than its small form does: both are asked, the plainer answer counts.
    return "".join(_plainer(_one_eye(one), _one_eye(one.casefold()[:1])) for one in bare)


def _plainer(first: str, second: str) -> str:
    return first if first.isascii() or not second.isascii() else second


def skeleton(name: str) -> str:
    """Return `name` folded to what the eye sees: no case, accents, spaces or signs, look-alike letters made one."""
    folded = "".join(_seen(one) for one in unicodedata.normalize("NFKC", name))
    folded = "".join(one for one in folded if one.isalnum())
    return folded.replace("rn", "m").replace("vv", "w")


@lru_cache(maxsize=1)
def _reserved() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    return (
        frozenset(map(skeleton, _OFFICES)),
        frozenset(map(skeleton, _WHOLE)),
        tuple(map(skeleton, _PARTS)),
    )


def is_reserved(name: str) -> bool:
    """Whether a name would speak for the house, for help or for the law, or is a look-alike of one that does."""
    offices, wholes, parts = _reserved()
    seen = skeleton(name)
    words = [skeleton(word) for word in _words(name)]
    return (
        seen in wholes
        or seen in offices
        or any(word in offices or word.rstrip("lo23456789") in offices for word in words if word)
        or any(part in seen for part in parts)
    )


def _words(name: str) -> list[str]:
    return "".join(one if one.isalnum() or unicodedata.combining(one) else " " for one in name).split()


def clean_name(typed: str) -> str:
    """Return a public name as it will be kept; whether it is free is for the table to say.

    Raises Refusal (bad_field, empty, too_long) with a sentence for the field `pseudonym`.
    """
    name = " ".join(unicodedata.normalize("NFKC", plain_text.tidy_line(typed)).split()).replace("'", "’")
    if plain_text.is_blank(name):
        raise _refusal(_("Choose a name, or keep the one we propose."), code="empty")
    if len(name) > LONGEST:
        raise _refusal(_("A little shorter, please: forty characters at most."), code="too_long")
    if len(name) < SHORTEST:
        raise _refusal(_("A little longer, please: two characters at least."))
    if plain_text.links_in(name) or "@" in name or _SITE.search(name):
        raise _refusal(_("A name cannot be an address. Please choose another."))
    if not all(_fits(one) for one in name):
        raise _refusal(_("A name is made of letters, digits, spaces, hyphens and apostrophes. Please choose another."))
    if len(_scripts(name)) > 1:
        raise _refusal(_("A name is written in one alphabet, so that no two can be mistaken. Please choose another."))
    seen = skeleton(name)
    if not any(one.isalpha() for one in name) or not SHORTEST <= len(seen) <= _LONGEST_SKELETON:
        raise _refusal(_("A name needs two letters or more. Please choose another."))
    if is_reserved(name):
        raise _refusal(_("This name is kept for the house or for those who help, so that nobody is misled. Another?"))
    return name


def _fits(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" or character in _SIGNS


def _scripts(name: str) -> set[str]:
    return {categories.alias(one) for one in name if one.isalpha()} - {"COMMON", "INHERITED"}


def taken() -> Refusal:
    """Return the answer to a name that is somebody's, or that looks like somebody's."""
    return _refusal(_("Somebody here has this name, or one that looks like it. Please choose another."))


def _refusal(sentence: object, *, code: str = "bad_field") -> Refusal:
    return Refusal(code, sentence, field="pseudonym")  # type: ignore[arg-type]
