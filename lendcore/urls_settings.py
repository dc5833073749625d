"""Addresses of the settings that the foundation knows, in namespace `settings`."""

from django.urls import path

from lendcore.views.settings import (
    access_log,
    books,
    import_runs,
    index,
    members,
    roles,
)

urlpatterns = [
    path("", index.index, name="index"),
    path("members/", members.member_list, name="members"),
    path("members/invite/", members.member_invite, name="member_invite"),
    path("members/<int:pk>/role/", members.member_role, name="member_role"),
    path("members/<int:pk>/end/", members.member_end, name="member_end"),
    path("members/<int:pk>/restore/", members.member_restore, name="member_restore"),
    path("members/<int:pk>/unlock/", members.member_unlock, name="member_unlock"),
    path(
        "members/<int:pk>/reset-second-factor/",
        members.member_reset_factor,
        name="member_reset_factor",
    ),
    path(
        "invitations/<int:pk>/send-again/",
        members.invitation_resend,
        name="invitation_resend",
    ),
    path(
        "invitations/<int:pk>/withdraw/",
        members.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("imports/", import_runs.run_list, name="import_runs"),
    path("imports/<int:pk>/", import_runs.run_detail, name="import_run"),
    path("imports/<int:pk>/report/", import_runs.run_report, name="import_report"),
    path("access-log/", access_log.access_log, name="access_log"),
    path("books/", books.show_books, name="books"),
    path("roles/", roles.role_list, name="roles"),
    path("roles/add/", roles.role_add, name="role_add"),
    path("roles/<int:pk>/", roles.role_edit, name="role"),
    path("roles/<int:pk>/delete/", roles.role_delete, name="role_delete"),
]
