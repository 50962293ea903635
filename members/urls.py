"""Addresses of members. Of allauth's views only these three have one: there is no e-mail to manage here."""

from django.urls import include, path

from members.views import entrance, going, hidden, house, mail, own_masks, own_place, quietness

member_patterns = [
    path("accounts/kit/", entrance.kit, name="kit"),
    path("accounts/recover/", entrance.recover, name="recover"),
    path("me/password/", own_place.password, name="password"),
    path("me/kit/", own_place.new_kit, name="new_kit"),
    path("me/quiet/", quietness.quiet_page, name="quiet"),
    path("me/quiet/end/", quietness.break_end, name="break_end"),
    path("me/mail/", mail.mail, name="mail"),
    path("mail/confirm/", mail.mail_confirm, name="mail_confirm"),
    path("mail/leave/", mail.mail_leave, name="mail_leave"),
    path("me/preferences/", own_place.preferences, name="preferences"),
    path("me/name/", own_place.new_name, name="new_name"),
    path("me/masks/", own_masks.own_masks, name="own_masks"),
    path("me/consents/", own_place.consents, name="consents"),
    path("me/take-along/", going.take_along, name="take_along"),
    path("me/leave/", going.leave, name="leave"),
    path("me/sign-out-everywhere/", own_place.sign_out_everywhere, name="sign_out_everywhere"),
    path("me/hidden/", hidden.hidden_names, name="hidden_names"),
    path("me/hidden/list/", hidden.hidden_list, name="hidden_list"),
    path("names/<uuid:pk>/hide/", hidden.hide_name, name="hide_name"),
    path("pages/<slug:slug>/", house.house_page, name="house_page"),
    path("house/pages/", house.page_list, name="page_list"),
    path("house/pages/<slug:slug>/", house.page_edit, name="page_edit"),
    path("house/roles/", house.role_list, name="role_list"),
    path("house/roles/<int:pk>/end/", house.role_end, name="role_end"),
]

urlpatterns = [
    path("accounts/login/", entrance.Login.as_view(), name="account_login"),
    path("accounts/signup/", entrance.Signup.as_view(), name="account_signup"),
    path("accounts/logout/", entrance.Logout.as_view(), name="account_logout"),
    path("", include((member_patterns, "members"))),
]
