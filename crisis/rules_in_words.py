"""Every rule of detection in a sentence, as the house shows it to whoever asks how words are read."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The rule's name without its language: what it looks for, and the level that it brings.
RULES: dict[str, tuple[str | Promise, str | Promise]] = {
    "wish": (_("I want, would like, feel like, deserve … to die, to kill myself, to be dead"), _("high")),
    "end-it": (_("I want to end it"), _("high")),
    "end-life": (_("I want to be done with life, with everything"), _("high")),
    "no-more-life": (_("I do not want to live, to be alive, to exist any more"), _("high")),
    "thoughts": (
        _("I think about dying, about suicide, I am suicidal, I am afraid of what I may do to myself"),
        _("high"),
    ),
    "mention": (
        _("killing oneself is spoken of in the first person, in whatever sentence, without a “not”"),
        _("high; moderate if long ago, none with recovery"),
    ),
    "plan": (
        _("I am going to, I have decided to kill myself; a date, a place or a way is chosen"),
        _("high; emergency with “tonight”, “now”, “today”"),
    ),
    "set": (_("the same with its hour: tonight is my last night, I will be dead before morning"), _("emergency")),
    "at-hand": (_("what it takes is in my hand or before me; I stand at the edge"), _("emergency")),
    "means": (_("I have put aside or bought what it takes"), _("high; emergency beside a wish, a plan or a farewell")),
    "farewell": (
        _("goodbye to everyone, my last message, you will not see me again"),
        _("high; emergency with “tonight”, “now”"),
    ),
    "order": (
        _("a farewell letter, my things given away, who will take my cat when I am gone"),
        _("high; emergency with “tonight”, “now”"),
    ),
    "dying": (_("I am going to die"), _("moderate; emergency with “tonight”, “now”")),
    "hint": (_("it is for tonight, I am doing it, it is too late"), _("nothing alone; beside another rule, emergency")),
    "together-now": (_("words that mean “now” when one sentence holds them all"), _("emergency")),
    "together": (_("words that mean a wish or a plan when one sentence holds them all"), _("high")),
    "together-low": (_("words that mean hopelessness when one sentence holds them all"), _("moderate")),
    "wished": (_("I wanted to die"), _("moderate; high if tonight or yesterday; none with recovery")),
    "attempt": (
        _("I tried to die, I made an attempt"),
        _("high; emergency if just now or yesterday; moderate if long ago or with recovery, none with both"),
    ),
    "taken": (
        _("I have taken something to die, or too much of a medicine; I have opened my veins"),
        _("emergency; moderate if long ago or with recovery, none with both"),
    ),
    "harm": (
        _("I have hurt myself, I keep hurting myself"),
        _("high; emergency if tonight; moderate if long ago or with recovery, none with both; none for an accident"),
    ),
    "harm-wish": (_("I want to, I am going to hurt myself"), _("high")),
    "asking": (_("which way to die is quick, painless, certain"), _("high; mark method detail")),
    "weary": (
        _("I do not want to be here, wake up, go on; I am a burden; they would be better off without me; no tomorrow"),
        _("moderate"),
    ),
    "attacked": (_("somebody hits, threatens or locks me up now"), _("emergency; mark violence; none if long ago")),
    "attacking": (
        _("I am going to hurt somebody, and have what it takes"),
        _("high; emergency if tonight; mark violence"),
    ),
    "other": (_("somebody I know wants to die or hurts themselves"), _("none; mark another person at risk")),
    "other-now": (
        _("somebody I know has just done it, or says it is for tonight"),
        _("emergency; mark another person at risk"),
    ),
    "abuse": (_("you should die, go and kill yourself"), _("none; marks abuse and care (for whoever was told so)")),
    "age": (_("I am fourteen, I am in year nine"), _("none; mark minor")),
    "second": (
        _(
            "a second reading, which adds up what groups of words weigh together in one sentence (a wish, dying, "
            "tonight, “not”, work, a film …), as it was learnt from thousands of invented sentences"
        ),
        _("moderate, high or emergency; it raises a level and undoes only what is loosely put together"),
    ),
    "detail": (_("a way or a quantity is told"), _("a mark beside a danger, method detail")),
}
