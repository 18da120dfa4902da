"""Each of the fourteen checks, broken where it is kept: in the register, the areas, the rasters or another petition.

The scene passes all of them; every case changes rows or files and reads the verdict through the live check, but who
holds the land through the desk's, since nobody is told that before. The ground comes from small rasters by the port
that the installation names (`GROUND_RELIEF`).
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import translation
from psycopg.types.range import Range

from gis_assets.models import (
    Municipality,
    ParcelVersion,
    Party,
    PartyVersion,
    Right,
    RoadSegmentVersion,
    UtilityPoleVersion,
)
from landsurvey.models import Raster, RasterKind
from permits import secrets_of, wording
from permits.ground import checking
from permits.models import Applicant, Petition, PlanningArea
from tests import lasting
from tests.gis_assets import builders as register
from tests.incidents.builders import a_road
from tests.landsurvey.terrain.test_spots import FLOOD, a_raster
from tests.permits import builders
from tests.permits.ground.builders import SINCE, a_building, a_water, an_area, ground, wired

pytestmark = pytest.mark.django_db
FLAT = np.full((100, 100), 300, dtype=np.float32)
Break = Callable[[Petition, Path], object]


@lasting.fixture
def petition(municipality: Municipality, tmp_path_factory: pytest.TempPathFactory) -> Petition:
    """The owner's house in the middle of a parcel on level ground beside a street, in a zone that allows it."""
    a_road(municipality, (-100, -6), (100, -6))
    an_area(municipality, allowed=["dwelling"])
    a_raster(municipality, User.objects.create_user("surveyor"), tmp_path_factory.mktemp("files"), cells=FLAT)
    petition = builders.a_petition(municipality, parcel=builders.a_parcel_at(municipality, accuracy_class="rtk"))
    _own(petition)
    return petition


def checked(petition: Petition) -> dict[str, dict[str, Any]]:
    address = reverse("permits:checks", args=[secrets_of.secret(petition.uid)])
    answer = Client().post(address, "{}", content_type="application/json", headers={"accept-language": "th"})
    live = {finding["rule"]: finding for finding in json.loads(answer.content)["findings"]}
    assert live["ownership"]["verdict"] == "ask"
    at_the_desk = checking.check(petition, by=None, at=builders.AT).findings
    with translation.override("th"):
        return live | {"ownership": next(wording.told(one) for one in at_the_desk if one["rule"] == "ownership")}


def _own(petition: Petition) -> None:
    """The applicant holds the parcel by the register."""
    municipality, source = petition.municipality, register.a_source(petition.municipality)
    common: dict[str, Any] = {"municipality": municipality, "source": source, "recorded_at": register.RECORDED_AT}
    common |= {"party": Party.objects.create(municipality=municipality, kind="natural"), "valid": Range(SINCE, None)}
    digest = Applicant.objects.get(petition=petition).id_digest
    PartyVersion.objects.create(name="x", id_digest=digest, **common)
    Right.objects.create(parcel=petition.parcel, kind="owner", **common)


def _survey(petition: Petition, side_m: float) -> None:
    """A new survey finds the parcel smaller."""
    ParcelVersion.objects.filter(parcel=petition.parcel).update(shape=register.square(side_m=side_m))


def _answer(petition: Petition, **answers: Any) -> None:
    petition.answers |= answers
    petition.save(update_fields=["answers"])


def _wire(petition: Petition, _folder: Path) -> None:
    """A wire from pole to pole over the house."""
    from_pole = register.a_pole(petition.municipality, number=1, east=-20, north=15)
    to_pole = register.a_pole(petition.municipality, number=2, east=60, north=15)
    UtilityPoleVersion.objects.filter(pk=from_pole.pk).update(kind="power")
    wired(from_pole, to=to_pole)


def _area(kind: str) -> Break:
    return lambda petition, _folder: an_area(petition.municipality, kind=kind, code=kind, shape=_under_the_house())


def _under_the_house() -> Any:
    return ground(5, 5, width_m=20, depth_m=20)


def _model(petition: Petition, folder: Path, **facts: Any) -> Raster:
    return a_raster(petition.municipality, User.objects.get(username="surveyor"), folder, **facts)


def _steep(petition: Petition, folder: Path) -> None:
    """The newest elevation model climbs by 40 per cent."""
    _model(petition, folder)


def _flooded(petition: Petition, folder: Path) -> None:
    """A picture of a flood covers the west, up to half of the house."""
    _model(petition, folder, cells=FLOOD, kind=RasterKind.WATER, title="Flood 2554")


BREAKS: dict[str, tuple[str, str, str, Break]] = {
    "parcel surveyed anew": ("inside_parcel", "fail", "outside", lambda one, _: _survey(one, 15)),
    "larger than small": ("size", "ask", "size_not_small_area", lambda one, _: _answer(one, floor_area_m2=151.0)),
    "three storeys": ("track", "ask", "track_ordinary", lambda one, _: _answer(one, storeys=3)),
    "sold": ("ownership", "ask", "owner_unregistered", lambda *_: Right.objects.all().delete()),
    "boundary moved": ("boundary_distance", "fail", "boundary_short", lambda one, _: _survey(one, 21)),
    "road beside the wall": (
        "road_distance",
        "fail",
        "road_short",
        lambda one, _: a_road(one.municipality, (-100, 9), (100, 9)),
    ),
    "pond beside the wall": (
        "water_distance",
        "fail",
        "water_short",
        lambda one, _: a_water(one.municipality, ground(21, -200, width_m=8, depth_m=400)),
    ),
    "parcel built over": (
        "open_space",
        "fail",
        "open_short",
        lambda one, _: a_building(one.municipality, east=1, north=1, side_m=28),
    ),
    "zone denies": ("zoning", "fail", "zone_denied", lambda *_: PlanningArea.objects.update(denied=["dwelling"])),
    "public land": ("public_land", "fail", "public_land_on", _area("public_land")),
    "wire over the house": ("power_lines", "fail", "wire_in_building", _wire),
    "flood area": ("hazards", "ask", "hazard_flood", _area("flood")),
    "steep ground": ("hazards", "ask", "slope_steep", _steep),
    "water stood there": ("hazards", "ask", "water_stood", _flooded),
    "no elevation model": ("hazards", "ask", "slope_unknown", lambda *_: Raster.objects.all().delete()),
    "no way": ("access", "ask", "access_no_way", lambda *_: RoadSegmentVersion.objects.all().delete()),
    "asked twice": (
        "duplicates",
        "ask",
        "petition_same_place",
        lambda one, _: builders.a_submitted_petition(
            one.municipality, parcel=ParcelVersion.objects.get(parcel=one.parcel)
        ),
    ),
}


def test_every_check_passes_when_nothing_is_broken(petition: Petition) -> None:
    found = checked(petition)

    assert {rule: one["verdict"] for rule, one in found.items()} == dict.fromkeys(found, "pass")
    assert set(found) == {rule for rule, *_ in BREAKS.values()}


@pytest.mark.parametrize(("rule", "verdict", "says", "breaks"), BREAKS.values(), ids=BREAKS)
def test_check_says_so_when_the_database_breaks_it(
    petition: Petition, tmp_path: Path, rule: str, verdict: str, says: str, breaks: Break
) -> None:
    breaks(petition, tmp_path)

    found = checked(petition)[rule]

    with translation.override("th"):
        assert (found["verdict"], found["sentence"]) == (verdict, wording.sentence(says, found["values"]))
    assert found["mend"] or rule == "track"  # a longer way is nothing to mend
