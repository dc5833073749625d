"""A customer's photo: re-encoded in two sizes, kept in private storage.

Pillow decodes and writes the picture anew, so nothing of the file's metadata
(place, camera, embedded thumbnails) or hidden payload is kept.
"""

import io
import secrets
import warnings

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from customers.models import Customer
from customers.services.customers import lock_customer, touch
from customers.services.errors import CustomerError
from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.models import AccessRecord
from lendcore.services import access

LIMIT_BYTES = 5 * 1024 * 1024
# A phone's camera makes 50 megapixels; more is no portrait.
LIMIT_PIXELS = 50_000_000
# What may stand in memory. While it is decoded a pixel takes up to 16 bytes (WebP), so
# these are 256 MB; 5 MB of PNG could unfold to any size.
LIMIT_DECODED_PIXELS = 16_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
LARGE = "large"
SIZES = {"small": 128, LARGE: 1024}
# Twice the larger size, so that shrinking still has something to average.
DRAFT_SIZE = (2 * SIZES[LARGE], 2 * SIZES[LARGE])
# Others Pillow can't shrink, or only by way of further copies in full size.
MODES_TO_SHRINK = ("RGB", "L", "CMYK")
QUALITY = 85


class BadPhoto(CustomerError):
    """The file is no picture that we take; the message says why."""


class TooManyPixels(BadPhoto):
    """The picture would take too much memory."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            "The picture has too many pixels. Choose one of at most "
            f"{limit // 1_000_000} megapixels."
        )


@records_history
def set_photo(*, actor: Actor, customer_id: int, upload: UploadedFile) -> Customer:
    """Return the customer with a new photo. Raises BadPhoto."""
    pictures = encode(upload)
    customer = lock_customer(customer_id)
    former = customer.photo
    customer.photo = secrets.token_hex(16)
    for size, content in pictures.items():
        default_storage.save(path_of(customer, size), ContentFile(content))
    touch(customer, actor)
    customer.save()
    transaction.on_commit(lambda: delete_files(customer, former))
    return customer


@records_history
def remove_photo(*, actor: Actor, customer_id: int) -> Customer:
    """Return the customer without a photo."""
    customer = lock_customer(customer_id)
    former = customer.photo
    if former:
        customer.photo = ""
        touch(customer, actor)
        customer.save()
        transaction.on_commit(lambda: delete_files(customer, former))
    return customer


def open_photo(*, actor: Actor, customer: Customer, size: str) -> File:
    """Return the open picture of a size; who opens the large one is recorded.

    The small one stands beside the name on every page, and tells as little. Raises
    FileNotFoundError.
    """
    picture = default_storage.open(path_of(customer, size))
    if size == LARGE:
        access.record(
            actor=actor,
            kind=AccessRecord.Kind.PHOTO,
            what="Photo in full size",
            entity="customer",
            entity_id=customer.pk,
        )
    return picture


def path_of(customer: Customer, size: str, photo: str = "") -> str:
    """Return where a size stands in private storage; tenants never share a folder."""
    name = photo or customer.photo
    return f"tenants/{customer.tenant_id}/photos/{customer.pk}/{name}-{size}.webp"


def delete_files(customer: Customer, photo: str) -> None:
    if photo:
        for size in SIZES:
            default_storage.delete(path_of(customer, size, photo))


def encode(upload: UploadedFile) -> dict[str, bytes]:
    """Return the picture as WebP in both sizes. Raises BadPhoto."""
    if upload.size > LIMIT_BYTES:
        raise BadPhoto("The picture is larger than 5 MB. Choose a smaller one.")
    try:
        with warnings.catch_warnings():
            # Pillow warns of a likely decompression bomb; we refuse it.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload, formats=FORMATS) as picture:
                return encode_sizes(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels(LIMIT_PIXELS) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise BadPhoto("This file is not a JPEG, PNG or WebP picture.") from None


def encode_sizes(picture: Image.Image) -> dict[str, bytes]:
    """Return both sizes of an opened picture, shrunk before anything copies it."""
    check_pixels(picture)
    if picture.mode not in MODES_TO_SHRINK:
        picture = picture.convert("RGB")
    picture.thumbnail((SIZES[LARGE], SIZES[LARGE]))
    ImageOps.exif_transpose(picture, in_place=True)
    upright = picture.convert("RGB")
    small = ImageOps.fit(upright, (SIZES["small"], SIZES["small"]))
    return {"small": as_webp(small), LARGE: as_webp(upright)}


def check_pixels(picture: Image.Image) -> None:
    """Raise TooManyPixels, before anything is decoded, when there is too much of it.

    A JPEG is told to decode to a half, a quarter or an eighth; a progressive one
    keeps everything in memory all the same, and no other format can do it.
    """
    whole = picture.width * picture.height
    if whole > LIMIT_PIXELS:
        raise TooManyPixels(LIMIT_PIXELS)
    picture.draft("RGB", DRAFT_SIZE)
    is_progressive = "progressive" in picture.info
    decoded = whole if is_progressive else picture.width * picture.height
    if decoded > LIMIT_DECODED_PIXELS:
        raise TooManyPixels(LIMIT_DECODED_PIXELS)


def as_webp(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=QUALITY)
    return buffer.getvalue()
