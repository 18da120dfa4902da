"""What the map of a petition at the desk is given: where it stands, and each line that a check measured, in degrees."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import shapely
from django.test import Client
from django.urls import reverse
from psycopg.types.range import Range
from shapely.geometry.base import BaseGeometry

from gis_assets import crs
from gis_assets.models import Municipality, ParcelVersion, Role
from permits.ground import checking
from permits.models import Petition
from permits.views import deskmap
from tests import lasting
from tests.gis_assets.builders import square
from tests.incidents.builders import a_road
from tests.permits.builders import ON, SINCE, a_parcel_at, a_submitted_petition, box, later
from tests.permits.ground.builders import an_area
from tests.speaking import Officer, english

pytestmark = pytest.mark.django_db
UTM = 32647
ROLES = {"gap", "breach", "free", "area", "way"}


@lasting.fixture
def clerk(client_as: Callable[..., Officer]) -> Officer:
    return client_as(Role.PERMIT_OFFICER)


@lasting.fixture
def petition(municipality: Municipality, clerk: Officer) -> Petition:
    """A house with a window a metre from its neighbour, beside a street, in a zone that allows it; checked that day."""
    a_road(municipality, (-100, -6), (100, -6))
    an_area(municipality, allowed=["dwelling"])
    a_parcel_at(municipality, 30, 0, code="01A002", accuracy_class="rtk")
    parcel = a_parcel_at(municipality, accuracy_class="rtk")
    asked = a_submitted_petition(municipality, ("examined", 10), by=clerk.user, parcel=parcel, footprint=box(19, 10))
    checking.check(asked, by=clerk.user, at=later(10))
    return asked


def given(browser: Client, petition: Petition) -> dict[str, Any]:
    facts: dict[str, Any] = browser.get(reverse("permits:petition_at_desk", args=[petition.uid])).context["map_facts"]
    return facts


def metres(feature: dict[str, Any]) -> BaseGeometry:
    """The feature in metres of the test ground, after a look that it came in degrees of it."""
    shape: BaseGeometry = shapely.geometry.shape(feature["geometry"])
    west, south, east, north = shape.bounds
    assert 98.8 < west <= east < 99.0
    assert 18.7 < south <= north < 18.8
    return crs.reproject_one(shape, crs.WGS84, UTM)


def test_plan_and_parcel_are_drawn_where_they_stand(petition: Petition, clerk: Officer) -> None:
    facts = given(clerk, petition)

    plan, parcel = metres(facts["plan"]), metres(facts["parcel"])
    assert facts["parcel"]["properties"] == {"role": "parcel", "code": "01A001"}
    assert plan.area == pytest.approx(100, rel=1e-3)
    assert parcel.area == pytest.approx(900, rel=1e-3)
    assert parcel.buffer(0.01).contains(plan)


def test_every_line_is_drawn_with_its_verdict_and_its_length(petition: Petition, clerk: Officer) -> None:
    found = petition.checkups.get().findings
    drawn = given(clerk, petition)["shapes"]["features"]

    assert len(drawn) == sum(len(each["shapes"]) for each in found)
    for feature in drawn:
        told = feature["properties"]
        check = found[told["finding"]]
        assert (told["rule"], told["verdict"]) == (check["rule"], check["verdict"])
        assert told["role"] in ROLES
        if told["role"] == "gap":
            assert metres(feature).length == pytest.approx(float(told["label"].removesuffix(" ม.")), abs=0.011)
    [short] = [
        each for each in drawn if each["properties"]["verdict"] == "fail" and each["properties"]["role"] == "gap"
    ]
    assert short["properties"] | {"finding": 0} == {
        "finding": 0,
        "rule": "boundary_distance",
        "role": "gap",
        "verdict": "fail",
        "label": "1.00 ม.",
    }


def test_list_names_each_check_by_the_number_that_its_lines_carry(petition: Petition, clerk: Officer) -> None:
    page = clerk.get(reverse("permits:petition_at_desk", args=[petition.uid]))

    listed = {each.number: each.rule for each in page.context["told"]}
    numbers = {each["properties"]["finding"] for each in page.context["map_facts"]["shapes"]["features"]}
    assert listed == dict(enumerate(each["rule"] for each in petition.checkups.get().findings))
    assert numbers <= listed.keys()
    assert all(f'data-show="{number}"' in page.content.decode() for number in listed)


def test_lengths_are_in_metres_of_the_readers_language(petition: Petition, clerk: Officer) -> None:
    labels = {each["properties"]["label"] for each in given(english(clerk), petition)["shapes"]["features"]}

    assert "1.00 m" in labels


def test_parcel_is_drawn_as_the_checks_saw_it_when_it_was_split_later(petition: Petition) -> None:
    checkup, split = petition.checkups.get(), date(2026, 11, 21)
    version = ParcelVersion.objects.get(parcel=petition.parcel)
    ParcelVersion.objects.filter(pk=version.pk).update(valid=Range(SINCE, split))
    half = square(side_m=10)
    a_parcel_at(petition.municipality, parcel=petition.parcel, valid=Range(split, None), side_m=10)

    parcel = deskmap.facts(petition, checkup)["parcel"]

    assert checkup.as_of == ON
    assert metres(parcel).area == pytest.approx(900, rel=1e-3) != half.area


def test_nothing_is_drawn_of_a_petition_without_place_and_checks(municipality: Municipality) -> None:
    bare = a_submitted_petition(municipality, service="address-number", track="number", footprint=None)
    bare.parcel = None

    facts = deskmap.facts(bare, None)

    assert (facts["plan"], facts["parcel"], facts["shapes"]["features"]) == (None, None, [])


def test_map_is_for_officers_of_this_town_only(
    petition: Petition, client: Client, client_as: Callable[..., Officer], other_municipality: Municipality
) -> None:
    url = reverse("permits:petition_at_desk", args=[petition.uid])

    assert client.get(url).status_code == 302
    assert client_as(Role.PERMIT_OFFICER, of=other_municipality).get(url).status_code == 403
