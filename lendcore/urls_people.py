"""Addresses at the door and of the member's own page."""

from django.urls import path

from lendcore.views import (
    account,
    invitations,
    own_second_factor,
    passwords,
    second_factor,
    sign_in,
    sign_in_again,
    switch_tenant,
)

urlpatterns = [
    path("login/", sign_in.sign_in, name="sign_in"),
    path("login/again/", sign_in_again.sign_in_again, name="sign_in_again"),
    path("login/<slug:slug>/", sign_in.sign_in_to, name="sign_in_to"),
    path("logout/", sign_in.sign_out, name="sign_out"),
    path("second-factor/", second_factor.give_code, name="second_factor"),
    path(
        "second-factor/recovery/",
        second_factor.give_recovery_code,
        name="second_factor_recovery",
    ),
    path("second-factor/set-up/", second_factor.set_up, name="second_factor_set_up"),
    path(
        "password/forgotten/<slug:slug>/",
        passwords.forgot_password,
        name="forgot_password",
    ),
    path(
        "password/link/<slug:slug>/<str:who>/<str:token>/",
        passwords.open_password_link,
        name="open_password_link",
    ),
    path("password/new/<slug:slug>/", passwords.new_password, name="new_password"),
    path("invitation/", invitations.accept_invitation, name="accept_invitation"),
    path(
        "invitation/<str:token>/", invitations.open_invitation, name="open_invitation"
    ),
    path("switch/", switch_tenant.switch_tenant, name="switch_tenant"),
    path("theme/", account.set_theme, name="set_theme"),
    path("account/", account.account, name="account"),
    path("account/name/", account.change_name, name="change_name"),
    path("account/preferences/", account.change_preferences, name="change_preferences"),
    path("account/password/", account.change_password, name="change_password"),
    path("account/email/", account.change_email, name="change_email"),
    path("account/email/confirm/", account.confirm_email, name="confirm_email"),
    path("account/email/<str:token>/", account.open_email_link, name="open_email_link"),
    path("account/second-factor/", own_second_factor.own_set_up, name="own_set_up"),
    path(
        "account/second-factor/<slug:action>/",
        own_second_factor.confirm_second_factor,
        name="confirm_second_factor",
    ),
    path(
        "account/recovery-codes/",
        own_second_factor.download_recovery_codes,
        name="download_recovery_codes",
    ),
]
