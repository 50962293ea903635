"""The pages on which those who keep the house correct its help lines. What a line is, and what is kept, is crisis'."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisis import exchange, keeping, places
from crisis.helplines import PURPOSES, BadData
from crisis.models import Line
from members.access import actor_on, role_only
from record import services as record


class LineForm(forms.Form):
    """The facts of a line that people correct. What must hold between them is crisis' affair."""

    name = forms.CharField(label=gettext_lazy("Its own name"), max_length=200)
    name_fr = forms.CharField(label=gettext_lazy("Name in French, if it has another"), max_length=200, required=False)
    name_en = forms.CharField(label=gettext_lazy("Name in English, if it has another"), max_length=200, required=False)
    about_fr = forms.CharField(label=gettext_lazy("One sentence in French"), max_length=400, required=False)
    about_en = forms.CharField(label=gettext_lazy("One sentence in English"), max_length=400, required=False)
    purpose = forms.ChoiceField(label=gettext_lazy("What the line is for"), choices=[(one, one) for one in PURPOSES])
    phone = forms.CharField(label=gettext_lazy("Telephone, as it is dialled"), max_length=40, required=False)
    option = forms.CharField(label=gettext_lazy("Digit to press next"), max_length=4, required=False)
    chat_url = forms.URLField(
        label=gettext_lazy("Where one can write online"), required=False, assume_scheme="https", max_length=500
    )
    web_url = forms.URLField(label=gettext_lazy("Its site"), required=False, assume_scheme="https", max_length=500)
    hours = forms.CharField(
        label=gettext_lazy("Hours"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("“24/7”, “daily 09:00-23:00”, “Mon-Fri 08:00-21:00”; empty when nobody knows."),
    )
    languages = forms.CharField(
        label=gettext_lazy("Languages"), required=False, max_length=80, help_text=gettext_lazy("fr en de …")
    )
    free = forms.TypedChoiceField(
        label=gettext_lazy("Does the call cost anything?"),
        choices=[
            ("", gettext_lazy("Not known")),
            ("yes", gettext_lazy("It is free")),
            ("no", gettext_lazy("It costs something")),
        ],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )
    sources = forms.CharField(
        label=gettext_lazy("Where it was read"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=gettext_lazy("One address a line; the one you read today first."),
    )
    verified = forms.DateField(
        label=gettext_lazy("Day on which it was read"), widget=forms.DateInput(attrs={"type": "date"})
    )
    confidence = forms.ChoiceField(
        label=gettext_lazy("How sure we are"),
        choices=[
            ("high", gettext_lazy("The service itself, an authority, or several that agree")),
            ("medium", gettext_lazy("Fewer sources, or older ones")),
            ("low", gettext_lazy("Doubtful: shown to nobody")),
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_only("administrator")
def house_lines(request: HttpRequest) -> HttpResponse:
    """List every line by country, with what is to be read again or confirmed; take in a file of lines."""
    problem = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise BadData(_("Choose a file first."))
            with transaction.atomic():
                changed = keeping.take_in(exchange.read(file.read()))
                _note(request, "lines.taken_in", {"changed": changed})
        except BadData as wrong:
            problem = str(wrong)
        else:
            return redirect("house_lines")
    today = timezone.localdate()
    countries: dict[str, list[dict[str, Any]]] = {}
    for line in keeping.every():
        name = str(places.NAMES.get(line.facts["country"], line.facts["country"]))
        countries.setdefault(name, []).append({"line": line, "is_old": keeping.is_old(line, today)})
    waiting = [one for found in countries.values() for one in found if one["is_old"] or one["line"].is_low]
    context = {"countries": sorted(countries.items()), "waiting": waiting, "problem": problem}
    return render(request, "pages/house_lines.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@role_only("administrator")
def house_line(request: HttpRequest, slug: str) -> HttpResponse:
    """Correct one line."""
    keeping.every()
    line = get_object_or_404(Line, slug=slug)
    form = LineForm(request.POST or None, initial=_initial(line.facts))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                keeping.change(line, _facts(line.facts, form.cleaned_data))
                _note(request, "line.changed", {"line": slug, "now": line.facts})
        except BadData:
            form.add_error(
                None, _("Something here cannot be: a line needs a way to reach it, a source, and addresses that open.")
            )
        else:
            return redirect("house_lines")
    context = {"form": form, "line": line, "is_old": keeping.is_old(line, timezone.localdate())}
    return render(request, "pages/house_line.html", context, status=422 if form.errors else 200)


@require_POST
@role_only("administrator")
def house_line_read(request: HttpRequest, slug: str) -> HttpResponse:
    """Note that the source was read today; a line that was held back is shown from now on if that is what was said."""
    line = get_object_or_404(Line, slug=slug)
    today: date = timezone.localdate()
    with transaction.atomic():
        if request.POST.get("act") == "confirm":
            keeping.confirm(line, today)
        else:
            keeping.read_today(line, today)
        _note(request, "line.read", {"line": slug, "shown": not line.is_low})
    return redirect("house_lines")


@require_safe
@role_only("administrator")
def house_lines_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand out all lines as a file: JSON, or CSV for a spreadsheet."""
    if kind not in {"json", "csv"}:
        raise Http404
    rows = keeping.rows()
    text, mime = (exchange.as_csv(rows), "text/csv") if kind == "csv" else (exchange.as_json(rows), "application/json")
    response = HttpResponse(text, content_type=f"{mime}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="help-lines.{kind}"'
    return response


def _note(request: HttpRequest, kind: str, content: dict[str, Any]) -> None:
    record.write(kind, {"by": str(actor_on(request).pseudonym_id), **content})


def _initial(facts: dict[str, Any]) -> dict[str, Any]:
    names, about = facts["names"] or {}, facts["about"] or {}
    return {
        **facts,
        "name_fr": names.get("fr", ""),
        "name_en": names.get("en", ""),
        "about_fr": about.get("fr", ""),
        "about_en": about.get("en", ""),
        "languages": " ".join(facts["languages"]),
        "free": {True: "yes", False: "no"}.get(facts["free"], ""),
        "sources": "\n".join(facts["sources"]),
    }


def _facts(before: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a line with what was said; what the form does not ask stays."""
    both = {
        name: {"fr": said[f"{one}_fr"], "en": said[f"{one}_en"]} if said[f"{one}_fr"] and said[f"{one}_en"] else None
        for name, one in (("names", "name"), ("about", "about"))
    }
    plain = {name: said[name] or None for name in ("phone", "option", "chat_url", "web_url", "hours")}
    return {
        **before,
        **both,
        **plain,
        "name": said["name"],
        "purpose": said["purpose"],
        "free": said["free"],
        "confidence": said["confidence"],
        "languages": said["languages"].split(),
        "sources": said["sources"].split(),
        "verified": said["verified"].isoformat(),
    }
