"""Archives made to harm: each is refused with a sentence, and nothing is written beside its folder."""

import io
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from landsurvey.formats import archive, families
from landsurvey.inspecting import inspection, sandbox
from landsurvey.words import FileRefused
from tests.landsurvey.builders import a_row, a_square, a_survey, a_zip, entries_of

LIMITS = sandbox.Limits(time_s=30, memory_mb=600, file_mb=20)
EXPANDED = 20_000_000


@pytest.fixture
def entries(tmp_path: Path) -> dict[str, bytes]:
    """The parts of an ordinary shapefile."""
    folder = tmp_path / "made"
    folder.mkdir()
    return entries_of(a_survey([a_row(a_square())], folder))


def refusal_of(content: bytes, folder: Path) -> FileRefused:
    path = folder / "upload"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        sandbox.run(inspection.inspect, path, limits=LIMITS, max_expanded_bytes=EXPANDED)
    assert not isinstance(refused.value, (sandbox.StoppedReading, sandbox.TookTooLong, sandbox.NeededTooMuchMemory))
    return refused.value


def zipped(entries: dict[str, bytes], folder: Path) -> bytes:
    return a_zip(folder / "packed.zip", entries).read_bytes()


@pytest.mark.parametrize(
    "name", ["../../evil.shp", "/etc/evil.shp", "C:\\evil.shp", "..\\evil.shp", "a/../../evil.shp"]
)
def test_refused_when_an_entry_leaves_its_folder(name: str, entries: dict[str, bytes], tmp_path: Path) -> None:
    assert isinstance(refusal_of(zipped({**entries, name: b"x"}, tmp_path), tmp_path), archive.EscapesItsFolder)
    assert list(tmp_path.parent.glob("**/evil.shp")) == []


def test_refused_when_an_entry_is_larger_than_it_says(entries: dict[str, bytes], tmp_path: Path) -> None:
    honest = zipped({**entries, "parcels.shp": bytes(5_000_000)}, tmp_path)
    lying = honest.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 500))

    assert isinstance(refusal_of(lying, tmp_path), archive.DamagedEntry)


def test_refused_when_many_entries_share_the_same_packed_bytes(tmp_path: Path) -> None:
    kernel = zipped({"a.shp": bytes(1_000_000)}, tmp_path)
    directory = kernel.rindex(b"PK\x01\x02")
    entry, end = kernel[directory : kernel.rindex(b"PK\x05\x06")], kernel[kernel.rindex(b"PK\x05\x06") :]
    names = [entry.replace(b"a.shp", f"{number:05}".encode()) for number in range(1_000)]
    listed = b"".join(names)
    counts = struct.pack("<HHI", 1_000, 1_000, len(listed))

    bomb = kernel[:directory] + listed + end[:8] + counts + struct.pack("<I", directory) + b"\0\0"

    assert isinstance(refusal_of(bomb, tmp_path), (archive.ExpandsTooFar, archive.CompressedTooHard))


def test_refused_when_archives_are_nested(entries: dict[str, bytes], tmp_path: Path) -> None:
    inner = zipped(entries, tmp_path)

    assert isinstance(refusal_of(zipped({"inner.zip": inner}, tmp_path), tmp_path), families.HoldsAnArchive)
    assert isinstance(refusal_of(zipped({"inner.csv": inner}, tmp_path), tmp_path), FileRefused)


@pytest.mark.parametrize("front", [b"%PDF-1.7\n", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"#!/bin/sh\n"])
def test_refused_when_a_zip_hides_behind_another_format(
    front: bytes, entries: dict[str, bytes], tmp_path: Path
) -> None:
    assert isinstance(refusal_of(front + zipped(entries, tmp_path), tmp_path), families.UnknownFormat)


def test_survey_is_read_when_a_page_is_hung_behind_its_zip(entries: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(zipped(entries, tmp_path) + b"\n<html><script>alert(1)</script></html>")

    assert inspection.inspect(path).rows == 1


def _link(member: tarfile.TarInfo) -> None:
    member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"


def _outside(member: tarfile.TarInfo) -> None:
    member.name = "../../evil.vec"


def _device(member: tarfile.TarInfo) -> None:
    member.type = tarfile.CHRTYPE


@pytest.mark.parametrize("change", [_link, _outside, _device])
def test_refused_when_a_tar_holds_what_is_no_plain_file(
    change: Callable[[tarfile.TarInfo], None], tmp_path: Path
) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:bz2") as packed:
        for name in ("E0000A01.THF", "EDAB01S1.VEC"):
            member = tarfile.TarInfo(name)
            member.size = 4
            if name.endswith("VEC"):
                change(member)
            packed.addfile(member, io.BytesIO(b"BOMT"))

    refusal_of(buffer.getvalue(), tmp_path)
    assert list(tmp_path.parent.glob("**/evil.vec")) == []


def test_refused_when_a_tar_expands_beyond_the_limit(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:bz2") as packed:
        member = tarfile.TarInfo("E0000A01.THF")
        member.size = 100_000_000
        packed.addfile(member, io.BytesIO(bytes(member.size)))

    refusal_of(buffer.getvalue(), tmp_path)


def test_refused_when_a_zip_of_locked_entries_comes(entries: dict[str, bytes], tmp_path: Path) -> None:
    path = a_zip(tmp_path / "locked.zip", entries)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as packed:
        for entry in packed.infolist():
            content[entry.header_offset + 6] |= 1
    start = 0
    while (start := content.find(b"PK\x01\x02", start)) >= 0:
        content[start + 8] |= 1
        start += 4

    assert isinstance(refusal_of(bytes(content), tmp_path), archive.IsEncrypted)
