"""A campaign's package in QGIS, whose engine QField is: it opens whole, guides the hand, and what was noted lands."""

import shutil
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.contrib.auth.models import User
from django.utils import timezone

from gis_assets.models import Municipality, ParcelVersion, Role, Source
from landsurvey import validation
from landsurvey.field import qfield
from landsurvey.models import FieldReturn, StagedFeature, UploadStatus, Visit, VisitPhoto
from tests.clients.conftest import Qgis
from tests.landsurvey.builders import EAST_M, NORTH_M, a_building, a_square, received
from tests.landsurvey.fieldbuilders import NOW, TODAY, a_campaign, a_jpeg, a_parcel

pytestmark = pytest.mark.django_db
LEFT = "#f0c6a5"  # vermilion, as pale as the fill is, on white
RESULTS = {"สำรวจแล้ว": "surveyed", "ไม่มีผู้อยู่": "nobody", "ไม่ให้เข้า": "refused", "หาแปลงไม่พบ": "not_found"}


@pytest.fixture
def surveyor(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEYOR)


@pytest.fixture
def base_map(source: Source) -> list[ParcelVersion]:
    return [a_parcel(f"01A00{number}", number, source=source) for number in (1, 2, 3)]


@pytest.fixture
def project(
    municipality: Municipality, base_map: list[ParcelVersion], source: Source, surveyor: User, tmp_path: Path
) -> Path:
    """The project in the folder that the downloaded zip unpacks to."""
    house = a_square(1).buffer(-15)
    a_building(municipality, on_parcel=base_map[0].parcel, shape=house, source=source)
    campaign = a_campaign(municipality, surveyor)
    path = qfield.write_zip(campaign, into=tmp_path, blocks=[], by=surveyor, at=NOW, on=TODAY)
    with zipfile.ZipFile(path) as packed:
        packed.extractall(tmp_path / "phone")
    return next((tmp_path / "phone").glob("*/field.qgs"))


def brought_back(project: Path, municipality: Municipality, by: User) -> FieldReturn:
    """The whole folder, zipped by hand, goes the way of every upload; QGIS wrote the time of the clock on the wall."""
    now = timezone.now()
    path = Path(shutil.make_archive(str(project.parents[1] / "back"), "zip", project.parents[1], project.parent.name))
    upload = validation.validate(received(path, municipality=municipality, by=by, at=now), at=now)
    assert upload.status == UploadStatus.CHECKED
    return FieldReturn.objects.get(upload=upload)


def choices(field: dict[str, Any]) -> dict[str, str]:
    return {label: value for one in field["config"]["map"] for label, value in one.items()}


def test_qgis_opens_the_project_whole_and_without_a_warning(qgis: Qgis, project: Path) -> None:
    seen = qgis.ask("project", project)

    assert (seen["is_read"], seen["missing"], seen["said"]) == (True, [], [])
    assert (seen["title"], seen["crs"]) == ("Zone one", "EPSG:32647")
    assert list(seen["layers"]) == ["visits", "buildings", "parcels", "roads", "further_buildings"]
    assert {layer["crs"] for layer in seen["layers"].values()} == {"EPSG:32647"}
    assert [name for name, layer in seen["layers"].items() if layer["is_only_in_forms"]] == ["further_buildings"]
    assert [name for name, layer in seen["layers"].items() if layer["is_read_only"]] == ["buildings", "roads"]
    assert [layer["broken_expressions"] for layer in seen["layers"].values()] == [[]] * 5
    assert [one["PARCEL_COD"] for one in seen["layers"]["parcels"]["features"]] == ["01A001", "01A002", "01A003"]
    assert seen["layers"]["buildings"]["features"][0]["storeys"] == 1.0


def test_form_of_a_visit_speaks_thai_and_offers_what_the_register_takes(qgis: Qgis, project: Path) -> None:
    visits = qgis.ask("project", project)["layers"]["visits"]

    fields, shown = visits["fields"], visits["form"]
    assert all(any("ก" <= letter <= "๛" for letter in fields[name]["alias"]) for name in shown)
    assert not {"visit_uid", "parcel_uid", "fid"} & set(shown)
    assert choices(fields["result"]) == RESULTS
    assert set(choices(fields["material_class"]).values()) == {"masonry", "half", "wood"}
    assert fields["result"]["is_needed"]
    assert {name: fields[name]["widget"] for name in ("photo_1", "use_vacant", "storeys", "note")} == {
        "photo_1": "ExternalResource", "use_vacant": "Range", "storeys": "Range", "note": "TextEdit",
    }  # fmt: skip
    assert (fields["photo_1"]["config"]["RelativeStorage"], fields["photo_1"]["config"]["DocumentViewer"]) == (1, 1)
    assert (fields["use_vacant"]["config"]["Min"], fields["use_vacant"]["config"]["Max"]) == (0, 100)
    assert {name for name in shown if fields[name]["is_locked"]} == {"visited_at", "accuracy_m"}


