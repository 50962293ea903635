"""The administrators' pages about themes. What readers see of a theme is laid out in `config.pages`."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from groups import services
from groups.forms import ThemeForm
from groups.models import Theme
from groups.policies import can_arrange_themes
from members.access import members_only
from members.actor import Actor
from members.refusals import Refusal


@require_safe
@members_only
def house_themes(request: HttpRequest) -> HttpResponse:
    """List every chapter with its themes, those that are not shown too."""
    actor = _administrator(request)
    themes = list(Theme.objects.visible_to(actor))
    children: dict[int, list[Theme]] = {}
    for theme in themes:
        if theme.parent_id is not None:
            children.setdefault(theme.parent_id, []).append(theme)
    chapters = [(theme, children.get(theme.pk, [])) for theme in themes if theme.parent_id is None]
    return render(request, "groups/house_themes.html", {"chapters": chapters})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def house_theme_add(request: HttpRequest) -> HttpResponse:
    """Add a theme or a chapter."""
    actor = _administrator(request)
    parent = Theme.objects.filter(parent=None, slug=request.GET.get("chapter", "")).first()
    first = {"parent": parent, "for_concerned": True, "for_relatives": True, "is_shown": True}
    form = ThemeForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            theme = services.add_theme(actor, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.detail))
        else:
            return redirect("groups:house_theme_edit", theme.slug)
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def house_theme_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a theme or a chapter."""
    actor = _administrator(request)
    theme = get_object_or_404(Theme.objects.visible_to(actor).select_related("parent"), slug=slug)
    first = {key: getattr(theme, key) for key in services.CHANGEABLE}
    form = ThemeForm(request.POST or None, initial=first, theme=theme)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_theme(actor, theme=theme, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.detail))
        else:
            return redirect("groups:house_themes")
    return _form_page(request, form, theme)


def _administrator(request: HttpRequest) -> Actor:
    """Return the actor. Raises Http404 for whoever does not arrange themes: for them there is no such page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not can_arrange_themes(actor):
        raise Http404
    return actor


def _form_page(request: HttpRequest, form: ThemeForm, theme: Theme | None = None) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "groups/house_theme.html", {"form": form, "theme": theme}, status=status)
