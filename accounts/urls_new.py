"""Addresses of the pages that make an account, below `new/`."""

from django.urls import path

from accounts.views import new_account, new_customers, new_review

urlpatterns = [
    path("", new_account.kind, name="new"),
    path("program/", new_account.program, name="new_program"),
    path("terms/", new_account.terms, name="new_terms"),
    path("preview/", new_account.preview, name="new_preview"),
    path("discard/", new_account.discard, name="new_discard"),
    path("customers/", new_customers.people, name="new_customers"),
    path("review/", new_review.review, name="new_review"),
    path("review/changes/", new_review.accept, name="new_accept"),
]
