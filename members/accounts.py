"""A member's own account: coming in, the recovery kit, the password, preferences, consents, going out everywhere."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members import documents, inbox, limits, names, suggestions
from members.actor import Actor
from members.authentication import may_sign_in, tidy_sign_in_name
from members.models import Consent, Holding, LetterKind, Member, Pseudonym, Topic, new_epoch
from members.refusals import Refusal
from members.signals import rights_changed, session_ended, tell_after_commit

_GROUPS, _GROUP = 4, 5


def id_of(actor: Actor) -> UUID:
    """Return the member behind an actor. Raises Refusal("not_member") for a guest."""
    if actor.member_id is None:
        raise Refusal("not_member", _("To do this, come in first."))
    return actor.member_id


class SignInNameTaken(Exception):
    """The sign-in name of this form has become an account meanwhile: the same form was sent twice."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody brings who comes in for the first time. `password_hash` is already hashed."""

    username: str
    password_hash: str
    name: str
    shape: int
    hue: int
    language: str
    health: bool
    # The versions of the pages that stood behind the form when it was first shown.
    agreement_version: int
    privacy_version: int


def sign_up(entry: Entry) -> Member:
    """Make the account, its name and its consents; return the member.

    The statement to be an adult and the house agreement are what the form asked for, so they are written down here.
    Raises Refusal for a name that may not be or is taken, SignInNameTaken when this form was sent before.
    """
    name = names.clean_name(entry.name)
    try:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    member = Member.objects.create(
                        username=entry.username, password=entry.password_hash, language=entry.language
                    )
            except IntegrityError:
                raise SignInNameTaken from None
            pseudonym = Pseudonym.objects.create(
                name=name, skeleton=names.skeleton(name), shape=entry.shape, hue=entry.hue
            )
            Holding.objects.create(member=member, pseudonym=pseudonym)
            given = {Topic.ADULT: 1, Topic.AGREEMENT: entry.agreement_version}
            if entry.health:
                given[Topic.HEALTH] = entry.privacy_version
            Consent.objects.bulk_create(
                Consent(member=member, topic=topic, version=version) for topic, version in given.items()
            )
    except IntegrityError:
        raise names.taken() from None
    return member


