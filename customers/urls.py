"""Addresses of customers; the list's stand in urls_manager."""

from django.urls import path

from customers.urls_manager import urlpatterns as manager_urls
from customers.views import (
    addresses,
    contact,
    credit_scores,
    edit,
    history,
    phones,
    photo,
    reveal,
)

app_name = "customers"

urlpatterns = [
    *manager_urls,
    path("new/", edit.create, name="create"),
    path("last-name/", edit.preview_last_name, name="preview_last_name"),
    path("<int:pk>/", contact.detail, name="detail"),
    path("<int:pk>/contact/", contact.contact, name="contact"),
    path("<int:pk>/additional/", contact.additional, name="additional"),
    path("<int:pk>/history/", history.show_history, name="history"),
    path("<int:pk>/history/csv/", history.history_csv, name="history_csv"),
    path(
        "<int:pk>/history/<uuid:change_set>/", history.entry_json, name="history_json"
    ),
    path("<int:pk>/edit/", edit.edit, name="edit"),
    path("<int:pk>/reveal/<slug:field>/", reveal.reveal, name="reveal"),
    path("<int:pk>/photo/", photo.upload, name="photo_upload"),
    path("<int:pk>/photo/remove/", photo.remove, name="photo_remove"),
    path("<int:pk>/photo/<slug:size>/<slug:name>/", photo.photo, name="photo"),
    path("<int:pk>/scores/", credit_scores.enter, name="scores_enter"),
    path(
        "<int:pk>/scores/<int:score_id>/delete/",
        credit_scores.delete,
        name="scores_delete",
    ),
    path(
        "<int:pk>/address/<slug:purpose>/<slug:mark>/",
        addresses.check,
        name="address_check",
    ),
    path("<int:pk>/phones/undo/", phones.undo, name="phone_undo"),
    path(
        "<int:pk>/phones/<int:phone_id>/primary/",
        phones.make_primary,
        name="phone_primary",
    ),
    path(
        "<int:pk>/phones/<int:phone_id>/calls/",
        phones.set_do_not_call,
        name="phone_calls",
    ),
    path(
        "<int:pk>/phones/<int:phone_id>/verified/",
        phones.set_verified,
        name="phone_verified",
    ),
    path("<int:pk>/phones/<int:phone_id>/delete/", phones.delete, name="phone_delete"),
]
