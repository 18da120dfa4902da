"""Keeping pictures: drawn anew, without the camera's words, within limits."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from casework import apart
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from incidents import photos, reports
from incidents.models import Moment, Photo, Report
from tests import lasting
from tests.incidents import builders, pictures
from tests.incidents.builders import AT


@lasting.fixture
def report(municipality: Municipality) -> Report:
    builders.ready(municipality)
    pole = builders.a_pole(municipality)
    return reports.receive(municipality, kind="tree", key=uuid4(), channel="qr", at=AT, pole=pole)


def sent(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", content, content_type="image/jpeg")


def test_photo_is_kept_without_the_cameras_words_and_its_place_apart(report: Report) -> None:
    content = pictures.jpeg((40, 30)) + b"PK\x03\x04<script>alert(1)</script>"

    photo = photos.keep(report, file=sent(content), moment=Moment.BEFORE, by=None, at=AT)

    with photo.file.open("rb") as file:
        kept = file.read()
    drawn = Image.open(io.BytesIO(kept))
    assert drawn.size == (30, 40)
    assert not drawn.getexif()
    assert b"Somchai" not in kept
    assert b"script" not in kept
    assert photo.position is not None
    assert photo.position.coords == pytest.approx((pictures.LON, pictures.LAT), abs=1e-6)


def test_large_photo_is_made_smaller(report: Report) -> None:
    photo = photos.keep(report, file=sent(pictures.jpeg((4000, 3000))), moment=Moment.BEFORE, by=None, at=AT)

    assert (photo.width, photo.height) == (1200, 1600)


def test_photo_sent_twice_is_kept_once(report: Report) -> None:
    content = pictures.jpeg()

    first = photos.keep(report, file=sent(content), moment=Moment.BEFORE, by=None, at=AT)
    second = photos.keep(report, file=sent(content), moment=Moment.BEFORE, by=None, at=AT)

    assert first == second
    assert Photo.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (pictures.bomb(), photos.PhotoTooLarge),
        (pictures.bomb(5_000, 5_000), photos.PhotoDamaged),
        (pictures.jpeg((400, 300))[:1500], photos.PhotoDamaged),
        (b"%PDF-1.7 not a picture", photos.NotAPhoto),
        (b"GIF89a" + b"\0" * 100, photos.NotAPhoto),
        (b"", photos.NotAPhoto),
    ],
    ids=["bomb", "short of rows", "cut", "pdf", "gif", "empty"],
)
def test_photo_is_refused_when_it_cannot_be_drawn(report: Report, content: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        photos.keep(report, file=sent(content), moment=Moment.BEFORE, by=None, at=AT)

    assert not Photo.objects.exists()


def test_no_more_photos_are_taken_than_one_thing_may_have(report: Report) -> None:
    for number in range(photos.MOST_OF_ONE_THING):
        drawn = photos.Developed(pictures.jpeg(), 40, 30, None, f"{number:064d}")
        photos.put(report, photo=drawn, moment=Moment.BEFORE, by=None, at=AT)

    with pytest.raises(photos.TooManyPhotos):
        photos.keep(report, file=sent(pictures.jpeg()), moment=Moment.BEFORE, by=None, at=AT)


def test_photo_is_refused_when_drawing_it_takes_too_long(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "WAIT_S", 0.001)

    with pytest.raises(photos.PhotoDamaged):
        photos.keep(report, file=sent(pictures.jpeg()), moment=Moment.BEFORE, by=None, at=AT)
