"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from accounts.urls_settings import urlpatterns as account_settings
from customers.urls_settings import urlpatterns as customer_settings
from lendcore.site.urls import urlpatterns as site_urls
from lendcore.urls_people import urlpatterns as people_urls
from lendcore.urls_settings import urlpatterns as settings_urls
from lendcore.views.styleguide import styleguide

handler403 = "lendcore.views.errors.permission_denied"

urlpatterns = [
    *site_urls,
    *people_urls,
    path("customers/", include("customers.urls")),
    path("customers/<int:pk>/links/", include("accounts.urls_customer")),
    path("accounts/", include("accounts.urls")),
    path(
        "settings/",
        include(([*settings_urls, *customer_settings, *account_settings], "settings")),
    ),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
