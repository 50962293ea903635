"""Two doors that only tell who came in and with which words: for tests of the guards alone."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from config.urls import urlpatterns as house
from members.access import actor_on, members_only, role_only, same_origin

handler403 = "config.errors.permission_denied"
done: list[dict[str, list[str]]] = []


def echo(request: HttpRequest) -> HttpResponse:
    """Say who is here; write down what was sent."""
    if request.method == "POST":
        done.append({name: list(values) for name, values in request.POST.lists()})
    actor = actor_on(request)
    return JsonResponse({"who": actor.name, "language": actor.language})


urlpatterns = [
    path("fr/doors/members/", members_only(echo)),
    path("fr/doors/anyone/", same_origin(echo)),
    path("fr/doors/moderators/", role_only("moderator")(echo)),
    *house,
]
