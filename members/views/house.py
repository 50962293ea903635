"""The pages of the house, for everybody to read and for its keepers to change; and who is entrusted with what."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import documents, roles
from members.access import actor_on, role_only
from members.house_forms import HousePageForm, RoleForm
from members.refusals import Refusal
from members.views.own_place import refused, status_of

_READ_AND_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(["GET", "HEAD"])
def house_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One of the house's own pages, in the language of the address."""
    page = documents.present(slug)
    if page is None:
        raise Http404
    context = {
        "page": page,
        "title": documents.title_of(page),
        "html": documents.html_of(page),
        "asks": next((topic.value for topic, name in documents.PAGE_OF_TOPIC.items() if name == slug), ""),
    }
    return render(request, "members/house_page.html", context)


@require_safe
@role_only("administrator")
def page_list(request: HttpRequest) -> HttpResponse:
    """The house's pages, to choose one to change."""
    pages = [page for slug in documents.SLUGS if (page := documents.present(slug)) is not None]
    lines = [{"page": page, "title": documents.title_of(page)} for page in pages]
    return render(request, "members/page_list.html", {"lines": lines})


@require_http_methods(_READ_AND_WRITE)
@role_only("administrator")
def page_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a page: each time a new version, the old ones stay."""
    page = documents.present(slug)
    if page is None:
        raise Http404
    initial = {
        "title_fr": page.title_fr,
        "body_fr": page.body_fr,
        "title_en": page.title_en,
        "body_en": page.body_en,
        "seen_version": page.version,
    }
    form = HousePageForm(request.POST if request.method == "POST" else None, initial=initial)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            documents.publish(
                actor_on(request),
                slug=slug,
                draft=form.draft(),
                asks_again=form.cleaned_data["asks_again"],
                seen_version=form.cleaned_data["seen_version"],
            )
            return redirect("members:house_page", slug)
        except Refusal as no:
            status = refused(form, no)
    context = {"form": form, "page": page, "title": documents.title_of(page), "has_consent": _has_consent(slug)}
    return render(request, "members/page_edit.html", context, status=status)


def _has_consent(slug: str) -> bool:
    return slug in documents.PAGE_OF_TOPIC.values()


@require_http_methods(_READ_AND_WRITE)
@role_only("administrator")
def role_list(request: HttpRequest) -> HttpResponse:
    """Who is entrusted with what, and a form to entrust somebody."""
    form = RoleForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            roles.appoint(actor_on(request), **form.cleaned_data)
            return redirect("members:role_list")
        except Refusal as no:
            status = refused(form, no)
    return render(request, "members/role_list.html", {"form": form, "lines": roles.entrusted()}, status=status)


@require_POST
@role_only("administrator")
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role back."""
    try:
        roles.dismiss(actor_on(request), role_id=pk)
    except Refusal as no:
        context = {"form": RoleForm(), "lines": roles.entrusted(), "problem": str(no.detail)}
        return render(request, "members/role_list.html", context, status=status_of(no))
    return redirect("members:role_list")
