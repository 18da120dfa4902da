"""Rasters in zips: found wherever they lie, placed by what stands beside them, refused when it is not clear which."""

import stat
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from rasterio.errors import NotGeoreferencedWarning
from rasterio.transform import Affine

from gis_assets.models import Municipality, Role
from landsurvey.formats import archive
from landsurvey.models import UploadKind, UploadStatus, WorkState
from landsurvey.rasters import inspection, packed, place
from landsurvey.terrain import registration
from landsurvey.words import FileRefused
from tests.landsurvey.builders import AT
from tests.landsurvey.rasters.builders import ANSWERS, NORTH_M, WEST_M, WGS84_UTM, a_plane, a_raster, ready

PRJ = place.system(WGS84_UTM).to_wkt()
# The middle of the first cell of ten metres.
WORLD = f"10\n0\n0\n-10\n{WEST_M + 5}\n{NORTH_M - 5}\n"


def a_zip(path: Path, entries: dict[str, bytes | str | Path]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packing:
        for name, content in entries.items():
            packing.writestr(name, content.read_bytes() if isinstance(content, Path) else content)
    return path


@pytest.fixture
def placed(tmp_path: Path) -> Path:
    return a_raster(tmp_path / "placed.tif", a_plane())


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        return a_raster(tmp_path / "nowhere.tif", a_plane(), epsg=None, transform=Affine.identity())


def test_raster_is_found_among_folders_and_what_macos_adds(placed: Path, tmp_path: Path) -> None:
    entries: dict[str, bytes | str | Path] = {
        "survey/dem/DEM.TIF": placed,
        "__MACOSX/survey/dem/._DEM.TIF": b"II*\0litter",
        "survey/dem/DEM.TIF.ovr": placed,
        "survey/readme.txt": "hello",
    }
    path = a_zip(tmp_path / "a.zip", entries)

    seen = inspection.inspect(path, answers=ANSWERS)

    assert inspection.is_raster(path)
    assert (seen.driver, seen.width, seen.grid.epsg, seen.must_ask) == ("GTiff", 40, WGS84_UTM, False)


def test_world_file_and_prj_place_a_raster_that_says_nothing(nowhere: Path, placed: Path, tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {"d/dem.tif": nowhere, "d/dem.tfw": WORLD, "d/dem.prj": PRJ})

    seen = inspection.inspect(path, answers=ANSWERS)

    assert (seen.transform, seen.grid.epsg) == (inspection.inspect(placed, answers=ANSWERS).transform, WGS84_UTM)
    assert "world file" in seen.notes[0].msgid


def test_grid_is_asked_when_only_a_world_file_stands_beside(nowhere: Path, tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {"dem.tif": nowhere, "dem.TFW": WORLD, "dem.prj": "Projection UTM\nZone 47\n"})

    seen = inspection.inspect(path, answers=ANSWERS)
    answered = inspection.inspect(path, answers={**ANSWERS, "crs": WGS84_UTM})

    assert [asked.kind for asked in seen.questions] == ["crs"]
    assert not answered.must_ask


def test_notes_of_gdal_place_a_raster_too(nowhere: Path, tmp_path: Path) -> None:
    aux = f"<PAMDataset><SRS>{PRJ}</SRS><GeoTransform>{WEST_M}, 10, 0, {NORTH_M}, 0, -10</GeoTransform></PAMDataset>"
    path = a_zip(tmp_path / "a.zip", {"dem.tif": nowhere, "dem.tif.aux.xml": aux})

    seen = inspection.inspect(path, answers=ANSWERS)

    assert (seen.transform[:6], seen.grid.epsg) == ((10, 0, WEST_M, 0, -10, NORTH_M), WGS84_UTM)


def test_raster_itself_is_followed_when_the_world_file_says_otherwise(placed: Path, tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {"dem.tif": placed, "dem.tfw": WORLD.replace(str(NORTH_M - 5), "2000000")})

    seen = inspection.inspect(path, answers=ANSWERS)

    assert seen.transform[5] == NORTH_M
    assert "elsewhere" in seen.notes[0].msgid


@pytest.mark.parametrize("world", ["10 0 0", "a\nb\nc\nd\ne\nf", ""])
def test_world_file_without_six_numbers_is_refused(world: str, nowhere: Path, tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {"dem.tif": nowhere, "dem.tfw": world})

    with pytest.raises(packed.WrongWorldFile, match=r"dem\.tfw"):
        inspection.inspect(path, answers=ANSWERS)


def test_raster_that_lies_nowhere_is_refused_in_a_zip_as_it_is_bare(nowhere: Path, tmp_path: Path) -> None:
    with pytest.raises(place.NoPlace):
        inspection.inspect(a_zip(tmp_path / "a.zip", {"dem.tif": nowhere}), answers=ANSWERS)


@pytest.mark.parametrize(
    ("others", "refusal"),
    [
        ({"second.tif": True}, packed.SeveralRasters),
        ({"parcels.shp": False}, packed.RastersAndVectors),
        ({"d/parcels.GPKG": False}, packed.RastersAndVectors),
    ],
)
def test_zip_that_holds_more_than_one_raster_is_refused_by_name(
    others: dict[str, bool], refusal: type[FileRefused], placed: Path, tmp_path: Path
) -> None:
    more: dict[str, bytes | str | Path] = {name: placed if is_raster else b"x" for name, is_raster in others.items()}
    path = a_zip(tmp_path / "a.zip", {"dem.tif": placed, **more})

    with pytest.raises(refusal, match=Path(next(iter(others))).name):
        inspection.inspect(path, answers=ANSWERS)


def test_zip_of_shapes_is_no_raster_when_a_tif_in_it_is_none(tmp_path: Path) -> None:
    assert not inspection.is_raster(a_zip(tmp_path / "a.zip", {"a.shp": b"x", "logo.tif": b"no picture"}))


def test_zip_is_held_to_the_rules_of_every_archive(placed: Path, tmp_path: Path) -> None:
    escaping = a_zip(tmp_path / "a.zip", {"../dem.tif": placed})
    link = tmp_path / "b.zip"
    with zipfile.ZipFile(link, "w") as packing:
        entry = zipfile.ZipInfo("dem.tif")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        packing.writestr(entry, "/etc/passwd")
    bomb = a_zip(tmp_path / "c.zip", {"dem.tif": placed.read_bytes() + bytes(60_000_000)})

    assert not inspection.is_raster(escaping)
    for path, refusal in (
        (escaping, archive.EscapesItsFolder),
        (link, archive.HoldsALink),
        (bomb, archive.CompressedTooHard),
    ):
        with pytest.raises(refusal):
            inspection.inspect(path, answers=ANSWERS)


def test_what_stands_beside_is_never_opened_by_gdal(placed: Path, tmp_path: Path) -> None:
    aux = "<PAMDataset><PAMRasterBand band='1'><NoDataValue>305</NoDataValue></PAMRasterBand></PAMDataset>"
    path = a_zip(tmp_path / "a.zip", {"dem.tif": placed, "dem.tif.aux.xml": aux})

    assert inspection.inspect(path, answers=ANSWERS).nodata.value == ""


@pytest.mark.django_db
def test_zipped_raster_goes_the_whole_way_to_its_copy(
    nowhere: Path, tmp_path: Path, municipality: Municipality, officer: Callable[..., User]
) -> None:
    path = a_zip(tmp_path / "a.zip", {"dem.tif": nowhere, "dem.tfw": WORLD, "dem.prj": PRJ})
    by = officer(Role.SURVEY_REVIEWER)

    upload = ready(path, municipality, by)
    raster = registration.make(registration.register(upload, title="DEM", by=by, at=AT, on=AT.date()), at=AT)

    assert (upload.kind, upload.status) == (UploadKind.RASTER, UploadStatus.CHECKED)
    assert (raster.state, raster.resolution_m) == (WorkState.READY, 10)
