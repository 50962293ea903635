"""Addresses of flags, the queue and its cases."""

from django.urls import path

from moderation import (
    appeal_views,
    calls_views,
    debrief_views,
    notice_views,
    now_views,
    queue_views,
    reason_views,
    views,
    watch_views,
)

app_name = "moderation"
urlpatterns = [
    path("flag/<slug:kind>/<slug:target_id>/", views.flag, name="flag"),
    path("flag/<slug:kind>/<slug:target_id>/received/", views.flag_received, name="flag_received"),
    path("notice/", notice_views.notice, name="notice"),
    path("notice/<slug:reference>/", notice_views.notice_outcome, name="notice_outcome"),
    path("me/reports/", calls_views.my_reports, name="my_reports"),
    path("me/reports/<int:pk>/", calls_views.my_report, name="my_report"),
    path("me/reports/<int:pk>/add/", calls_views.report_add, name="report_add"),
    path("me/reports/<int:pk>/withdraw/", calls_views.report_withdraw, name="report_withdraw"),
    path("me/record/", appeal_views.my_record, name="my_record"),
    path("me/record.json", appeal_views.my_record_file, name="my_record_file"),
    path("inbox/<int:pk>/appeal/", appeal_views.appeal, name="appeal"),
    path("inbox/<int:pk>/answer/", appeal_views.reply, name="reply"),
    path("moderation/", queue_views.queue, name="queue"),
    path("moderation/duty/", watch_views.duty, name="duty"),
    path("moderation/team/", watch_views.team, name="team"),
    path("moderation/debrief/", debrief_views.debrief, name="debrief"),
    path("moderation/debrief/<uuid:pk>/erase/", debrief_views.debrief_erase, name="debrief_erase"),
    path("moderation/quiet-themes/", watch_views.shields, name="shields"),
    path("moderation/cases/<uuid:pk>/take/", watch_views.take, name="take"),
    path("moderation/cases/<uuid:pk>/hand-over/", watch_views.hand_over, name="hand_over"),
    path("moderation/decided/", views.decided, name="decided"),
    path("moderation/cases/<uuid:pk>/", views.case_detail, name="case_detail"),
    path("moderation/cases/<uuid:pk>/appeal/", appeal_views.appeal_case, name="appeal_case"),
    path("moderation/cases/<uuid:pk>/answer/", appeal_views.answer, name="answer"),
    path("moderation/cases/<uuid:pk>/ask/", appeal_views.ask, name="ask"),
    path("moderation/cases/<uuid:pk>/decide/", views.decide, name="decide"),
    path("moderation/cases/<uuid:pk>/again/", views.look_again, name="look_again"),
    path("moderation/now/<slug:kind>/<slug:target_id>/", now_views.decide_now, name="decide_now"),
    path("house/reasons/", reason_views.house_reasons, name="house_reasons"),
    path("house/reasons/new/", reason_views.house_reason_add, name="house_reason_add"),
    path("house/reasons/<slug:code>/", reason_views.house_reason_edit, name="house_reason_edit"),
    path("house/reasons/<slug:code>/retire/", reason_views.house_reason_retire, name="house_reason_retire"),
]