# --- the recovery kit -----------------------------------------------------------------------------
def new_code() -> str:
    """Return a fresh recovery code: four groups of five signs that nobody confuses on paper, some 99 bits."""
    return "-".join("".join(secrets.choice(suggestions.ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def tidy_code(typed: str) -> str:
    """Return a code as it is hashed, from what somebody copied off a sheet: small letters and digits alone."""
    return "".join(sign for sign in typed.casefold() if sign.isalnum())[:64]


def issue_kit(member: Member) -> str:
    """Give the member a new recovery code, replacing the one before, and return it: the only time that it is known."""
    code = new_code()
    member.recovery_hash = make_password(tidy_code(code))
    member.save(update_fields=["recovery_hash"])
    return code


def renew_kit(actor: Actor, *, password: str) -> str:
    """Replace the recovery code of a signed-in member who types their password; return the new one.

    Raises Refusal: bad_field for another password, rate_limited.
    """
    member = verified(actor, password, field="password")
    return issue_kit(member)


def recover(*, username: str, code: str, password: str) -> tuple[Member, str]:
    """Open an account again with its kit: the code is used up, the password new, every session ended.

    Returns the member and a new code. Raises Refusal, in the same words and after the same work for a name that does
    not exist, another code, and a closed account; a password that is too weak is told before anything is looked up.
    """
    check_new_password(password, username=username, field="password1")
    limits.spend_words("recover_name", tidy_sign_in_name(username))
    member = Member.objects.filter(username=tidy_sign_in_name(username)).first()
    kept = member.recovery_hash if member else ""
    # Django does the work of one check on an empty hash too, so that the time tells nothing.
    fits = check_password(tidy_code(code), kept)
    if member is None or not kept or not fits or not may_sign_in(member):
        raise Refusal(
            "not_allowed",
            _("This name and this code do not go together. Please look at the sheet once more; your words are kept."),
        )
    new_kit = new_code()
    fresh = {
        "password": make_password(password),
        "recovery_hash": make_password(tidy_code(new_kit)),
        "session_epoch": new_epoch(),
    }
    with transaction.atomic():
        # Compared in the writing itself: of two at once with the same code, one comes too late.
        if not Member.objects.filter(pk=member.pk, recovery_hash=kept).update(**fresh):
            raise Refusal("not_allowed", _("This code has been used. The newer sheet has the one that counts."))
        tell_after_commit(session_ended, member.pk)
        _notice(
            member,
            subject=lambda: gettext("Your place was opened again with the recovery sheet"),
            body=lambda: gettext(
                "Somebody used your recovery sheet to choose a new password. If it was you, all is well: the old sheet "
                "has done its work and the new one counts. Everywhere else you have been signed out.\n\n"
                "If it was not you, somebody has your sheet: choose another password and make a new sheet now, on your "
                "page, My place."
            ),
        )
    member.refresh_from_db()
    return member, new_kit


_PASSWORD = {
    "password_too_short": _("A little longer, please: ten characters at least. Four words in a row do very well."),
    "password_too_common": _("Many people use this password, so it is the first to be tried. Please choose another."),
    "password_too_similar": _("This looks too much like your sign-in name. Please choose another password."),
}


# --- password and sessions ------------------------------------------------------------------------
def check_new_password(password: str, *, username: str, field: str) -> None:
    """Raise Refusal("bad_field") with what to change about a new password, in the house's words."""
    try:
        validate_password(password, Member(username=username))
    except ValidationError as problem:
        # The first to complain is the one to mend first.
        code = str(problem.error_list[0].code)
        sentence = _PASSWORD.get(code) or " ".join(problem.messages)
        raise Refusal("bad_field", sentence, field=field) from None


def change_password(actor: Actor, *, old: str, new: str) -> Member:
    """Change a member's password and end every session but those made afterwards; return the member.

    Raises Refusal: bad_field (`old` is another, or `new` too weak), rate_limited.
    """
    member = verified(actor, old, field="old_password")
    check_new_password(new, username=member.username, field="password1")
    with transaction.atomic():
        member.set_password(new)
        member.session_epoch = new_epoch()
        member.save(update_fields=["password", "session_epoch"])
        tell_after_commit(session_ended, member.pk)
    return member


def sign_out_everywhere(actor: Actor) -> None:
    """End every session of the actor, this one too, and every socket."""
    with transaction.atomic():
        Member.objects.filter(pk=id_of(actor)).update(session_epoch=new_epoch())
        tell_after_commit(session_ended, id_of(actor))


def verified(actor: Actor, password: str, *, field: str) -> Member:
    """Return the member behind an actor who typed their password.

    Raises Refusal: bad_field (at `field`) for another password, rate_limited, not_member.
    """
    limits.spend(actor, "password")
    member = Member.objects.get(pk=id_of(actor))
    if not member.check_password(password):
        raise Refusal("bad_field", _("This is not the password of this account. Nothing was changed."), field=field)
    return member


# --- preferences and consents ---------------------------------------------------------------------
def set_preferences(actor: Actor, *, language: str, region: str, shows_presence: bool) -> None:
    """Keep in which language letters come, whose help lines stand first, and whether rooms show the name."""
    limits.spend(actor, "settings")
    with transaction.atomic():
        Member.objects.filter(pk=id_of(actor)).update(language=language, region=region, shows_presence=shows_presence)
        tell_after_commit(rights_changed, id_of(actor))


def give_consent(actor: Actor, *, topic: str, version: int) -> None:
    """Write down that a member agrees to a topic in the version they read.

    Raises Refusal("bad_field") when the page changed while they read, or the topic is none.
    """
    limits.spend(actor, "settings")
    if topic not in Topic.values:
        raise Refusal("bad_field", _("There is nothing of this name to agree to."))
    if version != documents.present_versions().get(topic, 1):
        raise Refusal("bad_field", _("This page has changed meanwhile. Please read it once more, then agree."))
    with transaction.atomic():
        Consent.objects.update_or_create(
            member_id=id_of(actor), topic=topic, defaults={"version": version, "on": timezone.localdate()}
        )
        tell_after_commit(rights_changed, id_of(actor))


def withdraw_consent(actor: Actor, *, topic: str) -> None:
    """Take a consent back: reading stays open, writing asks for it again. Twice is harmless."""
    limits.spend(actor, "settings")
    with transaction.atomic():
        Consent.objects.filter(member_id=id_of(actor), topic=topic).delete()
        tell_after_commit(rights_changed, id_of(actor))


def _notice(member: Member, *, subject: Callable[[], str], body: Callable[[], str]) -> None:
    holding = Holding.objects.select_related("pseudonym").filter(member=member, is_current=True).first()
    if holding is None:
        return
    with translation.override(member.language):
        inbox.send(
            holding.pseudonym,
            kind=LetterKind.NOTICE,
            language=member.language,
            subject=subject(),
            body=body(),
            by_day=True,
        )
