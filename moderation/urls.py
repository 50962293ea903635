"""Addresses of flags, the queue and its cases."""

from django.urls import path

from moderation import views

app_name = "moderation"
urlpatterns = [
    path("flag/<slug:kind>/<slug:target_id>/", views.flag, name="flag"),
    path("flag/<slug:kind>/<slug:target_id>/received/", views.flag_received, name="flag_received"),
    path("moderation/", views.queue, name="queue"),
    path("moderation/decided/", views.decided, name="decided"),
    path("moderation/cases/<uuid:pk>/", views.case_detail, name="case_detail"),
    path("moderation/cases/<uuid:pk>/decide/", views.decide, name="decide"),
    path("moderation/cases/<uuid:pk>/again/", views.look_again, name="look_again"),
]
