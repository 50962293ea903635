"""Letters around the opening of a mask: to whoever wears it, and to those who keep the house."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from members import inbox
from members.models import Letter, LetterKind, Pseudonym
from members.services import holder_language
from moderation.appeal_letters import day
from moderation.models import Unmasking
from moderation.quoting import plain
from moderation.unmasking_models import Ground


def tell_holder(unmasking: Unmasking, language: str) -> Letter:
    """Write to an opened mask what was done, for what, when and by whom; its holder alone finds it.

    The reason is not repeated: it may speak of somebody else. Call it inside the transaction that keeps it told.
    """
    assert unmasking.ended_at is not None
    with translation.override(language):
        body = [
            _("Hello %(name)s,") % {"name": plain(unmasking.mask.name)},
            _(
                "On %(day)s, two administrators of the house opened this mask together. "
                "It showed those two, for one day, the name that you go by here."
            )
            % {"day": day(unmasking.ended_at)},
            _FOR[Ground(unmasking.ground)](),
            _(
                "They saw no other mask of yours, and nothing else that you gave the house. "
                "Both gave a written reason, and it stands in the record."
            ),
        ]
        if unmasking.delay_days:
            body.append(
                _("This letter waited, for a reason that was written down too. It never waits more than thirty days.")
            )
        body += [
            _(
                "You can object. The page “Legal notice and contact”, at the foot of every page, says how to reach "
                "those who answer for the house, and who outside it looks after your rights. "
                "You may ask there what was written."
            ),
            _(
                "Your words stay yours, and nothing about what you may do here has changed. If this is a hard moment: "
                "“Need help now?”, at the top of every page, says who answers."
            ),
            _("The team of the house"),
        ]
        # The day alone: an hour would stand beside those of the two.
        return inbox.send(
            unmasking.mask,
            kind=LetterKind.NOTICE,
            language=language,
            subject=_("Your mask was opened"),
            body="\n\n".join(body),
            by_day=True,
        )


def tell_of_request(unmasking: Unmasking, keeper: Pseudonym) -> None:
    """Tell another administrator that a request waits. It names no mask."""
    _write(
        unmasking,
        keeper,
        lambda: _("A request to open a mask waits for a second answer"),
        lambda: _(
            "Somebody who keeps the house asks for it and has written why. It needs one of you, and your reason."
        ),
    )


def tell_of_answer(unmasking: Unmasking) -> None:
    """Tell whoever asked that somebody has answered; how, stands on the page of the request alone."""
    asker = Pseudonym.objects.get(pk=unmasking.asker_id)
    _write(
        unmasking,
        asker,
        lambda: _("Your request to open a mask has its answer"),
        lambda: _("It stands on its page. What it shows, if it shows anything, can be seen for one day."),
    )


def _write(unmasking: Unmasking, to: Pseudonym, subject: Callable[[], str], words: Callable[[], str]) -> None:
    language = holder_language(to, place="")
    with translation.override(language):
        address = reverse("moderation:unmasking", args=[unmasking.pk])
        body = f"{words()}\n\n[{_('Look at it')}]({address})"
        inbox.send(to, kind=LetterKind.NOTICE, language=language, subject=subject(), body=body)


_FOR: dict[Ground, Callable[[], str]] = {
    Ground.DANGER: lambda: _("They did it because somebody’s life seemed to be in danger."),
    Ground.ORDER: lambda: _("They did it because a court or an authority lawfully ordered it."),
}
