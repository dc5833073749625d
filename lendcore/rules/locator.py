"""The locator map: a ZIP code with the towns around it, drawn without a network.

Everything is in pixels of an SVG of fixed size, rounded to 0.1 to keep pages light.
Positions are those of ZIP codes, so the map shows where a ZIP code lies, not a house.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import zipcodes

from lendcore.rules.postal import Place, check_postal_code, city_case, find_place

_WIDTH = 760
_HEIGHT = 340
_HALF_HEIGHT_MILES = 22
_PIXELS_PER_MILE = _HEIGHT / 2 / _HALF_HEIGHT_MILES
# Miles in one degree of latitude, and of longitude at the equator.
_LATITUDE_MILES = 69.0
_LONGITUDE_MILES = 69.17

_RING_MILES = (5, 10, 20)
# Ring labels stand on their rings at 40 degrees below the horizontal, to the right.
_RING_LABEL_X = 0.766
_RING_LABEL_Y = 0.643
_SCALE_BAR_MILES = 5

# Dots this far outside still reach into the picture.
_MARGIN = 20
_MOST_DOTS = 120
_DOT_RADIUS = 17.0
# Sides of the squares to which the dots of a dense city are thinned, step by step.
_THINNING = (8, 16, 24, 32, 40, 48, 56, 64)
# The settled area must stay one area when its dots stand further apart.
_DOT_RADIUS_PER_SQUARE = 0.65

_MOST_LABELS = 26
_LETTER_WIDTH = 6.6
_PIN_LETTER_WIDTH = 7.2

type _Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class TownLabel:
    """A town: its spot, and where its name begins. Large ones have several ZIPs."""

    name: str
    x: float
    y: float
    text_x: float
    text_y: float
    is_large: bool


@dataclass(frozen=True)
class Ring:
    """A circle around the center at a round distance, and the middle of its label."""

    radius: float
    miles: int
    text_x: float
    text_y: float


@dataclass(frozen=True)
class ScaleBar:
    """The left end of the scale bar and its length."""

    x: float
    y: float
    length: float
    miles: int


@dataclass(frozen=True)
class LocatorMap:
    """All that a template needs to draw the map.

    dots: the settled area, at most 120 spots to be drawn as discs of dot_radius.
    """

    width: int
    height: int
    center_x: float
    center_y: float
    dots: tuple[tuple[float, float], ...]
    dot_radius: float
    labels: tuple[TownLabel, ...]
    rings: tuple[Ring, ...]
    scale_bar: ScaleBar
    city: str
    region: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class _Spot:
    latitude: float
    longitude: float
    city: str
    region: str


@dataclass(frozen=True, slots=True)
class _Dot:
    x: float
    y: float
    city: str
    region: str


def locate(postal_code: str) -> LocatorMap | None:
    """Return the map around a US ZIP code, or None when its spot is not known.

    That holds for codes not on file, military ones and those of Canada.
    """
    checked = check_postal_code(postal_code, country="US")
    return None if checked.problem else _locate_zip(checked.code[:5])


@lru_cache(maxsize=512)
def _locate_zip(zip_code: str) -> LocatorMap | None:
    place = find_place(zip_code, "US")
    if place is None or place.latitude is None or place.longitude is None:
        return None
    dots = list(_list_dots(float(place.latitude), float(place.longitude)))
    spots, radius = _thin(
        [(_WIDTH / 2, _HEIGHT / 2), *((dot.x, dot.y) for dot in dots)]
    )
    rings = tuple(_ring(miles) for miles in _RING_MILES)
    return LocatorMap(
        width=_WIDTH,
        height=_HEIGHT,
        center_x=_WIDTH / 2,
        center_y=_HEIGHT / 2,
        dots=tuple(spots),
        dot_radius=radius,
        labels=tuple(_label_towns(dots, place, zip_code, rings)),
        rings=rings,
        scale_bar=_scale_bar(),
        city=place.city,
        region=place.region,
        postal_code=zip_code,
    )


@cache
def _grid() -> dict[tuple[int, int], list[_Spot]]:
    """Return the ordinary ZIP codes of the country by square degree.

    Reading the table takes about a second, so a process does it once.
    """
    grid: dict[tuple[int, int], list[_Spot]] = {}
    for row in _list_ordinary_zips():
        latitude, longitude = float(row["lat"] or 0), float(row["long"] or 0)
        if latitude or longitude:
            spot = _Spot(latitude, longitude, row["city"], row["state"])
            cell = (math.floor(latitude), math.floor(longitude))
            grid.setdefault(cell, []).append(spot)
    return grid


def _list_ordinary_zips() -> Iterator[dict[str, str]]:
    # The table as a whole would take 70 MB, and list_all() never gives them back.
    for first_digit in "0123456789":
        for row in zipcodes.similar_to(first_digit):
            if row["zip_code_type"] == "STANDARD":
                yield row


def _list_dots(latitude: float, longitude: float) -> Iterator[_Dot]:
    mile_width = _LONGITUDE_MILES * math.cos(math.radians(latitude))
    for spot in _list_spots(latitude, longitude, mile_width):
        # Taken round the date line, so that -179.9 is close to 179.9.
        east = (spot.longitude - longitude + 180) % 360 - 180
        north = spot.latitude - latitude
        x = _WIDTH / 2 + east * mile_width * _PIXELS_PER_MILE
        y = _HEIGHT / 2 - north * _LATITUDE_MILES * _PIXELS_PER_MILE
        if -_MARGIN < x < _WIDTH + _MARGIN and -_MARGIN < y < _HEIGHT + _MARGIN:
            yield _Dot(x, y, spot.city, spot.region)


def _list_spots(
    latitude: float, longitude: float, mile_width: float
) -> Iterator[_Spot]:
    half_width = (_WIDTH / 2 + _MARGIN) / _PIXELS_PER_MILE / mile_width
    half_height = (_HEIGHT / 2 + _MARGIN) / _PIXELS_PER_MILE / _LATITUDE_MILES
    rows = range(
        math.floor(latitude - half_height), math.floor(latitude + half_height) + 1
    )
    columns = range(
        math.floor(longitude - half_width), math.floor(longitude + half_width) + 1
    )
    for row in rows:
        for column in columns:
            yield from _grid().get((row, (column + 180) % 360 - 180), ())


def _thin(
    spots: list[tuple[float, float]],
) -> tuple[list[tuple[float, float]], float]:
    """Return at most _MOST_DOTS spots that cover the same ground, and their radius."""
    rounded = list(dict.fromkeys((round(x, 1), round(y, 1)) for x, y in spots))
    if len(rounded) <= _MOST_DOTS:
        return rounded, _DOT_RADIUS
    for side in _THINNING:
        squares: dict[tuple[int, int], list[tuple[float, float]]] = {}
        for x, y in rounded:
            squares.setdefault((int(x // side), int(y // side)), []).append((x, y))
        if len(squares) <= _MOST_DOTS:
            break
    thinned = [_mean(square) for square in squares.values()]
    return thinned, max(_DOT_RADIUS, round(side * _DOT_RADIUS_PER_SQUARE, 1))


def _mean(spots: list[tuple[float, float]]) -> tuple[float, float]:
    xs, ys = zip(*spots, strict=True)
    return round(sum(xs) / len(xs), 1), round(sum(ys) / len(ys), 1)


def _label_towns(
    dots: list[_Dot], place: Place, zip_code: str, rings: tuple[Ring, ...]
) -> Iterator[TownLabel]:
    """Yield the towns whose names fit, those with most ZIP codes first."""
    towns: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for dot in dots:
        towns.setdefault((city_case(dot.city), dot.region), []).append((dot.x, dot.y))
    # The pin names its own town.
    towns.pop((place.city, place.region), None)
    taken = [_pin_box(f"{place.city}, {place.region} {zip_code}")]
    taken += [_ring_label_box(ring) for ring in rings]
    count = 0
    for (name, _), spots in sorted(
        towns.items(), key=lambda town: (-len(town[1]), _distance(_mean(town[1])))
    ):
        x, y = _mean(spots)
        box = (x - 4, y - 8, x + len(name) * _LETTER_WIDTH + 14, y + 8)
        if not _is_inside(box) or any(_overlap(box, other) for other in taken):
            continue
        taken.append(box)
        yield TownLabel(
            name, x, y, round(x + 8, 1), round(y + 4, 1), is_large=len(spots) > 2
        )
        count += 1
        if count == _MOST_LABELS:
            return


def _distance(spot: tuple[float, float]) -> float:
    return math.hypot(spot[0] - _WIDTH / 2, spot[1] - _HEIGHT / 2)


def _is_inside(box: _Box) -> bool:
    # The lowest strip belongs to the scale bar.
    left, top, right, bottom = box
    return left >= 6 and right <= _WIDTH - 6 and top >= 6 and bottom <= _HEIGHT - 30


def _overlap(box: _Box, other: _Box) -> bool:
    return (
        box[0] <= other[2]
        and other[0] <= box[2]
        and box[1] <= other[3]
        and other[1] <= box[3]
    )


def _pin_box(text: str) -> _Box:
    half = max(60, len(text) * _PIN_LETTER_WIDTH / 2 + 4)
    x, y = _WIDTH / 2, _HEIGHT / 2
    return (x - half, y - 52, x + half, y + 22)


def _ring_label_box(ring: Ring) -> _Box:
    return (ring.text_x - 20, ring.text_y - 11, ring.text_x + 20, ring.text_y + 4)


def _ring(miles: int) -> Ring:
    radius = miles * _PIXELS_PER_MILE
    return Ring(
        radius=round(radius, 1),
        miles=miles,
        text_x=round(_WIDTH / 2 + radius * _RING_LABEL_X, 1),
        text_y=round(_HEIGHT / 2 + radius * _RING_LABEL_Y + 4, 1),
    )


def _scale_bar() -> ScaleBar:
    length = round(_SCALE_BAR_MILES * _PIXELS_PER_MILE, 1)
    return ScaleBar(
        x=round(_WIDTH - 20 - length, 1),
        y=_HEIGHT - 16.0,
        length=length,
        miles=_SCALE_BAR_MILES,
    )
