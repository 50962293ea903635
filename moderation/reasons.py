"""Keep the reasons: write the house's own words over one, add one, retire one. Each change goes into the record."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import translation
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from markup import plain_text
from members.actor import Actor
from members.policies import can_keep_house
from members.refusals import Refusal
from moderation.models import Decision, Reason, RuleWords
from moderation.rules import PARTS, RULES
from record import services as record

LONGEST_NAME, LONGEST_WHY, LONGEST_LETTER = 120, 400, 4_000
# A worry is care, never a reason; the other is a word of our own addresses.
_RESERVED = frozenset({str(Reason.WORRY), "new"})
_CODE = re.compile(r"[a-z]+(_[a-z]+)*")
_PLACE = re.compile(r"\{([^{}]*)\}")
_PART_NAMES = {
    "what": _("what happened: {what}"),
    "rule": _("which rule: {rule}"),
    "until": _("until when: {until}"),
    "next": _("what next: {next}"),
}


@dataclass(frozen=True)
class Draft:
    """The words of a reason in both languages. A letter's frame is empty for the usual letter."""

    name_fr: str
    name_en: str
    why_fr: str
    why_en: str
    letter_fr: str = ""
    letter_en: str = ""


@dataclass(frozen=True)
class Kept:
    """A reason as its keepers see it: its present words, and whether it can be chosen."""

    code: str
    words: Draft
    version: int
    is_retired: bool
    is_built_in: bool


def kept() -> list[Kept]:
    """Return every reason, those that come with the house first, retired ones too. One query."""
    newest = {row.code: row for row in RuleWords.objects.order_by("code", "version")}
    codes = [*(str(code) for code in RULES), *(code for code in newest if code not in RULES)]
    return [_kept(code, newest.get(code)) for code in codes]


def find(code: str) -> Kept | None:
    """Return one reason, None when there never was one with this code."""
    row = RuleWords.objects.filter(code=code).order_by("-version").first()
    return _kept(code, row) if row is not None or code in RULES else None


def add(actor: Actor, *, code: str, words: Draft) -> RuleWords:
    """Add a reason. Raises Refusal (not_allowed, bad_field, empty, too_long)."""
    _may(actor)
    code = code.strip().lower().replace("-", "_")
    if not _CODE.fullmatch(code) or len(code) > 16 or code in _RESERVED:
        sentence = _("Use 1 to 16 small letters, with single underscores between words, for example “off_topic”.")
        raise Refusal("bad_field", sentence, field="code")
    words = cleaned(words)
    taken = Refusal("bad_field", _("There is a reason with this code already; change that one."), field="code")
    if find(code) is not None:
        raise taken
    try:
        with transaction.atomic():
            row = RuleWords.objects.create(code=code, **asdict(words))
            _record(actor, "reason.added", row)
    except IntegrityError:
        raise taken from None
    return row


def change(actor: Actor, *, code: str, words: Draft, seen_version: int) -> RuleWords:
    """Write a new version of a reason; a retired one can be chosen again. What was decided keeps its words.

    Raises Refusal (not_allowed, not_found, confirm when somebody changed it meanwhile, empty, too_long, bad_field).
    """
    _may(actor)
    return _next_version(actor, code, cleaned(words), seen_version, is_retired=False)


def retire(actor: Actor, *, code: str) -> None:
    """Let nobody choose a reason any more. One that no decision names and that is the house's own is gone entirely.

    Raises Refusal (not_allowed, not_found, bad_field for the last one).
    """
    _may(actor)
    found = find(code)
    if found is None:
        raise Refusal("not_found", _("There is no such reason."))
    if found.is_retired:
        return
    if not [one for one in kept() if not one.is_retired and one.code != code]:
        raise Refusal("bad_field", _("This is the last reason: nothing could be decided any more. Add another first."))
    if not found.is_built_in and not Decision.objects.filter(rule=code).exists():
        try:
            with transaction.atomic():
                record.write("reason.removed", {"code": code, "by": str(actor.pseudonym_id)})
                RuleWords.objects.filter(code=code).delete()
            return
        except (ProtectedError, IntegrityError):
            # A decision named it at this very moment, so its words are kept.
            pass
    _next_version(actor, code, found.words, found.version, is_retired=True)


