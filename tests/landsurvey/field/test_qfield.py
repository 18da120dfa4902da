"""A field package carries forms and domains and no person; what comes back lands once and goes to review."""

import json
import shutil
import sqlite3
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import geopandas
import pandas
import pyogrio
import pytest
import shapely
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import translation
from pytest_django import Settings

from gis_assets import tenancy
from gis_assets.models import Municipality, ParcelVersion, Role, Source
from landsurvey import validation
from landsurvey.field import fieldwork, qfield
from landsurvey.formats import fieldpackage
from landsurvey.models import Campaign, FieldReturn, StagedFeature, Upload, UploadKind, UploadStatus, Visit, VisitPhoto
from landsurvey.reviewing import overview
from tests import lasting
from tests.landsurvey.builders import EAST_M, NORTH_M, WGS84_UTM, a_row, a_square, a_survey, received
from tests.landsurvey.fieldbuilders import NOW, TODAY, a_campaign, a_jpeg, a_parcel, a_version, an_exif

pytestmark = pytest.mark.django_db
PHOTO = "DCIM/JPEG_20230531.jpg"


@lasting.fixture
def surveyor(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEYOR)


@lasting.fixture
def base_map(source: Source) -> list[ParcelVersion]:
    return [a_parcel(f"01A00{number}", number, source=source) for number in (1, 2, 3)]


@lasting.fixture
def campaign(municipality: Municipality, surveyor: User, base_map: list[ParcelVersion]) -> Campaign:
    return a_campaign(municipality, surveyor)


