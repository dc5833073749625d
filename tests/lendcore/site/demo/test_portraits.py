import random

from customers.services import photos
from lendcore.site.demo.portraits import draw_portrait


def test_a_portrait_passes_as_an_uploaded_photo():
    pictures = photos.encode(draw_portrait(random.Random(1)))

    assert set(pictures) == {"small", "large"}


def test_the_seed_decides_the_picture():
    def draw(seed):
        return draw_portrait(random.Random(seed)).read()

    assert draw(1) == draw(1) != draw(2)
