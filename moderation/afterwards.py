"""What stays of a letter about words when the words are erased: what was decided, when and why, without the words."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from moderation import rules
from moderation.appeal_letters import about, day
from moderation.models import Act, Case, Decision
from moderation.quoting import plain


def of_decision(decision: Decision, language: str) -> tuple[str, str]:
    """Return subject and body of what stays of the letter that told of a decision."""
    with translation.override(language):
        named = rules.of_decision(decision)
        what = _("On %(day)s the team decided something %(about)s: “%(act)s”.") % {
            "day": day(decision.at),
            "about": about(decision.case),
            "act": str(Act(decision.act).label),
        }
        body = [_hello(decision.case), what]
        if named is not None:
            body.append(_("The rule was this: %(rule)s.") % {"rule": named.name})
        if decision.explanation:
            body += [_("The team added:"), decision.explanation]
        return _("What was decided on %(day)s") % {"day": day(decision.at)}, "\n\n".join([*body, *_end()])


def of_setting_aside(case: Case, language: str) -> tuple[str, str]:
    """Return subject and body of what stays of the letter that told of words set aside by the house itself."""
    with translation.override(language):
        what = _("The house had set a message of yours aside by itself, %(about)s, until somebody had looked.") % {
            "about": about(case)
        }
        return _("A message that was set aside"), "\n\n".join([_hello(case), what, *_end()])


def of_note(case: Case, language: str) -> tuple[str, str]:
    """Return subject and body of what stays of the notes to those who called, when the title they named is erased."""
    with translation.override(language):
        body = [
            _("Hello,"),
            _("You wrote to us %(about)s. It was looked at, and you were told what came of it.")
            % {"about": about(case)},
            _("What it was about has been erased since, and so have the words of this note."),
            _("The team of the house"),
        ]
        return _("What came of your report"), "\n\n".join(body)


def _hello(case: Case) -> str:
    return _("Hello %(name)s,") % {"name": plain(case.subject.name)}


def _end() -> list[str]:
    return [
        _(
            "The letter that stood here repeated your words. Words that are no longer shown are kept for six months, "
            "so that somebody can look at them again, and are then erased everywhere, here too."
        ),
        _("The team of the house"),
    ]
