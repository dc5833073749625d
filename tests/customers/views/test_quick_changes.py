"""Keys, marks, photo, scores and reveals on the customer's page."""

import contextlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import ExifTags, Image

from customers.models import CreditScore, Customer, Phone
from lendcore.models import AccessRecord
from tests import builders
from tests.builders_customers import SSN, address, make_customer, phone, ssn

pytestmark = pytest.mark.usefixtures("in_tenant")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def customer(actor):
    return make_customer(
        actor,
        phones=(phone(), phone("(801) 555-0177", is_secondary=True)),
        primary_address=address(),
        tax_number=ssn(),
    )


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(size=(400, 300), kind="JPEG", mode="RGB", **options) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, kind, **options)
    return buffer.getvalue()


def size_of(file) -> tuple[int, int]:
    with Image.open(file) as image:
        return image.size


def post_photo(client, customer, content: bytes, name="me.jpg"):
    upload = SimpleUploadedFile(name, content, "image/jpeg")
    url = reverse("customers:photo_upload", args=[customer.pk])
    return client.post(url, {"photo": upload}, follow=True)


def undo_of(response) -> dict:
    return {"token": response.wsgi_request.undo["token"]}


def test_the_grey_key_makes_a_phone_primary_and_undo_takes_it_back(signed_in, customer):
    grey = Phone.objects.get(is_secondary=True)
    url = reverse("customers:phone_primary", args=[customer.pk, grey.pk])

    response = signed_in.post(url, headers=HTMX)

    grey.refresh_from_db()
    assert grey.is_primary
    assert 'id="record"' in response.content.decode()
    assert "Undo" in response.content.decode()
    signed_in.post(
        reverse("customers:phone_undo", args=[customer.pk]), undo_of(response)
    )
    grey.refresh_from_db()
    assert grey.is_secondary


def test_undo_is_refused_after_another_change(signed_in, customer):
    primary = Phone.objects.get(is_primary=True)
    calls = reverse("customers:phone_calls", args=[customer.pk, primary.pk])
    first = signed_in.post(calls, headers=HTMX)
    token = undo_of(first)
    verified = reverse("customers:phone_verified", args=[customer.pk, primary.pk])
    signed_in.post(verified, headers=HTMX)

    undo = reverse("customers:phone_undo", args=[customer.pk])
    response = signed_in.post(undo, token, follow=True)

    primary.refresh_from_db()
    assert primary.is_do_not_call
    assert "Nothing was undone" in response.content.decode()


def test_the_list_follows_the_primary_phone(signed_in, customer):
    primary = Phone.objects.get(is_primary=True)

    signed_in.post(reverse("customers:phone_calls", args=[customer.pk, primary.pk]))

    assert Customer.objects.get().is_do_not_call


def test_the_primary_phone_cannot_go_while_others_are_there(signed_in, customer):
    primary = Phone.objects.get(is_primary=True)
    url = reverse("customers:phone_delete", args=[customer.pk, primary.pk])

    response = signed_in.post(url, follow=True)

    assert "Make another phone primary first" in response.content.decode()
    assert Phone.objects.count() == 2


def test_a_reveal_shows_the_number_and_is_recorded(signed_in, customer):
    url = reverse("customers:reveal", args=[customer.pk, "tax_number"])

    response = signed_in.post(url, headers=HTMX)

    record = AccessRecord.objects.get()
    assert SSN in response.content.decode()
    assert 'data-hide-after="30"' in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"
    assert (record.what, record.entity_id) == ("tax_number", customer.pk)
    assert record.actor_name == "Dana Whitfield"


def test_a_role_that_may_not_reveal_gets_403_and_no_number(client, customer, tenant):
    reader = builders.make_member(tenant, "read_only")
    builders.sign_in(client, reader, tenant)

    response = client.post(
        reverse("customers:reveal", args=[customer.pk, "tax_number"])
    )

    assert response.status_code == 403
    assert SSN not in response.content.decode()
    assert not AccessRecord.objects.exists()


def test_a_photo_is_encoded_anew_in_two_sizes(signed_in, customer, tmp_path):
    response = post_photo(signed_in, customer, picture())

    saved = Customer.objects.get()
    files = sorted(tmp_path.rglob("*.webp"))
    assert [size_of(file) for file in files] == [(400, 300), (128, 128)]
    assert saved.photo in response.content.decode()
    url = reverse("customers:photo", args=[customer.pk, "small", saved.photo])
    with contextlib.closing(signed_in.get(url)) as sent:
        assert sent["Content-Type"] == "image/webp"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"GIF89a not a picture", "not a JPEG, PNG or WebP"),
        (picture(kind="GIF"), "not a JPEG, PNG or WebP"),
        (picture() + b"x" * 5_300_000, "larger than 5 MB"),
        (picture()[:200], "not a JPEG, PNG or WebP"),
    ],
)
def test_what_is_no_good_photo_is_refused_with_a_sentence(
    signed_in, customer, content, sentence
):
    response = post_photo(signed_in, customer, content)

    assert sentence in response.content.decode()
    assert Customer.objects.get().photo == ""


@pytest.mark.parametrize(
    ("made", "limit"),
    [
        ({"size": (12_000, 12_000), "kind": "PNG"}, 50),
        ({"size": (8_000, 7_000)}, 50),
        ({"size": (5_000, 4_000), "kind": "PNG"}, 16),
        ({"size": (5_000, 4_000), "kind": "WEBP"}, 16),
        ({"size": (5_000, 4_000), "progressive": True}, 16),
        # Too narrow to be decoded to less.
        ({"size": (40_000, 500)}, 16),
    ],
    ids=["bomb", "JPEG", "PNG", "WebP", "progressive", "narrow"],
)
def test_a_picture_that_would_fill_the_memory_is_refused(
    signed_in, customer, made, limit
):
    content = picture(**made)
    assert len(content) < 5 * 1024 * 1024

    response = post_photo(signed_in, customer, content)

    sentence = f"too many pixels. Choose one of at most {limit} megapixels."
    assert sentence in response.content.decode()
    assert Customer.objects.get().photo == ""


