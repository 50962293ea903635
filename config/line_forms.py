"""What people fill in about a help line, and what can be said against it before it is kept."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from config.hours_form import HoursForm
from crisis import helplines, places
from crisis.hours import Hours

PURPOSE_NAMES: dict[str, str | Promise] = {
    "emergency": _("Emergency services"),
    "suicide": _("Somebody who thinks of dying"),
    "listening": _("Being listened to"),
    "mental_health": _("Health advice"),
    "violence": _("Violence"),
    "child": _("Children and young people"),
    "addiction": _("Alcohol and drugs"),
    "older_people": _("Older people"),
    "bereavement": _("Grief"),
    "directory": _("A list of lines of the whole world"),
}
_BOTH = (("names", "name"), ("about", "about"))


class LineForm(forms.Form):
    """The facts of a line that people correct. What must hold between them is looked at once more by crisis."""

    # When it answers: a form of its own, on the same page.
    hours: HoursForm

    name = forms.CharField(
        label=_("Its own name"), max_length=200, error_messages={"required": _("What is the line called?")}
    )
    name_fr = forms.CharField(label=_("Name in French, if it has another"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Name in English, if it has another"), max_length=200, required=False)
    about_fr = forms.CharField(label=_("One sentence in French"), max_length=400, required=False)
    about_en = forms.CharField(label=_("One sentence in English"), max_length=400, required=False)
    purpose = forms.ChoiceField(label=_("What the line is for"), choices=list(PURPOSE_NAMES.items()))
    phone = forms.CharField(label=_("Telephone, as it is dialled"), max_length=40, required=False)
    option = forms.RegexField(
        r"[0-9*#]{1,4}",
        label=_("Digit to press next"),
        required=False,
        error_messages={"invalid": _("Write the digit alone, for example 1.")},
    )
    text_number = forms.CharField(label=_("Number for texts"), max_length=40, required=False)
    text_word = forms.CharField(label=_("Word to text to it, if it wants one"), max_length=40, required=False)
    chat_url = forms.URLField(
        label=_("Where one can write online"), required=False, assume_scheme="https", max_length=500
    )
    web_url = forms.URLField(label=_("Its site"), required=False, assume_scheme="https", max_length=500)
    languages = forms.CharField(label=_("Languages"), required=False, max_length=80, help_text=_("fr en de …"))
    free = forms.TypedChoiceField(
        label=_("Does the call cost anything?"),
        choices=[
            ("", _("Not known")),
            ("yes", _("It is free")),
            ("no", _("It costs something")),
        ],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )
    sources = forms.CharField(
        label=_("Where it was read"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("One address a line; the one you read today first."),
        error_messages={
            "required": _("Without a source nobody can make sure of it: copy the address of its page here.")
        },
    )
    verified = forms.DateField(
        label=_("Day on which it was read"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": _("Choose the day on which you read it; today will do."),
            "invalid": _("Write the day as year, month, day: 2026-11-20."),
        },
    )
    confidence = forms.ChoiceField(
        label=_("How sure we are"),
        choices=[
            ("high", _("The service itself, an authority, or several that agree")),
            ("medium", _("Fewer sources, or older ones")),
            ("low", _("Doubtful: shown to nobody")),
        ],
    )

    @classmethod
    def of(cls, facts: dict[str, Any], data: Any = None) -> LineForm:
        """Return the form with the facts of a line as they are."""
        names, about, text = facts["names"] or {}, facts["about"] or {}, facts["text"] or {}
        first = {
            **facts,
            "name_fr": names.get("fr", ""),
            "name_en": names.get("en", ""),
            "about_fr": about.get("fr", ""),
            "about_en": about.get("en", ""),
            "text_number": text.get("number", ""),
            "text_word": text.get("word") or "",
            "languages": " ".join(facts["languages"]),
            "free": {True: "yes", False: "no"}.get(facts["free"], ""),
            "sources": "\n".join(facts["sources"]),
        }
        form = cls(data, initial=first)
        form.hours = HoursForm.of(helplines.read_row(facts).hours, data, place=helplines.place_of(facts))
        return form

    def is_valid(self) -> bool:
        """Whether the line and its hours are both told; both are looked at, so that both say what is missing."""
        return all([super().is_valid(), self.hours.is_valid()])

    @property
    def is_wrong(self) -> bool:
        """Whether something is to be put right, in the line or in its hours."""
        return bool(self.errors or self.hours.errors)

    def clean_phone(self) -> str:
        """Refuse a number that no telephone dials."""
        return self._dialled("phone")

    def clean_text_number(self) -> str:
        """Refuse a number that no telephone dials."""
        return self._dialled("text_number")

    def clean_languages(self) -> str:
        """Take languages by their short names alone."""
        told: str = self.cleaned_data["languages"].lower().replace(",", " ")
        if any(not re.fullmatch(r"[a-z]{2,3}", one) for one in told.split()):
            raise ValidationError(_("Write languages by their two letters: fr en de."))
        return told

    def clean_sources(self) -> str:
        """Refuse what is no address."""
        told: str = self.cleaned_data["sources"]
        is_address = URLValidator(schemes=["https", "http"])
        for one in told.split():
            try:
                is_address(one)
            except ValidationError:
                raise ValidationError(
                    _("“%(one)s” is not an address. Copy it whole from the browser, with https://."),
                    params={"one": one[:80]},
                ) from None
        return told

    def clean_verified(self) -> date:
        """Refuse a day that is still to come."""
        told: date = self.cleaned_data["verified"]
        if told > timezone.localdate():
            raise ValidationError(_("This day is still to come. Choose the day on which you read it."))
        return told

    def clean(self) -> dict[str, Any]:
        """Ask for a way to reach the line, and for both languages or none."""
        told = super().clean() or {}
        ways = ("phone", "text_number", "chat_url", "web_url")
        if not any(told.get(way) for way in ways) and not any(way in self.errors for way in ways):
            self.add_error("phone", _("How does one reach it? A telephone, a number for texts, a chat or a site."))
        for _facts, one in _BOTH:
            if f"{one}_fr" in told and f"{one}_en" in told and bool(told[f"{one}_fr"]) != bool(told[f"{one}_en"]):
                empty = f"{one}_en" if told[f"{one}_fr"] else f"{one}_fr"
                self.add_error(empty, _("Write it in both languages, or in neither."))
        return told

    def facts(self, before: dict[str, Any]) -> dict[str, Any]:
        """Return the facts of a line with what was said; what the form does not ask stays. For a valid form."""
        said = self.cleaned_data
        both = {
            name: {"fr": said[f"{one}_fr"], "en": said[f"{one}_en"]} if said[f"{one}_fr"] else None
            for name, one in _BOTH
        }
        plain = {name: said[name] or None for name in ("phone", "option", "chat_url", "web_url")}
        was = before["text"] or {"via": "sms", "say": None}
        number = said["text_number"]
        text = {**was, "number": number, "word": said["text_word"] or None} if number else None
        return {
            **before,
            **both,
            **plain,
            **self._hours(before),
            "text": text,
            "name": said["name"],
            "purpose": said["purpose"],
            "free": said["free"],
            "confidence": said["confidence"],
            "languages": said["languages"].split(),
            "sources": said["sources"].split(),
            "verified": said["verified"].isoformat(),
        }

    def _hours(self, before: dict[str, Any]) -> dict[str, Any]:
        rule = self.hours.rule()
        if not self.hours.has_changed():
            return {"hours": before.get("hours")}
        # Told anew, they are as old as their own source: what was known of an older one no longer holds.
        return {"hours": rule, "as_of": None}

    def _dialled(self, field: str) -> str:
        told: str = self.cleaned_data[field]
        if told and not re.fullmatch(r"\+?[\d\s().\-/]*\d[\d\s().\-/]*", told):
            raise ValidationError(_("Write the number as one dials it: digits, and a + in front if need be."))
        return told


class NewLineForm(LineForm):
    """A line that the house does not know yet: where it answers, besides what can be corrected."""

    place = forms.ChoiceField(
        label=_("Where it answers"),
        error_messages={"required": _("Choose the country or the region in which it answers.")},
        help_text=_("A line is shown in its country or region alone, and never in the place of another one."),
    )

    field_order = ["place"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"confidence": "low", "purpose": "listening"}, **kwargs})
        self.hours = HoursForm.of(Hours(), self.data if self.is_bound else None)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "…"), *_places()]

    def facts(self, before: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the facts of the new line; `crisis.keeping.add` finds its short name. For a valid form."""
        country, _dash, region = self.cleaned_data["place"].partition("-")
        empty = {"country": country, "region": region or None, "also_for": [], "text": None}
        empty |= {"as_of": None, "announced": False, "notes": None}
        slug = slugify(f"{self.cleaned_data['place']} {self.cleaned_data['name']}")[:50].strip("-")
        return super().facts({**empty, "slug": slug, **(before or {})})


def _places() -> list[tuple[str, str | Promise]]:
    countries = [(code, name) for code, name in places.NAMES.items() if code != places.ANYWHERE_ELSE]
    inside = {
        country: [one for one in places.REGION_NAMES.items() if one[0].startswith(country)] for country, _ in countries
    }
    return [one for country in countries for one in (country, *inside[country[0]])]
