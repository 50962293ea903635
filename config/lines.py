"""The pages of the help lines, for those who keep the house and those who plan its watches.

What a line is, and what is kept of it, is the affair of crisis.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.line_forms import LineForm, NewLineForm
from crisis import exchange, keeping, places
from crisis.helplines import BadData
from crisis.models import Line
from members.access import actor_on, role_only
from record import services as record

_CANNOT_BE = gettext_lazy(
    "Something here cannot be: a line needs a way to reach it, a source, and addresses that open."
)


@require_http_methods(["GET", "HEAD", "POST"])
@role_only("administrator", "coordinator")
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
@role_only("administrator", "coordinator")
def house_line(request: HttpRequest, slug: str) -> HttpResponse:
    """Correct one line."""
    keeping.every()
    line = get_object_or_404(Line, slug=slug)
    form = LineForm.of(line.facts, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                keeping.change(line, form.facts(line.facts))
                _note(request, "line.changed", {"line": slug, "now": line.facts})
        except BadData:
            form.add_error(None, _CANNOT_BE)
        else:
            return redirect("house_lines")
    context = {"form": form, "line": line, "is_old": keeping.is_old(line, timezone.localdate())}
    return render(request, "pages/house_line.html", context, status=422 if form.is_wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@role_only("administrator", "coordinator")
def house_line_add(request: HttpRequest) -> HttpResponse:
    """Add a line. A doubtful one is kept and shown to nobody."""
    form = NewLineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                line = keeping.add(form.facts())
                _note(request, "line.added", {"line": line.slug, "now": line.facts})
        except BadData:
            form.add_error(None, _CANNOT_BE)
        else:
            return redirect("house_line", line.slug)
    return render(request, "pages/house_line_add.html", {"form": form}, status=422 if form.is_wrong else 200)


@require_POST
@role_only("administrator", "coordinator")
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
@role_only("administrator", "coordinator")
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
