"""Photos keep the picture and which way up it is; whose camera took it is dropped."""

from datetime import datetime

import pytest

from landsurvey.formats import photo
from tests.landsurvey.fieldbuilders import a_jpeg, an_exif


def test_camera_words_are_dropped_and_time_and_place_returned() -> None:
    sent = a_jpeg(exif=an_exif(owner="Somchai"), comment=b"secret", behind=b"PK\x03\x04 a zip")

    read = photo.read(sent, name="a.jpg")

    assert b"Somchai" not in read.content
    assert b"secret" not in read.content
    assert read.content.endswith(b"\xff\xd9")
    assert b"2023:05:31" not in read.content
    assert read.taken_at == datetime(2023, 5, 31, 9, 0)  # noqa: DTZ001
    assert read.position == pytest.approx((98.943611, 18.744444), abs=1e-6)


def test_orientation_stays_when_everything_else_goes() -> None:
    read = photo.read(a_jpeg(exif=an_exif(orientation=6)), name="a.jpg")

    assert photo.read(read.content, name="again").content == read.content
    assert b"Exif\0\0" in read.content


def test_picture_is_byte_for_byte_the_same_when_it_carries_no_words() -> None:
    sent = a_jpeg(size=(4000, 3000))

    read = photo.read(sent, name="a.jpg")

    assert (read.content, read.width, read.height) == (sent, 4000, 3000)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4"])
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(photo.NotAJpeg):
        photo.read(content, name="a.jpg")


@pytest.mark.parametrize("end", range(4, len(a_jpeg()) - 1, 7))
def test_photo_cut_off_anywhere_is_refused(end: int) -> None:
    with pytest.raises(photo.PhotoDamaged):
        photo.read(a_jpeg()[:end], name="a.jpg")


@pytest.mark.parametrize("end", range(0, 200, 9))
def test_broken_camera_words_do_not_keep_the_picture_out(end: int) -> None:
    read = photo.read(a_jpeg(exif=an_exif()[:end] or b"x"), name="a.jpg")

    assert (read.width, read.height) == (8, 6)


@pytest.mark.parametrize("tag", [b"\x01\x12\0\3", b"\0\1\0\2", b"\x90\3\0\2"], ids=["way", "north", "taken"])
def test_camera_words_of_another_kind_do_not_keep_the_picture_out(tag: bytes) -> None:
    for kind in (1, 2, 4, 5):
        exif = an_exif().replace(tag, tag[:3] + bytes([kind]))

        assert photo.read(a_jpeg(exif=exif), name="a.jpg").width == 8


def test_time_of_a_camera_whose_clock_was_never_set_is_not_kept() -> None:
    assert photo.read(a_jpeg(exif=an_exif(taken="0001:01:01 00:00:00")), name="a.jpg").taken_at is None


def test_photo_beyond_the_limit_is_refused() -> None:
    with pytest.raises(photo.PhotoTooLarge):
        photo.read(b"\xff\xd8\xff" + bytes(photo.MAX_BYTES), name="a.jpg")
