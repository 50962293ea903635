"""Addresses. The interface language is in the address; `/` redirects by Accept-Language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from config import errors, health, lines, offline, pages
from config.frames import FRAMES
from members.views import plan

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("offline.js", offline.worker, name="offline_worker"),
    *i18n_patterns(
        path("", pages.home, name="home"),
        path("themes/", pages.theme_list, name="theme_list"),
        path("themes/<slug:slug>/", pages.theme_detail, name="theme_detail"),
        path("masks/", pages.masks, name="masks"),
        path("names/<uuid:pk>/", pages.name_detail, name="name_detail"),
        path("me/", pages.my_page, name="my_page"),
        path("me/plan/", plan.plan, name="plan"),
        path("inbox/", pages.inbox, name="inbox"),
        path("inbox/seen/", pages.inbox_seen, name="inbox_seen"),
        path("inbox/<int:pk>/", pages.letter_detail, name="letter_detail"),
        path("exit/", pages.exit_page, name="exit"),
        path("house/", pages.house, name="house"),
        path("house/lines/", lines.house_lines, name="house_lines"),
        path("house/lines/file.<str:kind>", lines.house_lines_file, name="house_lines_file"),
        path("house/lines/new/", lines.house_line_add, name="house_line_add"),
        path("house/lines/<slug:slug>/", lines.house_line, name="house_line"),
        path("house/lines/<slug:slug>/read/", lines.house_line_read, name="house_line_read"),
        path("help/", include("crisis.urls")),
        path("", include("members.urls")),
        path("", include("groups.urls")),
        path("", include("forum.urls")),
        path("", include("chat.urls"), {"frames": FRAMES}),
        path("", include("moderation.urls")),
    ),
]