@pytest.mark.parametrize(
    ("made", "large"),
    [
        ({"size": (8_000, 6_000)}, (1024, 768)),
        ({"size": (2_000, 1_000), "mode": "CMYK"}, (1024, 512)),
        ({"size": (2_000, 1_000), "mode": "L"}, (1024, 512)),
        ({"size": (4_000, 3_000), "kind": "PNG", "mode": "RGBA"}, (1024, 768)),
        ({"size": (2_000, 1_000), "kind": "PNG", "mode": "P"}, (1024, 512)),
        ({"size": (2_000, 1_000), "kind": "PNG", "mode": "I;16"}, (1024, 512)),
        ({"size": (2_000, 1_000), "kind": "WEBP", "mode": "RGBA"}, (1024, 512)),
    ],
    ids=["JPEG", "CMYK", "grey", "RGBA", "palette", "16 bits", "WebP"],
)
def test_a_large_picture_of_any_kind_is_shrunk(
    signed_in, customer, tmp_path, made, large
):
    post_photo(signed_in, customer, picture(**made))

    sizes = [size_of(file) for file in sorted(tmp_path.rglob("*.webp"))]
    assert sizes == [large, (128, 128)]


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGB"), ("PNG", "RGBA")]
)
def test_a_picture_is_turned_as_its_camera_was_held(
    signed_in, customer, tmp_path, kind, mode
):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6

    post_photo(
        signed_in, customer, picture((2_000, 1_000), kind=kind, mode=mode, exif=exif)
    )

    sizes = [size_of(file) for file in sorted(tmp_path.rglob("*.webp"))]
    assert sizes == [(512, 1024), (128, 128)]


def test_a_photo_is_not_sent_to_a_role_that_sees_none(
    client, signed_in, customer, tenant
):
    post_photo(signed_in, customer, picture())
    name = Customer.objects.get().photo
    role = builders.Role.objects.get(code="read_only")
    with builders.recorded_by_operator(tenant):
        role.shows_photo = False
        role.save()
    reader = builders.make_member(tenant, "read_only")
    builders.sign_in(client, reader, tenant)

    response = client.get(reverse("customers:photo", args=[customer.pk, "small", name]))

    assert response.status_code == 404


def open_size(client, customer, size):
    name = Customer.objects.get().photo
    url = reverse("customers:photo", args=[customer.pk, size, name])
    sent = client.get(url)
    if sent.streaming:
        # Read to its end, the file is closed and the test's connection is not.
        assert b"WEBP" in b"".join(sent.streaming_content)
    return sent


def test_opening_the_photo_in_full_size_is_recorded_every_time(
    signed_in, customer, agent
):
    post_photo(signed_in, customer, picture())

    answers = [open_size(signed_in, customer, "large") for _ in range(2)]

    assert {sent["Cache-Control"] for sent in answers} == {"private, no-store"}
    first, second = AccessRecord.objects.order_by("pk")
    assert (first.kind, first.what) == ("photo", "Photo in full size")
    assert (first.entity, first.entity_id) == ("customer", customer.pk)
    assert first.actor_id == second.actor_id == agent.pk


def test_the_small_photo_beside_the_name_is_kept_and_not_recorded(signed_in, customer):
    post_photo(signed_in, customer, picture())

    sent = open_size(signed_in, customer, "small")

    assert "max-age=86400" in sent["Cache-Control"]
    assert not AccessRecord.objects.exists()


def test_a_photo_without_its_file_is_not_found_and_not_recorded(
    signed_in, customer, tmp_path
):
    post_photo(signed_in, customer, picture())
    for file in tmp_path.rglob("*.webp"):
        file.unlink()

    assert open_size(signed_in, customer, "large").status_code == 404
    assert not AccessRecord.objects.exists()


def test_scores_are_entered_once_a_day(signed_in, customer):
    url = reverse("customers:scores_enter", args=[customer.pk])
    data = {"scored_on": "2026-11-02", "equifax": "681", "experian": "664"}

    signed_in.post(url, data)
    again = signed_in.post(url, data)

    assert CreditScore.objects.get().average == 673
    assert again.status_code == 422
    assert "There are scores of this date already." in again.content.decode()


@pytest.mark.parametrize("score", ["299", "851", "abc", "-1"])
def test_a_score_out_of_range_is_refused(signed_in, customer, score):
    url = reverse("customers:scores_enter", args=[customer.pk])

    response = signed_in.post(url, {"scored_on": "2026-11-02", "equifax": score})

    assert response.status_code == 422
    assert not CreditScore.objects.exists()


def test_an_address_check_says_that_nothing_is_connected(signed_in, customer):
    url = reverse("customers:address_check", args=[customer.pk, "primary", "verified"])

    response = signed_in.post(url, follow=True)

    assert "No address service is connected" in response.content.decode()


@pytest.mark.parametrize(
    "name", ["phone_primary", "phone_calls", "phone_verified", "phone_delete"]
)
def test_another_tenants_phone_is_not_found(client, customer, other_tenant, name):
    stranger = builders.make_member(other_tenant, "administrator")
    builders.sign_in(client, stranger, other_tenant)
    phone_id = Phone.objects.first().pk

    url = reverse(f"customers:{name}", args=[customer.pk, phone_id])

    assert client.post(url).status_code == 404
