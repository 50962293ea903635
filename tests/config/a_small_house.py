"""A house of few pages, each of which does one thing that headers and errors must cope with."""

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from redis.exceptions import ConnectionError as RedisLost

from config import errors, health
from members.refusals import Refusal

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error

RAISED = {
    "lost-database": OperationalError("server closed the connection unexpectedly"),
    "lost-connection": InterfaceError("connection already closed"),
    "damaged-database": DatabaseError("file is not a database"),
    "lost-redis": RedisLost("refused"),
    "too-large": DataError("integer out of range"),
    "nul": ValueError("A string literal cannot contain NUL (0x00) characters."),
    "refusal": Refusal(
        "closed", _("Some characters of this request cannot be read. Please go back, retype them, and send again.")
    ),
    "forbidden": PermissionDenied("Une phrase."),
    "unknown": Http404(),
    "suspicious": SuspiciousOperation("no"),
    "fault": RuntimeError("secret inside"),
}


@csrf_exempt
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<p>{request.GET.get('q', '')}{request.POST.get('body', '')}</p>")


def page_with_session(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.session.get('nothing')}")


def page_with_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


def kept_by_nobody(request: HttpRequest) -> HttpResponse:
    return JsonResponse({}, headers={"Cache-Control": "no-store"})


def raising(request: HttpRequest, what: str) -> HttpResponse:
    raise RAISED[what]


_pages = [
    path("page/", page),
    path("session/", page_with_session),
    path("accounts/login/", page_with_token),
    path("token/", page_with_token),
    path("kept-by-nobody/", kept_by_nobody),
    path("raise/<slug:what>/", raising),
]
urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    *i18n_patterns(path("", include(_pages)), path("help/", include("crisis.urls"))),
]