@lasting.fixture
def made(campaign: Campaign, surveyor: User, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package") / "out"
    folder.mkdir()
    qfield.write(campaign, into=folder, blocks=[], by=surveyor, at=NOW, on=TODAY)
    return folder


@pytest.fixture
def package(made: Path, tmp_path: Path) -> Path:
    """The data of a package of the test's own, to note in."""
    return shutil.copytree(made, tmp_path / "out") / qfield.GEOPACKAGE


def note(
    package: Path, *, east_m: float, uid: str | None = "11111111-1111-4111-8111-111111111111", **facts: object
) -> None:
    """Note a visit in the package as QField does, in the middle of the square that begins there."""
    row = {
        "result": "surveyed",
        "photo_1": PHOTO,
        "use_residential": 100,
        "house_number": "12/3",
        "storeys": 1.5,
        "note": "บ้านสองหลัง",
        "visited_at": "2023-05-31 09:30:00",
        "accuracy_m": 0.03,
        "visit_uid": uid,
    } | facts
    place = shapely.Point(east_m + 20, NORTH_M + 20)
    frame = geopandas.GeoDataFrame([row], geometry=[place], crs=WGS84_UTM)
    pyogrio.write_dataframe(frame, package, layer="visits", driver="GPKG", append=True)


def note_further(package: Path, *, uid: str | None = "11111111-1111-4111-8111-111111111111", **facts: object) -> None:
    """Note another building as QField does from the form of a visit, whose number it takes over."""
    row = {"house_number": "12/4", "storeys": 1.0, "visit_uid": uid} | facts
    pyogrio.write_dataframe(pandas.DataFrame([row]), package, layer="further_buildings", driver="GPKG", append=True)


def redraw(package: Path, code: str, *, east_m: float) -> None:
    """Move one edge of a parcel, and note accuracy and day as the form does."""
    shape = shapely.MultiPolygon([shapely.box(east_m, NORTH_M, east_m + 38, NORTH_M + 40)])
    blob = b"GP\0\x01" + WGS84_UTM.to_bytes(4, "little") + shapely.to_wkb(shape)
    with sqlite3.connect(package) as opened:
        for (trigger,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            opened.execute(f'DROP TRIGGER "{trigger}"')
        opened.execute(
            "UPDATE parcels SET geom = ?, GNSS_ACC = 0.05, SURV_DATE = '2023-05-31' WHERE PARCEL_COD = ?", (blob, code)
        )
    opened.close()


def zipped(package: Path, *, photo: bytes | None = None) -> Path:
    path = package.with_name("back.zip")
    with zipfile.ZipFile(path, "w") as packed:
        packed.write(package, "survey-1/field.gpkg")
        if photo is not None:
            packed.writestr(f"survey-1/{PHOTO}", photo)
    return path


def back(path: Path, *, municipality: Municipality, by: User) -> Upload:
    return validation.validate(received(path, municipality=municipality, by=by, at=NOW), at=NOW)


def test_package_has_thai_names_domains_and_forms(package: Path) -> None:
    with sqlite3.connect(package) as opened:
        aliases = dict(opened.execute("SELECT column_name, name FROM gpkg_data_columns WHERE table_name = 'visits'"))
        results = dict(
            opened.execute(
                "SELECT value, description FROM gpkg_data_column_constraints WHERE constraint_name = 'visits_result'"
            )
        )
        (style,) = opened.execute("SELECT styleQML FROM layer_styles WHERE f_table_name = 'visits'").fetchone()
        triggers = opened.execute("PRAGMA integrity_check").fetchone()
    opened.close()

    form = ET.fromstring(style.partition("\n")[2])
    widgets = {one.get("name"): widget.get("type") for one in form.iter("field") for widget in one.iter("editWidget")}
    assert set(results) == {"surveyed", "nobody", "refused", "not_found"}
    assert aliases["result"] != "result"
    assert (widgets["result"], widgets["photo_1"], widgets["use_vacant"]) == ("ValueMap", "ExternalResource", "Range")
    assert {one.get("field") for one in form.iter("default") if one.get("expression")} == {
        "visited_at",
        "accuracy_m",
        "visit_uid",
        "parcel_uid",
    }
    assert triggers == ("ok",)


def test_package_carries_parcels_as_they_stand_and_nobody(package: Path, base_map: list[ParcelVersion]) -> None:
    parcels = pyogrio.read_dataframe(package, layer="parcels")

    assert parcels["PARCEL_COD"].tolist() == ["01A001", "01A002", "01A003"]
    assert parcels["version"].tolist() == [version.pk for version in base_map]
    assert shapely.equals(parcels.geometry.iloc[0], shapely.MultiPolygon([a_square(1)]))
    assert parcels.crs.to_epsg() == WGS84_UTM
    columns = {
        name
        for layer in ("parcels", "visits", "buildings", "roads")
        for name in pyogrio.read_info(package, layer=layer)["fields"]
    }
    assert not [name for name in columns if "owner" in name or "citizen" in name or "document" in name]


def test_zip_holds_project_data_and_a_place_for_photos(campaign: Campaign, surveyor: User, tmp_path: Path) -> None:
    path = qfield.write_zip(campaign, into=tmp_path, blocks=["01A"], by=surveyor, at=NOW, on=TODAY)

    with zipfile.ZipFile(path) as packed:
        names = {name.partition("/")[2] for name in packed.namelist()}
        project = ET.fromstring(
            packed.read(next(n for n in packed.namelist() if n.endswith(".qgs"))).partition(b"\n")[2]
        )
    assert names == {"field.qgs", "field.gpkg", "DCIM/"}
    assert next(layer.findtext("datasource") for layer in project.iter("maplayer")) == "./field.gpkg|layername=visits"


def test_untouched_package_brings_nothing(package: Path, municipality: Municipality, surveyor: User) -> None:
    upload = back(package, municipality=municipality, by=surveyor)

    returned = FieldReturn.objects.get(upload=upload)
    assert (upload.status, upload.kind) == (UploadStatus.CHECKED, UploadKind.FIELD)
    assert (returned.visits_taken, returned.edited_parcels, returned.left_out) == (0, 0, [])


def test_visit_and_photo_land_when_the_zip_comes_back(
    package: Path, municipality: Municipality, surveyor: User, base_map: list[ParcelVersion], campaign: Campaign
) -> None:
    note(package, east_m=EAST_M + 40)

    upload = back(zipped(package, photo=a_jpeg(exif=an_exif(owner="Somchai"))), municipality=municipality, by=surveyor)

    visit = Visit.objects.get()
    assert (visit.parcel, visit.campaign, visit.upload) == (base_map[0].parcel, campaign, upload)
    assert (visit.accuracy_m, visit.uses, visit.seen_version) == (0.03, {"residential": 100}, base_map[0])
    assert visit.visited_at.isoformat() == "2023-05-31T02:30:00+00:00"
    assert visit.buildings == [{"house_number": "12/3", "storeys": 1.5}]
    kept = VisitPhoto.objects.get()
    with kept.file.open() as stripped:
        assert b"Somchai" not in stripped.read()
    assert kept.taken_at is not None
    assert upload.status == UploadStatus.CHECKED


def test_visit_lands_with_all_buildings_of_its_parcel(
    package: Path, municipality: Municipality, surveyor: User
) -> None:
    note(package, east_m=EAST_M + 40)
    note_further(package)
    note_further(package, house_number="", storeys=None, is_gone="yes")
    note_further(package, house_number=None, storeys=None)

    back(package, municipality=municipality, by=surveyor)

    assert Visit.objects.get().buildings == [
        {"house_number": "12/3", "storeys": 1.5},
        {"house_number": "12/4", "storeys": 1.0},
        {"is_gone": True},
    ]


def test_building_of_no_visit_is_left_out_by_name(package: Path, municipality: Municipality, surveyor: User) -> None:
    note(package, east_m=EAST_M + 40)
    note_further(package, uid=None)
    note_further(package, uid="22222222-2222-4222-8222-222222222222")

    upload = back(zipped(package, photo=a_jpeg()), municipality=municipality, by=surveyor)

    left_out = FieldReturn.objects.get(upload=upload).left_out
    assert [said["args"]["row"] for said in left_out] == [1, 2]
    assert Visit.objects.get().buildings == [{"house_number": "12/3", "storeys": 1.5}]


def test_package_from_before_further_buildings_still_lands(
    package: Path, municipality: Municipality, surveyor: User
) -> None:
    note(package, east_m=EAST_M + 40)
    with sqlite3.connect(package) as opened:
        opened.execute("DROP TABLE further_buildings")
    opened.close()

    back(zipped(package, photo=a_jpeg()), municipality=municipality, by=surveyor)

    assert Visit.objects.get().buildings == [{"house_number": "12/3", "storeys": 1.5}]


def test_missing_photo_is_named_and_the_visit_lands_all_the_same(
    package: Path, municipality: Municipality, surveyor: User
) -> None:
    note(package, east_m=EAST_M + 40)

    upload = back(package, municipality=municipality, by=surveyor)

    returned = FieldReturn.objects.get(upload=upload)
    assert (returned.visits_taken, returned.photos_taken) == (1, 0)
    assert returned.left_out[0]["args"]["name"] == PHOTO


def test_nothing_is_doubled_when_the_package_comes_back_twice(
    package: Path, municipality: Municipality, surveyor: User, officer: Callable[..., User]
) -> None:
    note(package, east_m=EAST_M + 40)
    note(package, east_m=EAST_M + 80, uid=None)
    back(zipped(package, photo=a_jpeg()), municipality=municipality, by=surveyor)
    note(package, east_m=EAST_M + 120, uid="22222222-2222-4222-8222-222222222222")

    again = back(zipped(package, photo=a_jpeg()), municipality=municipality, by=officer(Role.SURVEYOR))

    returned = FieldReturn.objects.get(upload=again)
    assert (returned.visits_taken, returned.visits_known) == (1, 2)
    assert (Visit.objects.count(), VisitPhoto.objects.count()) == (3, 3)
    assert set(Visit.objects.values_list("by", flat=True).distinct()) == {surveyor.pk, again.uploaded_by_id}


def test_redrawn_parcel_goes_to_review_with_its_accuracy(
    package: Path, municipality: Municipality, surveyor: User, base_map: list[ParcelVersion]
) -> None:
    redraw(package, "01A002", east_m=EAST_M + 80)

    upload = back(package, municipality=municipality, by=surveyor)

    row = StagedFeature.objects.get(upload=upload)
    assert (upload.status, row.code, row.parcel) == (UploadStatus.CHECKED, "01A002", base_map[1].parcel)
    assert row.accuracy_m == 0.05
    assert row.measured_area_m2 == 1520
    assert ParcelVersion.objects.count() == 3


@pytest.mark.parametrize("is_redrawn", [False, True])
def test_shell_prints_of_a_package_what_the_page_gives(
    package: Path, municipality: Municipality, surveyor: User, capsys: pytest.CaptureFixture[str], is_redrawn: bool
) -> None:
    note(package, east_m=EAST_M + 40)
    if is_redrawn:
        redraw(package, "01A002", east_m=EAST_M + 80)

    with translation.override("en"):
        call_command("survey", "inspect", str(package), "--municipality", municipality.dla_code, "--json")
        told = json.loads(capsys.readouterr().out)
        before = Visit.objects.count()
        shown = overview.result(back(package, municipality=municipality, by=surveyor))

    assert (before, told) == (0, json.loads(json.dumps(shown)))
    assert told["rows"] == (1 if is_redrawn else 0)


def test_parcel_that_changed_meanwhile_is_pointed_out(
    package: Path, municipality: Municipality, surveyor: User, base_map: list[ParcelVersion], source: Source
) -> None:
    redraw(package, "01A002", east_m=EAST_M + 80)
    a_version(base_map[1].parcel, "01A002", 2, source=source, since=TODAY - timedelta(days=1))

    upload = back(package, municipality=municipality, by=surveyor)

    (conflict,) = FieldReturn.objects.get(upload=upload).conflicts
    assert conflict["args"] == {"code": "01A002"}


def test_package_of_another_municipality_is_refused(
    package: Path, municipality: Municipality, other_municipality: Municipality, officer: Callable[..., User]
) -> None:
    note(package, east_m=EAST_M + 40)
    stranger = officer(Role.SURVEYOR, of=other_municipality)
    with tenancy.within(other_municipality):
        upload = back(package, municipality=other_municipality, by=stranger)

        assert upload.status == UploadStatus.REJECTED
    assert not Visit.objects.exists()


def test_visit_with_impossible_facts_is_left_out_by_name(
    package: Path, municipality: Municipality, surveyor: User
) -> None:
    note(package, east_m=EAST_M + 40, use_vacant=60)
    note(package, east_m=EAST_M - 4000, uid=None)

    upload = back(package, municipality=municipality, by=surveyor)

    rows = [said["args"]["row"] for said in FieldReturn.objects.get(upload=upload).left_out]
    assert sorted(rows) == [1, 2]
    assert not Visit.objects.exists()


def test_ordinary_files_are_no_field_packages(package: Path, tmp_path: Path) -> None:
    survey = a_survey([a_row(a_square())], tmp_path)
    cut = tmp_path / "cut.gpkg"
    cut.write_bytes(package.read_bytes()[:5000])

    assert fieldpackage.recognise(package)
    assert fieldpackage.recognise(zipped(package))
    assert not fieldpackage.recognise(survey)
    assert not fieldpackage.recognise(cut)


def test_too_many_parcels_are_refused_with_what_to_do(
    campaign: Campaign, surveyor: User, tmp_path: Path, settings: Settings
) -> None:
    settings.FIELD_PARCELS_MOST = 2

    with pytest.raises(fieldwork.AreaTooLarge):
        qfield.write(campaign, into=tmp_path, blocks=[], by=surveyor, at=NOW, on=TODAY)
    with pytest.raises(qfield.NothingThere):
        qfield.write(campaign, into=tmp_path, blocks=["09Z"], by=surveyor, at=NOW, on=TODAY)
