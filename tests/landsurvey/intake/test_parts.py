"""A file in pieces: every piece in its place, once, and going on where the line broke."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage

from gis_assets.models import Municipality, Role
from landsurvey import uploads
from landsurvey.intake import parts
from landsurvey.models import PartialFile, Upload
from tests import lasting
from tests.landsurvey.builders import AT

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 40


@lasting.fixture
def surveyor(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEYOR)


@pytest.fixture
def begun(municipality: Municipality, surveyor: User) -> Callable[..., PartialFile]:
    def begin(content: bytes = CONTENT, **facts: Any) -> PartialFile:
        said: dict[str, Any] = {"name": "แปลง.zip", "modified_ms": 7, "by": surveyor, "at": AT} | facts
        return parts.begin(municipality=municipality, size_bytes=len(content), **said)

    return begin


def put(part: PartialFile, offset: int, piece: bytes) -> PartialFile:
    return parts.append(part, offset=offset, piece=io.BytesIO(piece), at=AT)


def here(part: PartialFile) -> Path:
    return Path(default_storage.path(f"survey/parts/{part.uid}"))


def test_pieces_become_the_same_upload_as_the_whole_file(begun: Callable[..., PartialFile]) -> None:
    part = begun()
    for offset in range(0, len(CONTENT), 3000):
        put(part, offset, CONTENT[offset : offset + 3000])

    upload, is_new = parts.finish(part, at=AT)

    with upload.file.open() as kept:
        assert kept.read() == CONTENT
    assert (is_new, upload.original_name, upload.size_bytes) == (True, "แปลง.zip", len(CONTENT))


def test_finishing_twice_gives_the_same_upload(begun: Callable[..., PartialFile]) -> None:
    part = put(begun(), 0, CONTENT)
    first, _is_new = parts.finish(part, at=AT)

    again, is_new = parts.finish(part, at=AT)

    assert (again, is_new, Upload.objects.count()) == (first, False, 1)


def test_same_file_announced_again_goes_on_where_it_stopped(begun: Callable[..., PartialFile]) -> None:
    put(begun(), 0, CONTENT[:4000])

    again = begun()

    assert again.received_bytes == 4000


@pytest.mark.parametrize("other", [{"name": "b.zip"}, {"modified_ms": 8}, {"content": CONTENT[:-1]}])
def test_another_file_begins_anew(begun: Callable[..., PartialFile], other: dict[str, Any]) -> None:
    put(begun(), 0, CONTENT[:4000])

    assert begun(**other).received_bytes == 0


def test_another_person_begins_anew(begun: Callable[..., PartialFile], officer: Callable[..., User]) -> None:
    put(begun(), 0, CONTENT[:4000])

    assert begun(by=officer(Role.SURVEYOR)).received_bytes == 0


@pytest.mark.parametrize("offset", [3999, 4001, 0])
def test_refused_when_a_piece_leaves_a_gap_or_overlaps(begun: Callable[..., PartialFile], offset: int) -> None:
    part = put(begun(), 0, CONTENT[:4000])

    with pytest.raises(parts.WrongPlace) as refused:
        put(part, offset, b"x")

    part.refresh_from_db()
    assert (refused.value.received_bytes, part.received_bytes) == (4000, 4000)


def test_bytes_written_without_their_row_are_written_over(begun: Callable[..., PartialFile]) -> None:
    part = put(begun(), 0, CONTENT[:4000])
    with here(part).open("ab") as file:
        file.write(b"left by a server that was killed" * 1000)

    put(part, 4000, CONTENT[4000:])

    assert parts.finish(part, at=AT)[0].size_bytes == len(CONTENT)


def test_refused_when_more_arrives_than_was_announced(begun: Callable[..., PartialFile]) -> None:
    part = begun()

    with pytest.raises(parts.MoreThanAnnounced):
        put(part, 0, CONTENT + b"x")

    part.refresh_from_db()
    assert part.received_bytes == 0


def test_refused_when_a_piece_is_larger_than_pieces_are(begun: Callable[..., PartialFile]) -> None:
    content = bytes(parts.PIECE_BYTES + 1)

    with pytest.raises(parts.MoreThanAnnounced):
        put(begun(content), 0, content)


def test_refused_when_closed_before_all_is_here(begun: Callable[..., PartialFile]) -> None:
    part = put(begun(), 0, CONTENT[:4000])

    with pytest.raises(parts.Incomplete):
        parts.finish(part, at=AT)

    assert not Upload.objects.exists()


def test_refused_when_announced_larger_than_the_limit(begun: Callable[..., PartialFile], settings: Any) -> None:
    settings.SURVEY_UPLOAD_LIMIT_MB = 0

    with pytest.raises(uploads.TooLarge):
        begun()


def test_same_bytes_received_before_are_not_kept_twice(begun: Callable[..., PartialFile]) -> None:
    parts.finish(put(begun(), 0, CONTENT), at=AT)
    again = put(begun(name="again.zip"), 0, CONTENT)

    with pytest.raises(uploads.AlreadyReceived):
        parts.finish(again, at=AT)

    assert Upload.objects.count() == 1


def test_nothing_is_left_of_a_file_that_was_forgotten(
    begun: Callable[..., PartialFile], django_capture_on_commit_callbacks: Any
) -> None:
    part = put(begun(), 0, CONTENT[:4000])

    with django_capture_on_commit_callbacks(execute=True):
        parts.discard(part)

    assert (here(part).exists(), PartialFile.objects.exists()) == (False, False)


def test_only_files_that_stopped_arriving_expire(begun: Callable[..., PartialFile], municipality: Municipality) -> None:
    put(begun(), 0, CONTENT[:4000])
    begun(name="later.zip", at=AT + timedelta(hours=3))

    count = parts.expire(municipality, before=AT + timedelta(hours=1))

    assert (count, PartialFile.objects.get().name) == (1, "later.zip")
