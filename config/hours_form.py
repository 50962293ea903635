"""The hours of a help line as people tell them: day and night, some days from when to when, or nobody knows."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisis import hours
from crisis.clocks import CLOCKS, clock_of
from crisis.hours import BadHours, Hours

ALWAYS, SPANS, NOBODY_KNOWS = "always", "spans", "unknown"
_DAY_NAMES = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
_WRITE_HOURS = _("Write hours like 09:00; midnight is 00:00.")


class SpanRow:
    """One row of the form: on which days, from when, to when."""

    def __init__(self, form: HoursForm, number: int) -> None:
        self.number = number + 1
        self.days, self.opens, self.closes = (form[f"{name}_{number}"] for name in ("days", "from", "to"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it, and nothing is to be put right."""
        return not any(field.value() or field.errors for field in (self.days, self.opens, self.closes))


class HoursForm(forms.Form):
    """When a line answers. `place` is where it does ("FR", "CA-QC"), which proposes the clock."""

    when = forms.ChoiceField(
        label=_("When does somebody answer?"),
        widget=forms.RadioSelect,
        choices=[
            (ALWAYS, _("Day and night, every day of the year")),
            (SPANS, _("At these hours")),
            (NOBODY_KNOWS, _("Nobody knows, or it cannot be said so")),
        ],
        error_messages={"required": _("Choose when somebody answers, or that nobody knows.")},
    )
    zone = forms.ChoiceField(
        label=_("By which clock"),
        required=False,
        choices=[("", _("Not known")), *CLOCKS.items()],
        help_text=_("Without it nothing is said of whether the line is open now; its hours stand there in words."),
    )
    holidays = forms.ChoiceField(
        label=_("And on public holidays?"),
        widget=forms.RadioSelect,
        choices=[
            (hours.SAME, _("The same hours: every day is every day")),
            (hours.CLOSED, _("Nobody answers")),
            (hours.UNKNOWN, _("Not known")),
        ],
        required=False,
        help_text=_("“Open now” is said only where holidays are like other days; nobody lists them here."),
    )
    year = forms.RegexField(
        r"(19|20)\d\d",
        label=_("Year of the source, if it is an old one"),
        required=False,
        max_length=4,
        help_text=_("Old hours are shown with their year, and never as “open” or “closed”."),
        error_messages={"invalid": _("Write the year with four figures, for example 2019.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    stated = forms.CharField(
        label=_("What the source says, word for word"),
        required=False,
        max_length=200,
        help_text=_("Shown as it stands where the hours cannot be said otherwise."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "hours", **kwargs})
        for number in range(hours.MOST_SPANS):
            self.fields[f"days_{number}"] = forms.MultipleChoiceField(
                label=_("Days"),
                choices=list(zip(hours.DAYS, _DAY_NAMES, strict=True)),
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
            for name, label in (("from", _("From")), ("to", _("To"))):
                self.fields[f"{name}_{number}"] = forms.TimeField(
                    label=label,
                    required=False,
                    input_formats=["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M"],
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                    error_messages={"invalid": _WRITE_HOURS},
                )

    @classmethod
    def of(cls, kept: Hours, data: Any = None, *, place: str = "") -> HoursForm:
        """Return the form with the hours of a line as they are."""
        first: dict[str, Any] = {
            "when": ALWAYS if kept.always else SPANS if kept.spans else NOBODY_KNOWS,
            "zone": kept.zone or ("" if kept.spans else clock_of(place)),
            "holidays": kept.holidays,
            "year": kept.year,
            "stated": kept.stated or "",
        }
        for number, span in enumerate(kept.spans):
            first |= {f"days_{number}": [hours.DAYS[day] for day in span.days]}
            first |= {f"from_{number}": _time(span.opens), f"to_{number}": _time(span.closes)}
        return cls(data, initial=first)

    @property
    def rows(self) -> list[SpanRow]:
        """The rows of days and hours."""
        return [SpanRow(self, number) for number in range(hours.MOST_SPANS)]

    @property
    def has_more(self) -> bool:
        """Whether more than the first row is filled in."""
        return not all(row.is_empty for row in self.rows[1:])

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing in a row, and for at least one where hours are told."""
        told = super().clean() or {}
        if told.get("when") != SPANS:
            return told
        rows = [self._row(number) for number in range(hours.MOST_SPANS)]
        if not any(rows) and not self.errors:
            self.add_error("days_0", _("Tick the days and write the hours, or choose that nobody knows."))
        if not self.errors:
            try:
                hours.read(self.rule(), place="")
            except BadHours as wrong:
                self.add_error("days_0", str(wrong.detail))
        return told

    def rule(self) -> dict[str, Any] | None:
        """Return what was told as a rule (see `docs/help-lines.md`), None where nobody knows anything."""
        told = self.cleaned_data
        stated = {"stated": told["stated"]} if told.get("stated") else {}
        if told["when"] == ALWAYS:
            return {"always": True, **stated}
        if told["when"] == NOBODY_KNOWS:
            return stated or None
        rule = {
            "spans": [row for number in range(hours.MOST_SPANS) if (row := self._row(number))],
            "zone": told.get("zone") or None,
            "holidays": told.get("holidays") or hours.UNKNOWN,
            **stated,
        }
        return {**rule, "year": int(told["year"])} if told.get("year") else rule

    def _row(self, number: int) -> dict[str, Any] | None:
        days = self.cleaned_data.get(f"days_{number}") or []
        opens, closes = (self.cleaned_data.get(f"{name}_{number}") for name in ("from", "to"))
        is_wrong = any(f"{name}_{number}" in self.errors for name in ("days", "from", "to"))
        if is_wrong or not (days or opens is not None or closes is not None):
            return None
        if not days:
            self.add_error(f"days_{number}", _("On which days are these hours?"))
        if opens is None:
            self.add_error(f"from_{number}", _("From when, on these days?"))
        if closes is None:
            self.add_error(f"to_{number}", _("Until when, on these days?"))
        if not days or opens is None or closes is None:
            return None
        return {"days": days, "from": f"{opens:%H:%M}", "to": f"{closes:%H:%M}"}


def _time(minutes: int) -> time:
    return time(*divmod(minutes % (24 * 60), 60))