def cleaned(words: Draft) -> Draft:
    """Return the words tidied. Raises Refusal (empty, too_long, bad_field: a part of a letter is missing)."""
    tidy = {name: plain_text.tidy(text) for name, text in asdict(words).items()}
    for name in ("name_fr", "name_en", "why_fr", "why_en"):
        tidy[name] = plain_text.tidy_line(tidy[name])
        if plain_text.is_blank(tidy[name]):
            raise Refusal("empty", _("Both languages are needed: something is still missing here."), field=name)
        if len(tidy[name]) > (LONGEST_NAME if name.startswith("name") else LONGEST_WHY):
            raise Refusal("too_long", _("These words are too long for their place."), field=name)
    for name in ("letter_fr", "letter_en"):
        if plain_text.is_blank(tidy[name]):
            tidy[name] = ""
            continue
        _check_letter(tidy[name], name)
    if bool(tidy["letter_fr"]) != bool(tidy["letter_en"]):
        missing = "letter_en" if tidy["letter_fr"] else "letter_fr"
        raise Refusal("empty", _("Both languages are needed: something is still missing here."), field=missing)
    return Draft(**tidy)


def _check_letter(frame: str, field: str) -> None:
    if len(frame) > LONGEST_LETTER:
        raise Refusal("too_long", _("This letter is too long: the parts that it holds need room too."), field=field)
    places = _PLACE.findall(frame)
    for part in PARTS:
        if part not in places:
            raise Refusal("bad_field", _lacking(part), field=field)
    if len(places) != len(PARTS):
        raise Refusal("bad_field", _("Each of the four parts stands once, and nothing else in braces."), field=field)


def _lacking(part: str) -> str | Promise:
    def sentence() -> str:
        return str(_("A letter says four things, and one is missing here: %(part)s.")) % {"part": _PART_NAMES[part]}

    return lazy(sentence, str)()


def _next_version(actor: Actor, code: str, words: Draft, seen_version: int, *, is_retired: bool) -> RuleWords:
    meanwhile = Refusal(
        "confirm", _("Somebody changed this reason meanwhile. Your words are kept; compare, then send them again.")
    )
    found = find(code)
    if found is None:
        raise Refusal("not_found", _("There is no such reason."))
    if found.version != seen_version:
        raise meanwhile
    try:
        with transaction.atomic():
            row = RuleWords.objects.create(code=code, version=found.version + 1, is_retired=is_retired, **asdict(words))
            _record(actor, "reason.retired" if is_retired else "reason.changed", row)
    except IntegrityError:
        raise meanwhile from None
    return row


def _kept(code: str, row: RuleWords | None) -> Kept:
    if row is None:
        return Kept(code, _built_in(code), 0, is_retired=False, is_built_in=True)
    words = Draft(**{name: getattr(row, name) for name in Draft.__dataclass_fields__})
    return Kept(code, words, row.version, row.is_retired, code in RULES)


def _built_in(code: str) -> Draft:
    said: dict[str, Any] = {}
    for language in ("fr", "en"):
        with translation.override(language):
            said |= {f"name_{language}": str(RULES[code].name), f"why_{language}": str(RULES[code].why)}
    return Draft(**said)


def _may(actor: Actor) -> None:
    if not can_keep_house(actor):
        raise Refusal("not_allowed", _("Only those who keep the house write its reasons."))


def _record(actor: Actor, kind: str, row: RuleWords) -> None:
    words = {name: getattr(row, name) for name in Draft.__dataclass_fields__}
    record.write(kind, {"code": row.code, "version": row.version, "by": str(actor.pseudonym_id), "words": words})
