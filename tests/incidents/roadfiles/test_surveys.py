"""Surveyed roads enter the register beside those of a file, and what held before holds after."""

import io
import json
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from django.core.management import CommandError, call_command
from django.utils import timezone

from gis_assets import crs
from gis_assets.models import Municipality, RoadSegmentVersion, TurnRestrictionVersion
from tests import lasting
from tests.incidents.roadfiles.test_files import CROSSING, load

SOI_LON_LAT = [(98.9305, 18.7510), (98.9305, 18.7505)]
"""From the middle of way 3 of the crossing to the south."""


@lasting.fixture
def town(municipality: Municipality, tmp_path_factory: pytest.TempPathFactory) -> Municipality:
    file = tmp_path_factory.mktemp("files") / "crossing.osm"
    file.write_text(CROSSING)
    load(file, commit=True, municipality=municipality.dla_code)
    return municipality


def surveyed(folder: Path, *, epsg: int = crs.WGS84, name: str = "soi.gpkg") -> Path:
    shape = crs.reproject(shapely.linestrings([SOI_LON_LAT]), crs.WGS84, epsg)
    frame = geopandas.GeoDataFrame({"highway": ["residential"], "name": ["ซอย 9"]}, geometry=shape, crs=epsg)
    frame.to_file(folder / name)
    return folder / name


def enter(file: Path, town: Municipality, **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("roads", "load", str(file), survey=True, json=True, municipality=town.dla_code, stdout=out, **options)
    return dict(json.loads(out.getvalue()))


def in_force(town: Municipality) -> list[RoadSegmentVersion]:
    return list(RoadSegmentVersion.objects.filter(municipality=town, valid__contains=timezone.localdate()))


def test_nothing_is_written_without_commit(town: Municipality, tmp_path: Path) -> None:
    facts = enter(surveyed(tmp_path), town)

    assert (facts["used_segments"], facts["cut_roads"], facts["is_entered"]) == (1, 1, False)
    assert len(in_force(town)) == 4


@pytest.mark.parametrize("epsg", [4326, 32647, 24047])
def test_new_soi_cuts_the_road_it_meets(town: Municipality, tmp_path: Path, epsg: int) -> None:
    before = {road.road_id for road in in_force(town)}

    facts = enter(surveyed(tmp_path, epsg=epsg), town, commit=True)

    after = in_force(town)
    assert facts["entered"] == 1
    assert len(after) == 6
    assert before <= {road.road_id for road in after}
    soi = next(road for road in after if road.name_th == "ซอย 9")
    assert sum(soi.from_node in (road.from_node, road.to_node) for road in after) == 3


def test_restriction_goes_on_to_hold_over_the_piece_that_is_turned_into(town: Municipality, tmp_path: Path) -> None:
    enter(surveyed(tmp_path), town, commit=True)

    turn = TurnRestrictionVersion.objects.get(municipality=town, valid__contains=timezone.localdate())
    first, last = (next(road for road in in_force(town) if road.road_id == thing) for thing in turn.roads)
    assert turn.nodes[0] in (first.from_node, first.to_node)
    assert turn.nodes[0] in (last.from_node, last.to_node)
    assert last.length_m < 60


def test_same_file_is_refused_a_second_time(town: Municipality, tmp_path: Path) -> None:
    file = surveyed(tmp_path)
    enter(file, town, commit=True)

    with pytest.raises(CommandError, match=r"soi\.gpkg"):
        enter(file, town, commit=True)

    assert len(in_force(town)) == 6


def test_file_that_names_no_system_is_refused(town: Municipality, tmp_path: Path) -> None:
    file = surveyed(tmp_path, name="soi.shp")
    file.with_suffix(".prj").unlink()

    with pytest.raises(CommandError, match="coordinate system"):
        enter(file, town)
