"""A search from its files to the decision, on the ground of the shop."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from pytest_django import Settings

from gis_assets.models import Municipality, ParcelVersion
from taxroll.insight.missing import searching
from taxroll.insight.missing.detection import Terms
from taxroll.models import BuildingSearch, Roll, RollLine, SearchKind, SearchStatus, Suspect, SuspectStatus
from tests import lasting
from tests.gis_assets.builders import EAST, NORTH, a_parcel, square
from tests.taxroll.builders import a_house, a_right, an_owner
from tests.taxroll.conftest import AT, a_sealed

TERMS = Terms(least_area_m2=20, least_height_m=2.2, storey_height_m=3, known_share=0.3)


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def footprints(tmp_path: Path, *corners: tuple[float, float, float, float]) -> ContentFile[bytes]:
    boxes = [shapely.box(EAST + w, NORTH + s, EAST + e, NORTH + n) for w, s, e, n in corners]
    geopandas.GeoDataFrame(geometry=boxes, crs=32647).to_file(tmp_path / "seen.gpkg", driver="GPKG")
    return ContentFile((tmp_path / "seen.gpkg").read_bytes(), name="seen.gpkg")


@pytest.fixture
def ask(shop: ParcelVersion, build: Callable[..., Roll], clerk: User, tmp_path: Path) -> Callable[..., BuildingSearch]:
    roll = a_sealed(build(), by=clerk)

    def run(*corners: tuple[float, float, float, float], **more: object) -> BuildingSearch:
        facts: dict[str, Any] = {
            "roll": roll, "kind": SearchKind.FOOTPRINTS, "title": "ภาพถ่าย", "seen_on": date(2024, 1, 5),
            "files": {"footprints": footprints(tmp_path, *(corners or ((2, 2, 12, 12),)))}, "terms": TERMS,
            "treasury_type": "101", "by": clerk, "at": AT,
        }  # fmt: skip
        return searching.ask(**facts | more)

    return run


def test_expected_tax_is_what_the_roll_charges_once_the_building_is_registered(
    ask: Callable[..., BuildingSearch], shop: ParcelVersion, clerk: User
) -> None:
    """100 m2 at 7,500 baht, new, in other use: 750,000 at 0.3 % beside the land's 3,000,000: 2,250 baht."""
    search = searching.run(ask(), at=AT)

    suspect = Suspect.objects.get()
    assert (search.status, search.seen_count, search.done_count) == (SearchStatus.DONE, 1, 1)
    assert (suspect.parcel, suspect.footprint_m2, suspect.floor_area_m2) == (shop.parcel, 100, 100)
    assert suspect.expected_satang == 2_250_00


def test_registered_building_is_no_suspect(ask: Callable[..., BuildingSearch], shop: ParcelVersion) -> None:
    a_house(shop.municipality, on_parcel=shop.parcel)

    searching.run(ask((0, 0, 9, 9), (11, 11, 19, 19)), at=AT)

    assert [suspect.footprint_m2 for suspect in Suspect.objects.all()] == [64]


@lasting.fixture
def second_home(municipality: Municipality, prices: None) -> None:
    """100 wah with another owner, east of the shop, lived in by nobody who is registered there: 0.02 %."""
    plot = a_parcel(municipality, code="02B001", shape=square(east=100), residential_wah=100)
    a_right(an_owner(municipality, name="นางสอง"), plot.parcel)


def test_suspect_that_would_bring_most_stands_first(second_home: None, ask: Callable[..., BuildingSearch]) -> None:
    """324 m2 at 7,500 baht and 0.02 % bring less than 100 m2 at 0.3 %."""
    searching.run(ask((101, 1, 119, 19), (2, 2, 12, 12)), at=AT)

    found = [(suspect.footprint_m2, suspect.expected_satang) for suspect in Suspect.objects.all()]
    assert found == [(100, 2_250_00), (324, 486_00)]


def test_suspect_off_the_roll_has_no_expected_tax_and_stands_last(ask: Callable[..., BuildingSearch]) -> None:
    searching.run(ask((500, 500, 540, 540), (2, 2, 12, 12)), at=AT)

    assert [suspect.expected_satang for suspect in Suspect.objects.all()] == [2_250_00, None]


def test_second_run_of_a_search_changes_nothing(ask: Callable[..., BuildingSearch]) -> None:
    search = searching.run(ask(), at=AT)
    before = list(Suspect.objects.values())

    searching.run(search, at=AT)

    assert list(Suspect.objects.values()) == before


def test_search_fails_in_words_when_the_file_is_no_layer(ask: Callable[..., BuildingSearch]) -> None:
    search = searching.run(ask(files={"footprints": ContentFile(b"no layer", name="a.gpkg")}), at=AT)

    assert search.status == SearchStatus.FAILED
    assert "footprints.gpkg" in search.message


def test_roll_is_left_as_it_is(ask: Callable[..., BuildingSearch]) -> None:
    before = list(RollLine.objects.values())

    searching.run(ask(), at=AT)

    assert list(RollLine.objects.values()) == before


def test_search_without_its_layers_or_price_is_refused(ask: Callable[..., BuildingSearch]) -> None:
    with pytest.raises(searching.LayersMissing):
        ask(kind=SearchKind.HEIGHTS)
    with pytest.raises(searching.NoPrice):
        ask(treasury_type="999")


def test_dismissal_needs_a_reason_and_may_be_undone(ask: Callable[..., BuildingSearch], clerk: User) -> None:
    searching.run(ask(), at=AT)
    suspect = Suspect.objects.get()

    with pytest.raises(searching.ReasonMissing):
        searching.decide(suspect, status=SuspectStatus.DISMISSED, reason=" ", by=clerk, at=AT)
    decided = searching.decide(suspect, status=SuspectStatus.DISMISSED, reason="ต้นไม้", by=clerk, at=AT)
    again = searching.decide(decided, status=SuspectStatus.OPEN, reason="", by=clerk, at=AT)

    assert (decided.reason, decided.decided_by) == ("ต้นไม้", clerk)
    assert (again.status, again.reason, again.decided_by) == (SuspectStatus.OPEN, "", None)
