"""A zip that somebody else packed: each trick gets its own clear no."""

import stat
import zipfile
from pathlib import Path

import pytest

from landsurvey.formats import archive
from landsurvey.words import FileRefused
from tests.landsurvey.builders import a_zip

PARTS = {"a.shp": b"x", "a.shx": b"x", "a.dbf": b"x", "a.prj": b"x"}


def test_refused_when_not_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"this is a letter")

    with pytest.raises(archive.NotAZip):
        archive.shapefiles(path)


def test_refused_when_cut_off(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", PARTS)
    path.write_bytes(path.read_bytes()[:-30])

    with pytest.raises(archive.NotAZip):
        archive.shapefiles(path)


@pytest.mark.parametrize("name", ["../a.shp", "x/../../a.shp", "/etc/a.shp", "..\\a.shp", "C:\\a.shp", "C:/a.shp"])
def test_refused_when_an_entry_escapes(name: str, tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {**PARTS, name: b"x"})

    with pytest.raises(archive.EscapesItsFolder) as refused:
        archive.shapefiles(path)

    assert "outside its folder" in str(refused.value)


def test_refused_when_an_entry_is_a_link(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", PARTS)
    link = zipfile.ZipInfo("b.shp")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr(link, "/etc/passwd")

    with pytest.raises(archive.HoldsALink):
        archive.shapefiles(path)


def test_refused_when_locked_with_a_password(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {"a.shp": b"x"})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag of encryption in the directory
    path.write_bytes(bytes(content))

    with pytest.raises(archive.IsEncrypted):
        archive.shapefiles(path)


def test_refused_when_it_expands_beyond_the_limit(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {**PARTS, "a.dbf": b" " * 3_000_000})

    with pytest.raises(archive.ExpandsTooFar) as refused:
        archive.shapefiles(path, max_expanded_bytes=2_000_000)

    assert "3 MB; at most 2 MB" in str(refused.value)


def test_refused_when_compressed_beyond_reason(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {**PARTS, "a.dbf": bytes(archive.RATIO_FREE_BYTES + 1)})

    with pytest.raises(archive.CompressedTooHard):
        archive.shapefiles(path)


def test_refused_when_it_holds_too_many_entries(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {f"{number}.txt": b"" for number in range(archive.MAX_MEMBERS + 1)})

    with pytest.raises(archive.TooManyEntries):
        archive.shapefiles(path)


def test_refused_with_both_names_when_it_holds_two_shapefiles(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {**PARTS, "b/roads.shp": b"x", "b/roads.dbf": b"x"})
    found = archive.shapefiles(path)

    with pytest.raises(archive.SeveralShapefiles) as refused:
        archive.choose(found, layer=None)

    assert refused.value.layers == ("a", "b/roads")
    assert archive.choose(found, layer="b/roads").name == "b/roads"


def test_refused_when_the_named_layer_is_not_there(tmp_path: Path) -> None:
    found = archive.shapefiles(a_zip(tmp_path / "a.zip", PARTS))

    with pytest.raises(archive.NoSuchLayer):
        archive.choose(found, layer="b")


def test_refused_with_what_it_holds_when_there_is_no_shapefile(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {"letter.docx": b"x"})

    with pytest.raises(archive.NoShapefile) as refused:
        archive.shapefiles(path)

    assert "letter.docx" in str(refused.value)


def test_refused_when_the_table_is_missing(tmp_path: Path) -> None:
    found = archive.shapefiles(a_zip(tmp_path / "a.zip", {"a.shp": b"x", "a.shx": b"x"}))

    with pytest.raises(archive.MissingPart):
        archive.choose(found, layer=None)


def test_refused_when_an_entry_is_damaged(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {**PARTS, "a.shp": b"sound" * 100})
    content = bytearray(path.read_bytes())
    content[40] ^= 0xFF
    path.write_bytes(bytes(content))
    found = archive.choose(archive.shapefiles(path), layer=None)

    with pytest.raises(FileRefused):
        archive.unpack(path, found, into=tmp_path)


def test_litter_of_other_systems_is_ignored(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {**PARTS, "__MACOSX/._a.shp": b"x", "._a.shp": b"x", ".DS_Store": b"x"})

    assert [found.name for found in archive.shapefiles(path)] == ["a"]


def test_thai_name_is_readable_when_packed_on_windows(tmp_path: Path) -> None:
    name = "แปลง".encode("cp874")
    path = a_zip(tmp_path / "a.zip", {"xxxx.shp": b"x", "xxxx.dbf": b"x"})
    path.write_bytes(path.read_bytes().replace(b"xxxx", name))

    (found,) = archive.shapefiles(path)

    assert found.name == "แปลง"
    assert archive.unpack(path, found, into=tmp_path).read_bytes() == b"x"


def test_nothing_is_written_under_a_name_of_the_archive(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    found = archive.choose(archive.shapefiles(a_zip(tmp_path / "a.zip", PARTS)), layer=None)

    archive.unpack(tmp_path / "a.zip", found, into=folder)

    assert sorted(path.name for path in folder.iterdir()) == ["layer.prj", "layer.shp", "layer.shx", "table.dbf"]