def test_geopackage_alone_brings_the_same_forms(qgis: Qgis, project: Path) -> None:
    with_project = qgis.ask("project", project)["layers"]

    alone = qgis.ask("package", project.with_name(qfield.GEOPACKAGE))["layers"]

    for name, layer in with_project.items():
        assert {part: alone[name][part] for part in ("fields", "form", "signs", "is_read_only")} == {
            part: layer[part] for part in ("fields", "form", "signs", "is_read_only")
        }
    assert "may only be partially supported" not in qgis.muttered()


def test_qgis_draws_what_is_left_and_letters_the_codes(qgis: Qgis, project: Path, tmp_path: Path) -> None:
    drawn = qgis.ask("draw_project", project, png=str(tmp_path / "field.png"))

    assert {"01A001", "01A002", "01A003"} <= set(drawn["lettered"])
    assert drawn["colours"][LEFT] > 0.1
    assert drawn["said"] == []


def test_visit_noted_in_qgis_lands_with_photo_accuracy_and_parcel(
    qgis: Qgis, project: Path, municipality: Municipality, surveyor: User, base_map: list[ParcelVersion]
) -> None:
    (project.parent / "DCIM" / "one.jpg").write_bytes(a_jpeg())
    facts = {"result": "surveyed", "photo_1": "DCIM/one.jpg", "use_residential": 100, "storeys": 1.5, "note": "บ้านสวน"}

    noted = qgis.ask(
        "note_visit", project, east_m=EAST_M + 100, north_m=NORTH_M + 20, accuracy_m=0.03, facts=facts
    )  # fmt: skip
    returned = brought_back(project, municipality, surveyor)

    assert (noted["is_added"], noted["facts"]["parcel_uid"]) == (True, str(base_map[1].parcel.uid))
    assert (returned.visits_taken, returned.photos_taken, returned.left_out) == (1, 1, [])
    visit = Visit.objects.get()
    assert (visit.parcel, visit.seen_version, visit.client_uid) == (
        base_map[1].parcel,
        base_map[1],
        uuid.UUID(noted["facts"]["visit_uid"]),
    )
    assert (visit.accuracy_m, visit.uses, visit.note) == (0.03, {"residential": 100}, "บ้านสวน")
    assert VisitPhoto.objects.get().visit == visit


def test_further_buildings_noted_in_the_form_of_a_visit_land_with_it(
    qgis: Qgis, project: Path, municipality: Municipality, surveyor: User
) -> None:
    buildings = [{"house_number": "12/4", "storeys": 2, "building_use": "residential"}, {"is_gone": "yes"}]

    noted = qgis.ask(
        "note_visit", project, east_m=EAST_M + 100, north_m=NORTH_M + 20, accuracy_m=0.03,
        facts={"result": "surveyed", "house_number": "12/3"}, further=buildings,
    )  # fmt: skip
    returned = brought_back(project, municipality, surveyor)

    assert noted["listed"] == ["12/4", "2"]
    assert (returned.visits_taken, returned.left_out) == (1, [])
    assert Visit.objects.get().buildings == [
        {"house_number": "12/3"},
        {"house_number": "12/4", "storeys": 2, "uses": {"residential": 100}},
        {"is_gone": True},
    ]


def test_form_of_a_visit_lists_its_further_buildings_in_thai(qgis: Qgis, project: Path) -> None:
    layers = qgis.ask("project", project)["layers"]

    (listed,) = layers["visits"]["children"]
    fields, shown = layers["further_buildings"]["fields"], layers["further_buildings"]["form"]
    assert (listed["is_valid"], listed["of"]) == (True, "further_buildings")
    assert any("ก" <= letter <= "๛" for letter in listed["title"])
    assert all(any("ก" <= letter <= "๛" for letter in fields[name]["alias"]) for name in shown)
    assert "visit_uid" not in shown


def test_visit_noted_in_the_geopackage_alone_finds_its_parcel_by_its_place(
    qgis: Qgis, project: Path, municipality: Municipality, surveyor: User, base_map: list[ParcelVersion]
) -> None:
    noted = qgis.ask(
        "note_visit", project.with_name(qfield.GEOPACKAGE), east_m=EAST_M + 60, north_m=NORTH_M + 20,
        accuracy_m=4.5, facts={"result": "nobody"},
    )  # fmt: skip
    brought_back(project, municipality, surveyor)

    assert noted["facts"]["parcel_uid"] is None
    assert Visit.objects.get().parcel == base_map[0].parcel


def test_edge_moved_in_qgis_comes_to_review_with_day_and_accuracy(
    qgis: Qgis, project: Path, municipality: Municipality, surveyor: User, base_map: list[ParcelVersion]
) -> None:
    moved = qgis.ask("move_edge", project, code="01A003", by_m=2, accuracy_m=0.05)
    returned = brought_back(project, municipality, surveyor)

    assert (moved["is_changed"], returned.edited_parcels, returned.left_out) == (True, 1, [])
    row = StagedFeature.objects.get()
    assert (row.parcel, row.accuracy_m) == (base_map[2].parcel, 0.05)
    assert shapely.from_wkb(bytes(row.measured_shape.wkb)).bounds[2] == EAST_M + 158
