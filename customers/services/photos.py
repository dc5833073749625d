"""A customer's photo: re-encoded in two sizes, kept in private storage.

Pillow decodes and writes the picture anew, so nothing of the file's metadata
(place, camera, embedded thumbnails) or hidden payload is kept.
"""

import io
import secrets
import warnings

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from customers.models import Customer
from customers.services.customers import lock_customer, touch
from customers.services.errors import CustomerError
from lendcore.actors import Actor
from lendcore.history.recording import records_history

LIMIT_BYTES = 5 * 1024 * 1024
# A phone's camera makes 50 megapixels; more is no portrait.
LIMIT_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
SIZES = {"small": 128, "large": 1024}
QUALITY = 85


class BadPhoto(CustomerError):
    """The file is no picture that we take; the message says why."""


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
        raise BadPhoto("The picture has too many pixels. Choose a smaller one.") from (
            None
        )
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise BadPhoto("This file is not a JPEG, PNG or WebP picture.") from None


def encode_sizes(picture: Image.Image) -> dict[str, bytes]:
    if picture.width * picture.height > LIMIT_PIXELS:
        raise BadPhoto("The picture has too many pixels. Choose a smaller one.")
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    small = ImageOps.fit(upright, (SIZES["small"], SIZES["small"]))
    upright.thumbnail((SIZES["large"], SIZES["large"]))
    return {"small": as_webp(small), "large": as_webp(upright)}


def as_webp(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=QUALITY)
    return buffer.getvalue()
