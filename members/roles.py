"""Who is entrusted with what: moderators, facilitators and administrators, appointed under the name one sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from markup import plain_text
from members import names, policies
from members.actor import Actor, Grant
from members.models import Holding, Member, Pseudonym, Role, RoleKind
from members.refusals import Refusal
from members.signals import rights_changed, tell_after_commit
from record import services as record

LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Entrusted:
    """One line of the list of roles: the name one sees, never the account."""

    role_id: int
    pseudonym: Pseudonym
    kind: str
    scope: str
    label: str
    until: date | None

    @property
    def kind_words(self) -> str:
        return str(RoleKind(self.kind).label)


def entrusted() -> list[Entrusted]:
    """Return every role with the current name of its holder, by kind and name. Two queries."""
    roles = list(Role.objects.order_by("kind", "scope", "id"))
    holdings = Holding.objects.filter(is_current=True, member__in={role.member_id for role in roles})
    shown = {one.member_id: one.pseudonym for one in holdings.select_related("pseudonym")}
    found = [
        Entrusted(role.pk, shown[role.member_id], role.kind, role.scope, role.label, role.until)
        for role in roles
        if role.member_id in shown
    ]
    return sorted(found, key=lambda one: (one.kind, one.pseudonym.name.casefold(), one.scope))


def grants_of_others(besides: Iterable[UUID], *, kinds: Iterable[str], scopes: Iterable[str]) -> list[Grant]:
    """Return the running roles of these kinds and scopes that are in the hands of people with none of these names."""
    today = timezone.localdate()
    found = Role.objects.filter(kind__in=list(kinds), scope__in=list(scopes), member__is_active=True)
    found = found.filter(Q(until=None) | Q(until__gte=today))
    near = Holding.objects.filter(pseudonym__in=list(besides)).values("member_id")
    return [
        Grant(kind, scope) for kind, scope in found.exclude(member__in=near).values_list("kind", "scope").distinct()
    ]


def appoint(actor: Actor, *, name: str, kind: str, scope: str = "", label: str = "", until: date | None = None) -> Role:
    """Give a role to whoever holds the public name, or change until when; the act is recorded.

    Whoever is entrusted with something is so until a day; it can be given again. Only administrators may stay without.
    `label` is what a resource person is, and nobody else has one.

    Raises Refusal: not_allowed, not_found (no such name), bad_field (a day gone by or missing, a kind or scope that is
    none, a role that only the whole house has, a label missing, or the last administrator given an end).
    """
    _may(actor)
    label = plain_text.tidy(label) if kind == RoleKind.RESOURCE else ""
    _weigh(kind, scope, label, until)
    with transaction.atomic():
        _lock_administrators()
        pseudonym = Pseudonym.objects.filter(scope="", skeleton=names.skeleton(name)).first()
        holding = Holding.objects.filter(pseudonym=pseudonym, is_current=True).first() if pseudonym else None
        if pseudonym is None or holding is None or pseudonym.name.casefold() != name.strip().casefold():
            raise Refusal("not_found", _("Nobody here has exactly this name."), field="name")
        if kind == RoleKind.ADMINISTRATOR and until is not None and not _other_lasting_administrator(holding.member_id):
            raise Refusal("bad_field", _("The house needs one administrator without an end date."), field="until")
        role, _created = Role.objects.update_or_create(
            member_id=holding.member_id, kind=kind, scope=scope, defaults={"until": until, "label": label}
        )
        if kind == RoleKind.RESOURCE:
            _show_trade(holding.member_id, label, until)
        _record("role.given", actor, pseudonym, role)
        tell_after_commit(rights_changed, holding.member_id)
    return role


def dismiss(actor: Actor, *, role_id: int) -> None:
    """Take a role back; the act is recorded. A role that is gone already is no matter.

    Raises Refusal: not_allowed, and bad_field for the last administrator, oneself or another.
    """
    _may(actor)
    with transaction.atomic():
        _lock_administrators()
        role = Role.objects.filter(pk=role_id).first()
        if role is None:
            return
        if role.kind == RoleKind.ADMINISTRATOR and not _other_lasting_administrator(role.member_id):
            raise Refusal(
                "bad_field", _("This is the last administrator: the house would have no keys. Name another first.")
            )
        pseudonym = Pseudonym.objects.filter(holding__member_id=role.member_id, holding__is_current=True).first()
        _record("role.taken", actor, pseudonym, role)
        member_id = role.member_id
        role.delete()
        if role.kind == RoleKind.RESOURCE:
            left = Role.objects.filter(member=member_id, kind=RoleKind.RESOURCE).order_by("until").last()
            _show_trade(member_id, left.label if left else "", left.until if left else None)
        tell_after_commit(rights_changed, member_id)


def _weigh(kind: str, scope: str, label: str, until: date | None) -> None:
    """Refuse what no role could be."""
    if kind not in RoleKind.values:
        raise Refusal("bad_field", _("There is no such role."), field="kind")
    if scope and kind in {RoleKind.ADMINISTRATOR, RoleKind.COORDINATOR}:
        raise Refusal(
            "bad_field", _("This is entrusted for the whole house. Please leave the place empty."), field="scope"
        )
    if kind == RoleKind.FACILITATOR and not scope:
        raise Refusal("bad_field", _("A facilitator welcomes in a room or a theme. Please choose one."), field="scope")
    if kind == RoleKind.RESOURCE and not label:
        raise Refusal("bad_field", _("Please say what this person is: it stands beside their name."), field="label")
    if len(label) > LONGEST_LABEL or "\n" in label:
        raise Refusal("bad_field", _("A few words on one line are enough."), field="label")
    if until is None and kind != RoleKind.ADMINISTRATOR:
        raise Refusal(
            "bad_field", _("Please choose the last day. It can be entrusted again before or after."), field="until"
        )
    if until is not None and until < timezone.localdate():
        raise Refusal("bad_field", _("This day is past. Please choose a day to come."), field="until")


def _may(actor: Actor) -> None:
    if not policies.can_keep_house(actor):
        raise Refusal("not_allowed", _("Only those who keep the house can give and take roles."))


def _show_trade(member_id: UUID, label: str, until: date | None) -> None:
    """Let a trade stand beside the present name; public pages read it there and ask nothing about members."""
    shown = Pseudonym.objects.filter(holding__member=member_id, holding__is_current=True)
    shown.update(trade=label, trade_until=until)


def _lock_administrators() -> None:
    """Let two changes of roles at once come one after the other."""
    list(
        Role.objects.select_for_update().filter(kind=RoleKind.ADMINISTRATOR).order_by("id").values_list("pk", flat=True)
    )


def _other_lasting_administrator(member_id: UUID) -> bool:
    others = Role.objects.filter(kind=RoleKind.ADMINISTRATOR, scope="", until=None).exclude(member_id=member_id)
    return others.filter(member__in=Member.objects.filter(Q(is_active=True))).exists()


def _record(kind: str, actor: Actor, pseudonym: Pseudonym | None, role: Role) -> None:
    record.write(
        kind,
        {
            "name": str(pseudonym.pk) if pseudonym else None,
            "role": role.kind,
            "scope": role.scope,
            "label": role.label,
            "until": role.until.isoformat() if role.until else None,
            "by": str(actor.pseudonym_id),
        },
    )
