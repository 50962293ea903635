"""Another name for the same holder: the team may ask for one, and then nobody speaks before it was chosen.

The name is changed where it stands, so that the old one is gone from every page at once. Meanwhile the house lends a
friendly one, drawn at random.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import names, standings, suggestions
from members.accounts import id_of
from members.actor import Actor, Sanction
from members.models import Holding, Pseudonym, Standing
from members.policies import RENAMING, renaming_refusal
from members.refusals import Refusal
from members.signals import rights_changed, tell_after_commit


def ask_for_another(pseudonym: Pseudonym) -> Standing | None:
    """Lend `pseudonym` a friendly name, and ask whoever holds it to choose one before they write again.

    For moderation, inside its transaction; `pseudonym` is locked, and carries the lent name afterwards. None when
    nobody holds it any more. Raises OverflowError when the house can note no more for this person.
    """
    holding = Holding.objects.select_related("member").filter(pseudonym=pseudonym).first()
    language = holding.member.language if holding is not None else "fr"
    _carry(pseudonym, suggestions.free_name(language))
    if holding is None:
        return None
    standing = standings.impose(holding.member_id, Sanction(RENAMING, "", None))
    tell_after_commit(rights_changed, holding.member_id)
    return standing


def give_back(pseudonym: Pseudonym, *, name: str) -> None:
    """Let `pseudonym` be called `name` again. For moderation, inside its transaction; see `is_free`."""
    _carry(pseudonym, name)


def is_free(name: str) -> bool:
    """Whether nobody carries `name`, or one that the eye takes for it."""
    return not Pseudonym.objects.filter(scope="", skeleton=names.skeleton(name)).exists()


def choose(actor: Actor, *, typed: str) -> Pseudonym:
    """Choose the name that the team asked for; one may write again at once.

    Raises Refusal: not_member, not_allowed (nobody asked for one), and what a name may not be.
    """
    member_id = id_of(actor)
    if renaming_refusal(actor) is None:
        raise Refusal("not_allowed", _("Nobody asks you for another name; yours is as it should be."))
    name = names.clean_name(typed)
    try:
        with transaction.atomic():
            pseudonym = Pseudonym.objects.select_for_update().get(holding__member=member_id, holding__is_current=True)
            _carry(pseudonym, name)
            now = timezone.now()
            for standing in Standing.objects.filter(token__in=standings.tokens_of(member_id)):
                said = standings.opened(bytes(standing.token), bytes(standing.sealed))
                if said is not None and said.kind == RENAMING:
                    standings.end(standing, at=now)
            tell_after_commit(rights_changed, member_id)
    except IntegrityError:
        raise names.taken() from None
    return pseudonym


def _carry(pseudonym: Pseudonym, name: str) -> None:
    pseudonym.name, pseudonym.skeleton = name, names.skeleton(name)
    pseudonym.save(update_fields=["name", "skeleton"])
