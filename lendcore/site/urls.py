"""Addresses of what composes several apps."""

from django.urls import path

from lendcore.site.views import home, palette

urlpatterns = [
    path("", home.home, name="home"),
    path("palette/", palette.palette, name="palette"),
]
