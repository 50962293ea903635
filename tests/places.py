"""What stands behind the addresses: one of everything, in a small house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import translation

from chat.models import Room
from chat.services import send_message
from groups.models import Theme
from members import masks
from members.models import Letter, Role
from moderation import appeals, notices, questions, services
from moderation.models import Unmasking
from tests import factories
from tests.addresses import LINES, OF_THREAD
from tests.cast import Person


@dataclass
class Places:
    """What stands behind the addresses."""

    parts: dict[str, dict[str, Any]]

    def path(self, name: str) -> str:
        with translation.override("fr"):
            return reverse(name, kwargs=self.parts.get(name, {}))


def of_moderation(lucie: Person, marc: Person, ines: Person, thread: Any) -> tuple[Any, Any, Any]:
    """A decision about words of Lucie that she may appeal, a question to her, and an appeal of hers."""
    made = []
    for _number in range(2):
        post = factories.make_post(thread, lucie.name, body="Des mots de trop.")
        flag = services.raise_flag(marc.actor, kind="post", target_id=str(post.pk), reason="hostile")
        made.append(services.decide(ines.actor, flag.case, act="hide", rule="hostile"))
    post = factories.make_post(thread, lucie.name, body="Des mots qui interrogent.")
    flag = services.raise_flag(marc.actor, kind="post", target_id=str(post.pk), reason="hostile")
    question = questions.ask(ines.actor, flag.case, words="Que vouliez-vous dire ?")
    assert made[1].letter is not None
    return made[0], question, appeals.appeal(lucie.actor, made[1].letter, words="Je ne suis pas d’accord.")


def stand(lucie: Person, marc: Person, ines: Person, anouk: Person) -> Places:
    chapter = factories.make_theme("chapitre")
    theme: Theme = factories.make_theme("nuits", parent=chapter)
    thread = factories.make_thread(theme, lucie.name, title="La nuit", slug="la-nuit")
    post = factories.make_post(thread, lucie.name, body="Des mots *à moi*.")
    answer = factories.make_post(thread, marc.name, body="Des mots pour répondre.")
    held = factories.make_held(thread, lucie.name)
    room = factories.make_room("veillee", theme)
    role = Role.objects.create(member=anouk.member, kind="facilitator", scope=f"room:{room.pk}")
    letter = Letter.objects.create(
        recipient=lucie.name,
        kind="notice",
        language="fr",
        subject="Un mot",
        body="Bonjour.",
        html="<p>Bonjour.</p>",
        recipe=1,
    )
    flag = services.raise_flag(lucie.actor, kind="post", target_id=str(answer.pk), reason="hostile", note="")
    target = {"kind": "post", "target_id": str(answer.pk)}
    case, of_flag = {"pk": flag.case_id}, {"pk": flag.pk}
    of_room = {"slug": room.slug}
    decision, question, appealed = of_moderation(lucie, marc, ines, thread)
    of_appeal = {"pk": appealed.case_id}
    notice = notices.give_notice(marc.actor, place=f"/fr/posts/{post.pk}/", why="Contre la loi.")
    mask = masks.wear(lucie.actor, scope=f"thread:{thread.pk}", language="fr")
    asked = Unmasking.objects.create(mask_id=mask.pseudonym_id, ground="danger", asker=ines.name)
    said = send_message(anouk.actor, room=room, nonce=uuid4(), body="Bonsoir.").event
    of_message = {"slug": room.slug, "seq": said.seq}
    of_waiting = {"slug": room.slug, "pk": factories.make_held_message(room, lucie.name).pk}
    Room.objects.filter(pk=room.pk).update(agreement_version=1, agreement_fr="On parle de soi.")
    return Places(
        {
            "theme_detail": {"slug": theme.slug},
            "name_detail": {"pk": lucie.name.pk},
            "members:hide_name": {"pk": anouk.name.pk},
            "letter_detail": {"pk": letter.pk},
            **{name: {"slug": theme.slug} for name in ("forum:thread_start", "forum:theme_mark", "forum:theme_feed")},
            "forum:thread_detail": {"pk": thread.pk, "slug": thread.slug},
            **{name: {"pk": thread.pk} for name in OF_THREAD},
            **{name: {"pk": held.pk} for name in ("forum:held_detail", "forum:held_edit", "forum:held_withdraw")},
            "forum:post_detail": {"pk": post.pk},
            "forum:post_edit": {"pk": post.pk},
            "forum:post_delete": {"pk": post.pk},
            **dict.fromkeys(["chat:room_detail", "chat:room_events", "chat:room_frames", "chat:room_edit"], of_room),
            "moderation:appeal": {"pk": decision.letter_id},
            "moderation:reply": {"pk": question.letter_id},
            **dict.fromkeys(["moderation:appeal_case", "moderation:answer"], of_appeal),
            "moderation:ask": case,
            **dict.fromkeys(["moderation:take", "moderation:hand_over", "moderation:debrief_erase"], case),
            "moderation:shelter": case,
            **dict.fromkeys(["chat:room_agreement", "chat:room_read", "chat:room_search"], of_room),
            **dict.fromkeys(["moderation:hold_room", "moderation:room_notice", "moderation:end_pause"], of_room),
            **dict.fromkeys(["moderation:room_card", "chat:card_away"], of_room),
            **{f"chat:message{what}": of_message for what in ("", "_edit", "_delete", "_gesture")},
            **dict.fromkeys(["chat:held_message", "chat:held_message_withdraw"], of_waiting),
            "moderation:flag": target,
            "moderation:decide_now": target,
            **LINES,
            **{f"moderation:house_reason_{act}": {"code": "hostile"} for act in ("edit", "retire")},
            "moderation:flag_received": target,
            **dict.fromkeys(["moderation:case_detail", "moderation:decide", "moderation:look_again"], case),
            **dict.fromkeys(["moderation:my_report", "moderation:report_add", "moderation:report_withdraw"], of_flag),
            "moderation:notice_outcome": {"reference": notice.reference},
            "moderation:unmasking_ask": {"pk": mask.pseudonym_id},
            **{f"moderation:unmasking{what}": {"pk": asked.pk} for what in ("", "_answer", "_look")},
            "members:house_page": {"slug": "agreement"},
            "members:page_edit": {"slug": "agreement"},
            "members:role_end": {"pk": role.pk},
            "groups:house_theme_edit": {"slug": theme.slug},
        }
    )
