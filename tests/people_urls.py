"""The addresses at the door with a page to land on, for tests of the door alone."""

from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path

from lendcore.decorators import require_member


@require_member
def home(request):
    return HttpResponse(f"{request.actor.name} in {request.actor.tenant.name}")


urlpatterns = [
    path("", home, name="home"),
    path("admin/", admin.site.urls),
    path("", include("lendcore.urls_people")),
]
