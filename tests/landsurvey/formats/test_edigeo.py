"""EDIGEO: the real exchange, and archives that are not what they seem."""

import io
import tarfile
from pathlib import Path

import pytest
import shapely

from landsurvey.formats import edigeo
from landsurvey.formats.archive import MAX_EXPANDED_BYTES
from landsurvey.words import FileRefused
from tests.landsurvey.builders import a_zip
from tests.landsurvey.formats.builders import read

EXCHANGE = "05-parcels/fr-edigeo-13029-A01.tar.bz2"


def a_tar(path: Path, **files: bytes) -> Path:
    with tarfile.open(path, "w:bz2") as packed:
        for name, content in files.items():
            info = tarfile.TarInfo(name.replace("_", "."))
            info.size = len(content)
            packed.addfile(info, io.BytesIO(content))
    return path


def test_refused_with_what_it_holds_when_the_archive_is_of_something_else(tmp_path: Path) -> None:
    with pytest.raises(edigeo.NoExchange):
        read(a_tar(tmp_path / "a", letter_txt=b"x"))


def test_refused_when_a_name_leads_out_of_the_archive(tmp_path: Path) -> None:
    with pytest.raises(edigeo.LeadsOutside, match="passwd"):
        read(a_tar(tmp_path / "a", X_THF=b"GNNSA14:../../../passwd\n"))


def test_refused_when_it_expands_beyond_the_limit(tmp_path: Path) -> None:
    path = a_tar(tmp_path / "a", X_THF=b"x", Y_VEC=bytes(5_000_000))

    with pytest.raises(edigeo.TarExpandsTooFar):
        edigeo.layers(path, max_expanded_bytes=1_000_000)


def test_link_in_the_tar_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with tarfile.open(path, "w:gz") as packed:
        link = tarfile.TarInfo("X.THF")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packed.addfile(link)

    with pytest.raises(edigeo.NoExchange):
        read(path)


@pytest.mark.real_data
def test_refused_when_the_real_exchange_is_cut_off(real_data: Path, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes((real_data / EXCHANGE).read_bytes()[:100_000])

    with pytest.raises(FileRefused):
        read(tmp_path / "a")


@pytest.mark.real_data
def test_parcels_and_buildings_are_counted_in_the_real_exchange(real_data: Path) -> None:
    parcels = read(real_data / EXCHANGE, layer="PARCELLE_id")
    buildings = read(real_data / EXCHANGE, layer="BATIMENT_id")

    assert (len(parcels.features), len(buildings.features)) == (389, 239)
    assert bool(shapely.is_valid(parcels.features.geometry).all())
    legal_m2 = parcels.features.attributes["SUPF"].astype(float)
    measured_m2 = shapely.area(parcels.features.geometry)
    assert int((abs(legal_m2 - measured_m2) / legal_m2 > 0.05).sum()) == 143
    assert "Lambert 93" in str(parcels.said.words)


@pytest.mark.real_data
def test_the_same_exchange_is_read_from_a_zip(real_data: Path, tmp_path: Path) -> None:
    with tarfile.open(real_data / EXCHANGE) as packed:
        files = {member.name: packed.extractfile(member).read() for member in packed}  # type: ignore[union-attr]

    found = edigeo.layers(a_zip(tmp_path / "a.zip", files), max_expanded_bytes=MAX_EXPANDED_BYTES)

    assert "PARCELLE_id" in [layer.name for layer in found]
