"""A checked upload says what is the matter, and the register does not change whatever is sent."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon

from gis_assets.models import Municipality, Parcel, ParcelVersion, Role, Source
from landsurvey import uploads, validation
from landsurvey.models import Decision, Finding, StagedFeature, Upload, UploadStatus
from tests import lasting
from tests.gis_assets.builders import a_parcel
from tests.landsurvey.builders import (
    AT,
    EAST_M,
    INDIAN_UTM,
    NORTH_M,
    a_row,
    a_square,
    a_survey,
    a_zip,
    checked,
    entries_of,
    received,
)

pytestmark = pytest.mark.django_db
Check = Callable[[Path], Upload]
EAST_48_M, NORTH_48_M = 484_000, 1_685_000  # at Ubon Ratchathani, in zone 48


@lasting.fixture
def surveyor(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEYOR)


@pytest.fixture
def check(municipality: Municipality, surveyor: User) -> Iterator[Check]:
    """`check(path)` receives and checks a file; afterwards the register must be as it was."""
    a_parcel(municipality)
    before = _register()

    yield lambda path: checked(path, municipality=municipality, by=surveyor)

    assert _register() == before


def _register() -> list[list[Any]]:
    return [
        list(Parcel.objects.order_by("pk").values_list()),
        list(ParcelVersion.objects.order_by("pk").values_list()),
        list(Source.objects.order_by("pk").values_list()),
    ]


def said(upload: Upload) -> str:
    assert upload.refusal is not None
    return str(upload.refusal["msgid"])


def test_rows_are_staged_as_read_understood_and_placed(check: Check, tmp_path: Path) -> None:
    row = a_row(a_square(), CHANOD_NO="4711", RAI="1", NGAN="0", WA="0", SURV_DATE="12/3/2566", OWN_NAME="สมหญิง")

    upload = check(a_survey([row], tmp_path, epsg=INDIAN_UTM, encoding="cp874", cpg="OEM 874"))

    feature = upload.features.get()
    assert (upload.status, upload.rows_total, upload.checked_at) == (UploadStatus.CHECKED, 1, AT)
    assert feature.attributes["OWN_NAME"] == "สมหญิง"
    assert (feature.code, feature.document_type, feature.document_number) == ("01A001", "chanote", "4711")
    assert str(feature.surveyed_on) == "2023-03-12"
    assert [feature.deed_area_wah, round(feature.measured_area_m2 or 0)] == [400, 1600]
    assert (feature.measured_shape.srid, feature.shape.srid, feature.shape.geom_type) == (24047, 32647, "MultiPolygon")
    assert feature.measured_shape.extent[:2] == (EAST_M, NORTH_M)
    moved = feature.shape.centroid.distance(GEOSGeometry(feature.measured_shape.centroid.wkb, srid=32647))
    assert moved == pytest.approx(450.2, abs=1.0)


def test_survey_of_zone_48_is_placed_there_and_moved_520_metres(
    municipality: Municipality, surveyor: User, tmp_path: Path
) -> None:
    middle = shapely.box(EAST_48_M - 5_000, NORTH_48_M - 5_000, EAST_48_M + 5_000, NORTH_48_M + 5_000)
    drawn = GEOSGeometry(middle.wkb.hex(), srid=32648)
    drawn.transform(4326)
    municipality.boundary, municipality.utm_epsg = MultiPolygon(drawn, srid=4326), 32648
    municipality.save()
    square = shapely.box(EAST_48_M, NORTH_48_M, EAST_48_M + 40, NORTH_48_M + 40)

    upload = checked(a_survey([a_row(square)], tmp_path, epsg=24048), municipality=municipality, by=surveyor)

    feature = upload.features.get()
    assert (upload.status, upload.inspection["crs"]["value"]) == (UploadStatus.CHECKED, 24048)
    assert (feature.measured_shape.srid, feature.shape.srid) == (24048, 32648)
    assert "x=204.4798 y=837.894 z=294.7765" in upload.inspection["pipeline"]
    moved = feature.shape.centroid.distance(GEOSGeometry(feature.measured_shape.centroid.wkb, srid=32648))
    assert moved == pytest.approx(520, abs=5)


def test_refused_when_the_file_is_no_survey(check: Check, tmp_path: Path) -> None:
    path = tmp_path / "letter.zip"
    path.write_bytes(b"Dear surveyor")

    upload = check(path)

    assert upload.status == UploadStatus.REJECTED
    assert "none of the formats that can be read here" in said(upload)


def test_refused_when_an_entry_escapes_its_folder(check: Check, tmp_path: Path) -> None:
    entries = entries_of(a_survey([a_row(a_square())], tmp_path))

    upload = check(a_zip(tmp_path / "slip.zip", {**entries, "../../evil.shp": b"x"}))

    assert upload.status == UploadStatus.REJECTED
    assert "outside its folder" in said(upload)
    assert not (tmp_path.parent / "evil.shp").exists()


def test_refused_when_it_expands_beyond_the_limit(check: Check, tmp_path: Path, settings: Any) -> None:
    settings.SURVEY_EXPANDED_LIMIT_MB = 1
    entries = entries_of(a_survey([a_row(a_square())], tmp_path))

    upload = check(a_zip(tmp_path / "bomb.zip", {**entries, "parcels.cst": bytes(2_000_000)}))

    assert upload.status == UploadStatus.REJECTED
    assert "would expand to" in said(upload)


def test_asks_which_one_when_the_zip_holds_two_shapefiles(check: Check, tmp_path: Path) -> None:
    first = entries_of(a_survey([a_row(a_square())], tmp_path, name="north"))
    second = entries_of(a_survey([a_row(a_square(1))], tmp_path, name="south"))

    upload = check(a_zip(tmp_path / "two.zip", {**first, **second}))

    assert upload.status == UploadStatus.ASKS
    assert upload.inspection["questions"][0]["choices"] == [
        ["north", "north (Polygon, 1)"],
        ["south", "south (Polygon, 1)"],
    ]
    chosen = validation.validate(
        uploads.answer(upload, answers={"layer": "south"}, by=upload.uploaded_by, at=AT), at=AT
    )
    assert (chosen.status, chosen.inspection["layer"]) == (UploadStatus.CHECKED, "south")


def test_asks_for_the_grid_when_the_prj_is_missing(check: Check, tmp_path: Path) -> None:
    upload = check(a_survey([a_row(a_square())], tmp_path, leave_out=["prj"]))

    assert (upload.status, upload.features.count()) == (UploadStatus.ASKS, 0)
    answered = validation.validate(uploads.answer(upload, answers={"crs": 24047}, by=upload.uploaded_by, at=AT), at=AT)
    assert (answered.status, answered.inspection["crs"]["value"]) == (UploadStatus.CHECKED, 24047)


def test_asks_for_the_grid_when_the_prj_lies(check: Check, tmp_path: Path) -> None:
    honest = entries_of(a_survey([a_row(a_square())], tmp_path))
    degrees = entries_of(a_survey([a_row(shapely.box(98.94, 18.74, 98.95, 18.75))], tmp_path, name="other", epsg=4326))

    upload = check(a_zip(tmp_path / "lie.zip", {**honest, "parcels.prj": degrees["other.prj"]}))

    assert upload.status == UploadStatus.ASKS
    assert "It says degrees" in upload.inspection["crs"]["evidence"][-1]["msgid"]


def test_row_is_kept_out_and_named_when_its_geometry_is_null(check: Check, tmp_path: Path) -> None:
    upload = check(a_survey([a_row(a_square()), a_row(None, PARCEL_COD="01A002")], tmp_path))

    assert upload.status == UploadStatus.CHECKED
    assert [(found.rule, found.row) for found in upload.findings.all()] == [("missing_shape", 2)]
    assert list(upload.features.order_by("row").values_list("has_errors", flat=True)) == [False, True]


def test_accuracy_of_the_receiver_is_staged(check: Check, tmp_path: Path) -> None:
    rows = [a_row(a_square(), HRMS="0.014"), a_row(a_square(1), PARCEL_COD="01A002", HRMS="")]

    upload = check(a_survey(rows, tmp_path))

    assert list(upload.features.order_by("row").values_list("accuracy_m", flat=True)) == [0.014, None]


def test_shape_larger_than_a_continent_is_staged_without_an_area(check: Check, tmp_path: Path) -> None:
    huge = shapely.box(EAST_M, NORTH_M, EAST_M + 3e6, NORTH_M + 3e6)

    upload = check(a_survey([a_row(a_square()), a_row(huge, PARCEL_COD="01A002")], tmp_path))

    assert upload.features.get(row=2).measured_area_m2 is None


@pytest.mark.real_data
def test_refused_when_no_row_lies_in_the_municipality(check: Check, real_data: Path) -> None:
    upload = check(real_data / "05-parcels/us-ca-oakland-parcels.zip")

    assert (upload.status, upload.rows_total) == (UploadStatus.REJECTED, 2241)
    assert upload.inspection["crs"]["value"] == 2227
    assert "None of the" in said(upload)


def test_rerun_replaces_what_was_staged(municipality: Municipality, surveyor: User, tmp_path: Path) -> None:
    upload = checked(a_survey([a_row(a_square()), a_row(None)], tmp_path), municipality=municipality, by=surveyor)

    validation.validate(uploads.answer(upload, answers={}, by=upload.uploaded_by, at=AT), at=AT)

    assert (StagedFeature.objects.count(), Finding.objects.filter(rule="missing_shape").count()) == (2, 1)


def test_work_starts_over_when_a_worker_was_killed(municipality: Municipality, surveyor: User, tmp_path: Path) -> None:
    upload = received(a_survey([a_row(a_square())], tmp_path), municipality=municipality, by=surveyor)

    with pytest.raises(KeyboardInterrupt):
        validation.validate(upload, at=AT, progress=_killed)
    upload.refresh_from_db()
    assert (upload.status, upload.features.count()) == (UploadStatus.READING, 0)
    upload = validation.validate(upload, at=AT)

    assert (upload.status, upload.features.count()) == (UploadStatus.CHECKED, 1)


def test_decisions_stay_when_a_finished_job_is_delivered_again(
    municipality: Municipality, surveyor: User, tmp_path: Path
) -> None:
    upload = checked(a_survey([a_row(a_square())], tmp_path), municipality=municipality, by=surveyor)
    upload.features.update(decision=Decision.ACCEPTED, decided_by=surveyor, decided_at=AT)

    validation.validate(upload, at=AT)

    assert upload.features.get().decision == Decision.ACCEPTED


def test_progress_counts_rows_done_of_rows_to_do(municipality: Municipality, surveyor: User, tmp_path: Path) -> None:
    rows = [a_row(a_square(n), PARCEL_COD=f"01A{n:03}") for n in range(7)]
    upload = received(a_survey(rows, tmp_path), municipality=municipality, by=surveyor)
    seen: list[tuple[int, int]] = []

    validation.validate(upload, at=AT, progress=lambda done, total: seen.append((done, total)))

    assert seen == sorted(seen)
    assert (seen[0][0] < 7, seen[-1]) == (True, (7, 7))


def _killed(done: int, total: int) -> None:
    raise KeyboardInterrupt
