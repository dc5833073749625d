from types import SimpleNamespace

import pytest
from django.http import Http404
from django.test import RequestFactory

from lendcore.views.styleguide import styleguide


def make_request(is_staff):
    request = RequestFactory().get("/styleguide/")
    request.user = SimpleNamespace(is_staff=is_staff)
    request.actor = None
    return request


def test_operators_see_the_parts_while_developing(settings):
    settings.DEBUG = True

    page = styleguide(make_request(is_staff=True)).content.decode()

    assert "<h1>Style guide</h1>" in page
    assert 'aria-invalid="true"' in page
    assert "Map: Lehi, UT 84043" in page


def test_others_do_not_see_it(settings):
    settings.DEBUG = True

    with pytest.raises(Http404):
        styleguide(make_request(is_staff=False))


def test_nobody_sees_it_in_production(settings):
    settings.DEBUG = False

    with pytest.raises(Http404):
        styleguide(make_request(is_staff=True))
