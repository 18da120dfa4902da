"""The officers' page of planning areas: who may, what a file becomes, and what it does not."""

import json
from collections.abc import Callable
from typing import Any, cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from gis_assets.models import Municipality, Role
from permits.models import PlanningArea
from tests import lasting
from tests.permits.ground.builders import an_area
from tests.permits.ground.test_area_files import a_feature
from tests.speaking import Officer

pytestmark = pytest.mark.django_db
PAGE = "/permits/areas/"
KEEPERS = (Role.LOCAL_OFFICIAL, Role.HEAD_OF_ENGINEERING)


@lasting.fixture
def keeper(client_as: Callable[..., Officer]) -> Officer:
    return client_as(Role.HEAD_OF_ENGINEERING)


def a_file(*features: dict[str, Any], name: str = "zones.geojson") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, json.dumps({"type": "FeatureCollection", "features": features}).encode())


def sent(client: Client, file: SimpleUploadedFile, **facts: Any) -> HttpResponse:
    told = {"file": file, "kind": "zone", "since": "2026-01-01", "epsg": "", "citation": "", "doubt": ""}
    return cast(HttpResponse, client.post(PAGE, told | facts))


def ticket(answer: Any) -> str:
    return str(answer.context["ticket"])


def test_file_is_looked_at_first_and_in_force_when_confirmed(keeper: Officer, municipality: Municipality) -> None:
    offered = sent(keeper, a_file(a_feature(Z="R1"), a_feature(Z="")))
    assert (offered.status_code, PlanningArea.objects.count()) == (200, 0)
    again = keeper.post(f"{PAGE}confirm/", {"ticket": ticket(offered), "column_code": "Z", "look": "1"})
    assert (len(again.context["offered"].areas), len(again.context["offered"].findings)) == (1, 1)

    told = {"ticket": ticket(again), "column_code": "Z", "commit": "1"}
    refused = keeper.post(f"{PAGE}confirm/", told)
    done = keeper.post(f"{PAGE}confirm/", told | {"leave_out_wrong": "on"})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert PlanningArea.objects.get().code == "R1"
    assert "R1" in keeper.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("zones.exe", b"MZ"),
        ("zones.geojson", b"{"),
        ("zones.gpkg", b"no database"),
        ("zones.zip", b"PK no zip"),
        ("zones.kml", b"<!DOCTYPE x>"),
    ],
)
def test_file_that_cannot_be_read_is_told_and_changes_nothing(keeper: Officer, name: str, content: bytes) -> None:
    answer = sent(keeper, SimpleUploadedFile(name, content))

    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode() or "aria-invalid" in answer.content.decode()
    assert PlanningArea.objects.count() == 0


def test_forged_ticket_finds_nothing(keeper: Officer) -> None:
    assert keeper.post(f"{PAGE}confirm/", {"ticket": "x:y:z", "commit": "1"}).status_code == 404


def test_ticket_of_another_municipality_finds_nothing(
    keeper: Officer, client_as: Callable[..., Officer], other_municipality: Municipality, settings: Any
) -> None:
    mine = ticket(sent(keeper, a_file(a_feature(code="R1"))))
    settings.MUNICIPALITY = other_municipality.dla_code
    theirs = client_as(Role.LOCAL_OFFICIAL, of=other_municipality)

    assert theirs.post(f"{PAGE}confirm/", {"ticket": mine, "column_code": "code", "commit": "1"}).status_code == 404


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}areas.geojson"])
def test_page_is_for_those_who_keep_the_areas(
    client_as: Callable[..., Officer], other_municipality: Municipality, municipality: Municipality, path: str
) -> None:
    an_area(municipality)

    assert all(client_as(role).get(path).status_code == 200 for role in KEEPERS)
    assert client_as(Role.PERMIT_OFFICER).get(path).status_code == 403
    assert client_as(*KEEPERS, of=other_municipality).get(path).status_code == 403
    assert Client().get(path).status_code == 302


def test_map_gets_the_areas_of_today(keeper: Officer, municipality: Municipality) -> None:
    area = an_area(municipality, name_en="Homes")

    told = keeper.get(reverse("permits:areas_geojson")).json()

    [feature] = told["features"]
    assert feature["id"] == str(area.uid)
    assert feature["properties"] == {"kind": "zone", "code": "R1", "name_th": "ที่อยู่อาศัย", "name_en": "Homes"}


@pytest.mark.parametrize(
    ("claimed", "status"),
    [({"CONTENT_LENGTH": "40000000"}, 413), ({"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, 411)],
)
def test_file_is_refused_before_it_is_read_when_it_is_large_or_of_unknown_size(
    claimed: dict[str, Any], status: int, keeper: Officer
) -> None:
    assert keeper.post(PAGE, {"file": a_file()}, **claimed).status_code == status
