"""Drawn portraits: a head before a colored ground. Nobody is shown."""

import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

_SIDE = 480
_GROUNDS = ("#c7d2fe", "#bae6fd", "#bbf7d0", "#fde68a", "#fecaca", "#e9d5ff")
_SKINS = ("#f4d6c0", "#e8b98f", "#c98f62", "#9a6540", "#6b4329")
_HAIRS = ("#2b2118", "#5a3b22", "#8a5a2b", "#c9a86a", "#9ca3af", "#111827")
_SHIRTS = ("#3545c7", "#0f766e", "#9f1239", "#334155", "#a16207", "#6d28d9")


def draw_portrait(rng: random.Random) -> SimpleUploadedFile:
    """Return a picture as somebody would upload it; `rng` picks the colors."""
    picture = Image.new("RGB", (_SIDE, _SIDE), rng.choice(_GROUNDS))
    pen = ImageDraw.Draw(picture)
    skin, hair, shirt = (rng.choice(each) for each in (_SKINS, _HAIRS, _SHIRTS))
    _oval(pen, 0.5, 1.02, 0.36, 0.30, shirt)
    has_long_hair = rng.random() < 0.5
    if has_long_hair:
        _oval(pen, 0.5, 0.47, 0.25, 0.31, hair)
    pen.rectangle(_box(0.44, 0.58, 0.56, 0.76), fill=skin)
    _oval(pen, 0.5, 0.38, 0.20, 0.19, hair)
    _oval(pen, 0.5, 0.45, 0.17, 0.22, skin)
    pen.pieslice(_box(0.31, 0.20, 0.69, 0.56), 195, 345, fill=hair)
    for side in (0.435, 0.565):
        _oval(pen, side, 0.45, 0.017, 0.02, "#1f2937")
    pen.arc(_box(0.43, 0.47, 0.57, 0.58), 25, 155, fill="#7f1d1d", width=5)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return SimpleUploadedFile("portrait.png", buffer.getvalue(), "image/png")


def _box(left: float, top: float, right: float, bottom: float) -> tuple[float, ...]:
    return tuple(part * _SIDE for part in (left, top, right, bottom))


def _oval(
    pen: ImageDraw.ImageDraw, x: float, y: float, wide: float, high: float, fill: str
) -> None:
    pen.ellipse(_box(x - wide, y - high, x + wide, y + high), fill=fill)
