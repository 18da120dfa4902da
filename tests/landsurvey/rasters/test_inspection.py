"""What a raster file says of itself, what is asked and what is refused."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from rasterio.control import GroundControlPoint
from rasterio.transform import Affine
from rasterio.warp import transform

from gis_assets import crs as grids
from landsurvey.rasters import inspection, meaning, opening, place
from landsurvey.words import FileRefused
from tests.landsurvey.rasters.builders import NORTH_M, WEST_M, a_plane, a_raster

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
MUNICIPALITY = shapely.box(98.89, 18.73, 98.98, 18.77)
ANSWERED = {"raster_kind": "elevation", "vertical_datum": "msl"}


def asked(path: Path, **answers: object) -> dict[str, list[str]]:
    """Kinds of the questions and the answers offered."""
    seen = inspection.inspect(path, answers=answers, municipality_boundary=MUNICIPALITY)
    return {question.kind: [value for value, _ in question.choices] for question in seen.questions}


def test_nothing_is_asked_when_the_file_and_the_answers_say_everything(tmp_path: Path) -> None:
    path = a_raster(tmp_path / "dem.tif", a_plane(), nodata=-9999)

    seen = inspection.inspect(path, answers=ANSWERED, municipality_boundary=MUNICIPALITY)

    assert not seen.must_ask
    assert (seen.grid.epsg, seen.kind.value, seen.nodata.value, seen.resolution_m) == (
        32647,
        "elevation",
        "-9999.0",
        10,
    )
    assert seen.statistics["mean"] == 300
    assert seen.pipeline == "noop"


def test_missing_value_is_asked_with_its_evidence_when_the_rim_is_zero(tmp_path: Path) -> None:
    cells = a_plane()
    cells[0, :30] = 0

    path = a_raster(tmp_path / "dem.tif", cells)
    seen = inspection.inspect(path, municipality_boundary=MUNICIPALITY)

    (question,) = [question for question in seen.questions if question.kind == "nodata"]
    assert [value for value, _ in question.choices] == ["0", "none"]
    assert {**question.sentence.args} == {"value": "0", "count": "30", "rim": "30", "least": "300", "most": "300"}


@pytest.mark.parametrize(("answer", "least", "missing"), [("0", 300, 30), ("none", 0, 0)])
def test_answer_decides_which_cells_are_missing(answer: str, least: float, missing: int, tmp_path: Path) -> None:
    cells = a_plane()
    cells[0, :30] = 0

    seen = inspection.inspect(a_raster(tmp_path / "dem.tif", cells), answers={**ANSWERED, "nodata": answer})

    assert (seen.statistics["min"], seen.statistics["missing"]) == (least, missing)


def test_offered_answer_means_the_very_cells_when_the_value_has_many_digits(tmp_path: Path) -> None:
    cells = a_plane()
    cells[0, :30] = np.finfo(np.float32).min
    path = a_raster(tmp_path / "dem.tif", cells)

    seen = inspection.inspect(path, answers={**ANSWERED, "nodata": asked(path)["nodata"][0]})

    assert (seen.statistics["min"], seen.statistics["missing"]) == (300, 30)


def test_refused_when_an_answer_is_none_of_those_offered(tmp_path: Path) -> None:
    path = a_raster(tmp_path / "dem.tif", a_plane())

    for answer in ({"nodata": "many"}, {"raster_kind": "map"}, {"raster_kind": "elevation", "vertical_datum": "sea"}):
        with pytest.raises(meaning.NoSuchAnswer):
            inspection.inspect(path, answers=answer)


def test_zero_inside_is_a_value_when_no_rim_speaks_against_it(tmp_path: Path) -> None:
    cells = a_plane()
    cells[20, 20] = 0

    assert "nodata" not in asked(a_raster(tmp_path / "dem.tif", cells))


def test_far_value_is_asked_about_when_it_stands_anywhere(tmp_path: Path) -> None:
    cells = a_plane()
    cells[20, 20] = -32768

    assert asked(a_raster(tmp_path / "dem.tif", cells))["nodata"] == ["-32768", "none"]


def test_not_a_number_is_missing_without_a_question(tmp_path: Path) -> None:
    cells = a_plane()
    cells[:, :5] = np.nan

    seen = inspection.inspect(a_raster(tmp_path / "dem.tif", cells), answers=ANSWERED)

    assert (seen.statistics["missing"], seen.must_ask) == (200, False)


@pytest.mark.parametrize(
    ("cells", "offered"),
    [
        (np.full((20, 20), 7, dtype=np.float32), ["elevation", "water", "orthophoto", "other"]),
        (np.full((20, 20), 7, dtype=np.uint8), ["orthophoto", "elevation", "water", "other"]),
        (np.full((2, 20, 20), 7, dtype=np.float32), ["other", "orthophoto", "elevation", "water"]),
    ],
)
def test_kind_is_asked_likeliest_first_when_bands_do_not_tell(
    cells: object, offered: list[str], tmp_path: Path
) -> None:
    assert asked(a_raster(tmp_path / "x.tif", cells))["raster_kind"] == offered  # type: ignore[arg-type]


def test_kind_is_known_when_the_band_is_named_or_there_are_colours(tmp_path: Path) -> None:
    named = a_raster(tmp_path / "dem.tif", a_plane(), band="DSM (m)")
    colours = a_raster(tmp_path / "photo.tif", np.full((3, 20, 20), 90, dtype=np.uint8))

    assert list(asked(named)) == ["vertical_datum"]
    assert list(asked(colours)) == []


def test_vertical_datum_is_read_when_the_system_is_compound(tmp_path: Path) -> None:
    path = a_raster(tmp_path / "dem.tif", a_plane(), crs="EPSG:32647+5773", band="dem")

    seen = inspection.inspect(path, municipality_boundary=MUNICIPALITY)

    assert (seen.grid.epsg, seen.vertical_datum.value, seen.must_ask) == (32647, "msl", False)


def test_grid_is_asked_when_the_file_names_none(tmp_path: Path) -> None:
    path = a_raster(tmp_path / "dem.tif", a_plane(), epsg=None)

    assert asked(path)["crs"] == ["24047", "32647"]
    assert "crs" not in asked(path, crs=24047)


def test_grid_is_asked_again_when_the_answer_puts_the_raster_elsewhere(tmp_path: Path) -> None:
    path = a_raster(tmp_path / "dem.tif", a_plane(), epsg=None)

    assert asked(path, crs=32648)["crs"] == ["24047", "32647"]


def test_indian_1975_goes_by_the_survey_departments_parameters(tmp_path: Path) -> None:
    path = a_raster(tmp_path / "dem.tif", a_plane(), crs="EPSG:24047", nodata=-1)

    seen = inspection.inspect(path, answers=ANSWERED, municipality_boundary=MUNICIPALITY)

    assert seen.grid.epsg == 24047
    assert "helmert x=204.4798 y=837.894 z=294.7765" in seen.pipeline
    assert "Royal Thai Survey Department" in str(seen.notes[0])


def test_grid_is_asked_when_an_indian_system_has_lost_its_name(tmp_path: Path) -> None:
    nameless = "+proj=utm +zone=47 +ellps=evrst30 +units=m +no_defs"

    seen = inspection.inspect(
        a_raster(tmp_path / "dem.tif", a_plane(), crs=nameless), municipality_boundary=MUNICIPALITY
    )

    assert [value for value, _ in seen.questions[0].choices] == ["24047", "32647"]
    assert "Indian 1975 on the same ellipsoid is the usual one" in str(seen.grid.evidence[-1])


def test_indian_1975_in_gdal_agrees_with_our_own_way() -> None:
    for epsg, x, y in ((24047, 494_000.0, 2_072_500.0), (4240, 98.943, 18.744)):
        (east,), (north,) = transform(place.system(epsg), place.system(32647), [x], [y])
        expected = grids.transformation(epsg, 32647).apply(np.array([[x, y]]))[0]
        assert (east, north) == pytest.approx(tuple(expected), abs=0.01)


def test_rotation_is_honoured_in_the_footprint(tmp_path: Path) -> None:
    turned = Affine.translation(WEST_M, NORTH_M) @ Affine.rotation(30) @ Affine.scale(10, -10)

    seen = inspection.inspect(a_raster(tmp_path / "dem.tif", a_plane(), transform=turned), answers=ANSWERED)

    assert seen.is_rotated
    assert seen.resolution == pytest.approx((10, 10))
    assert seen.footprint is not None
    assert seen.footprint.area < seen.footprint.envelope.area * 0.7
    assert "turned by 30.0 degrees" in str(seen.notes[0])


def test_control_points_place_a_raster_when_they_lie_on_one_plane(tmp_path: Path) -> None:
    corners = [(0, 0), (0, 40), (40, 0), (40, 40)]
    points = [GroundControlPoint(row, col, WEST_M + 10 * col, NORTH_M - 10 * row) for row, col in corners]
    path = tmp_path / "dem.tif"
    with rasterio.open(path, "w", driver="GTiff", width=40, height=40, count=1, dtype="float32") as out:
        out.write(a_plane(), 1)
        out.gcps = (points, place.system(32647))

    seen = inspection.inspect(path, answers=ANSWERED, municipality_boundary=MUNICIPALITY)

    assert seen.transform == pytest.approx((10, 0, WEST_M, 0, -10, NORTH_M))


def test_refused_when_control_points_disagree(tmp_path: Path) -> None:
    bent = [(0, 0, 0, 0), (0, 40, 400, 0), (40, 0, 0, -400), (40, 40, 900, -400)]
    points = [GroundControlPoint(row, col, WEST_M + east, NORTH_M + north) for row, col, east, north in bent]
    path = tmp_path / "dem.tif"
    with rasterio.open(path, "w", driver="GTiff", width=40, height=40, count=1, dtype="float32") as out:
        out.write(a_plane(), 1)
        out.gcps = (points, place.system(32647))

    with pytest.raises(place.PointsDisagree):
        inspection.inspect(path)


def test_refused_when_there_is_no_place(tmp_path: Path) -> None:
    path = a_raster(tmp_path / "scan.tif", a_plane(), epsg=None, transform=Affine.identity())

    with pytest.raises(place.NoPlace, match="Georeference it"):
        inspection.inspect(path)


def test_refused_when_it_lies_on_the_moon(tmp_path: Path) -> None:
    moon = "+proj=longlat +R=1737400 +no_defs"

    with pytest.raises(place.NotOnEarth):
        inspection.inspect(a_raster(tmp_path / "moon.tif", a_plane(), crs=moon))


def test_refused_when_the_system_is_not_registered(tmp_path: Path) -> None:
    own = "+proj=tmerc +lat_0=3 +lon_0=99.3 +k=0.99 +x_0=1234 +y_0=77 +ellps=bessel +units=m +no_defs"

    with pytest.raises(place.UnknownSystem):
        inspection.inspect(a_raster(tmp_path / "own.tif", a_plane(), crs=own))


def test_refused_when_it_covers_nothing_of_the_municipality(tmp_path: Path) -> None:
    far = Affine(10, 0, 600_000, 0, -10, 2_074_000)

    with pytest.raises(place.Elsewhere, match=r"102 km away"):
        inspection.inspect(a_raster(tmp_path / "x.tif", a_plane(), transform=far), municipality_boundary=MUNICIPALITY)


def test_refused_when_every_cell_is_missing(tmp_path: Path) -> None:
    with pytest.raises(inspection.NothingMeasured):
        inspection.inspect(a_raster(tmp_path / "x.tif", np.full((9, 9), -9999.0, dtype=np.float32), nodata=-9999))


def test_refused_when_cells_are_packed(tmp_path: Path) -> None:
    path = a_raster(tmp_path / "x.tif", a_plane())
    with rasterio.open(path, "r+") as out:
        out.scales = (0.01,)

    with pytest.raises(opening.Packed):
        inspection.inspect(path)


def test_refused_when_a_virtual_raster_points_at_other_files(tmp_path: Path) -> None:
    secret = a_raster(tmp_path / "secret.tif", a_plane())
    path = tmp_path / "upload"
    path.write_text(
        '<VRTDataset rasterXSize="40" rasterYSize="40"><VRTRasterBand dataType="Float32" band="1"><SimpleSource>'
        f"<SourceFilename>{secret}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"
    )

    assert not inspection.is_raster(path)
    with pytest.raises(opening.NotARaster):
        inspection.inspect(path)


@pytest.mark.parametrize("name", ["/vsicurl/http://127.0.0.1:9/x.tif", "http://127.0.0.1:9/x.tif", "/vsizip/x.zip/a"])
def test_refused_without_a_call_when_the_path_is_an_address(name: str) -> None:
    with pytest.raises(opening.NotARaster):
        inspection.inspect(Path(name))


def test_refused_when_the_header_promises_too_much(tmp_path: Path) -> None:
    giant = {"width": 60_000, "height": 60_000, "count": 4, "dtype": "float64", "tiled": True, "sparse_ok": True}
    path = tmp_path / "giant.tif"
    with rasterio.open(path, "w", driver="GTiff", blockxsize=16384, blockysize=16384, bigtiff="YES", **giant):
        pass

    assert path.stat().st_size < 10_000
    with pytest.raises(opening.TooManyCells, match="at most 8000 MB"):
        inspection.inspect(path)


def test_refused_when_one_piece_is_too_large_to_read(tmp_path: Path) -> None:
    path = tmp_path / "piece.tif"
    size = {"width": 24_576, "height": 24_576, "blockxsize": 24_576, "blockysize": 24_576}
    with rasterio.open(path, "w", driver="GTiff", count=1, dtype="uint8", tiled=True, sparse_ok=True, **size):
        pass

    with pytest.raises(opening.OnePiece):
        inspection.inspect(path)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_refused_when_a_tiff_was_cut_short(share: float, tmp_path: Path) -> None:
    path = a_raster(tmp_path / "dem.tif", a_plane(200), compress="deflate", nodata=-1)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])

    with pytest.raises(FileRefused, match=r"breaks off|cannot be read"):
        inspection.inspect(path)


def test_refused_at_once_when_an_ascii_grid_promises_cells_that_are_not_there(tmp_path: Path) -> None:
    path = tmp_path / "dem.asc"
    path.write_text("ncols 20000\nnrows 20000\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n")

    with pytest.raises(opening.CutShort):
        inspection.inspect(path)


def test_nothing_beside_the_file_is_read_or_written(tmp_path: Path) -> None:
    path = a_raster(tmp_path / "dem.tif", a_plane())
    (tmp_path / "dem.tif.aux.xml").write_text("<PAMDataset><SRS>EPSG:24047</SRS></PAMDataset>")

    assert inspection.inspect(path).grid.epsg == 32647
    assert sorted(file.name for file in tmp_path.iterdir()) == ["dem.tif", "dem.tif.aux.xml"]


def test_progress_counts_rows(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    inspection.inspect(a_raster(tmp_path / "x.tif", a_plane()), progress=lambda done, total: seen.append((done, total)))

    assert seen[-1] == (40, 40)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("linz_CB07_no_georef.tif", place.NoPlace),
        ("linz_DEM_BY23_1m.tif", place.Elsewhere),
        ("linz_partial_footprint_dem.tif", place.Elsewhere),
        ("rasterio_RGB.byte.tif", place.Elsewhere),
        ("rasterstats_slope.tif", place.Elsewhere),
    ],
)
def test_real_raster_of_another_place_is_refused(name: str, refusal: type[FileRefused], real_data: Path) -> None:
    with pytest.raises(refusal):
        inspection.inspect(real_data / "09-rasters" / name, municipality_boundary=MUNICIPALITY)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "shape", "missing", "questions"),
    [
        ("chiangmai-srtm-dem.tif", (1314, 2106), 1814, {"nodata", "vertical_datum"}),
        ("linz_elevation_nocrs.asc", (29, 19), 0, {"crs", "raster_kind", "vertical_datum"}),
        ("linz_DEM_BY23_1m.tif", (720, 480), 0, {"raster_kind", "vertical_datum"}),
        ("linz_partial_footprint_dem.tif", (109, 113), 10_308, {"raster_kind", "vertical_datum"}),
        ("rasterio_rotated_nocrs.tif", (15, 10), 0, {"crs", "raster_kind"}),
        ("rasterio_RGB.byte.tif", (718, 791), 184_823, set()),
        ("rasterstats_slope.tif", (78, 84), 320, {"raster_kind", "vertical_datum"}),
    ],
)
def test_real_raster_is_read_as_it_is(
    name: str, shape: tuple[int, int], missing: int, questions: set[str], real_data: Path
) -> None:
    seen = inspection.inspect(real_data / "09-rasters" / name)

    assert ((seen.height, seen.width), seen.statistics["missing"]) == (shape, missing)
    assert {question.kind for question in seen.questions} == questions
