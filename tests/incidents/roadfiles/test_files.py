"""What real files of roads hold, against counts that somebody else took of them; and small files written by hand."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from gis_assets.models import Municipality, RoadSegmentVersion, TurnRestrictionVersion
from incidents import roads
from incidents.roadfiles import reading
from incidents.roadfiles.judging import judge
from incidents.roadfiles.ways import Restriction, RoadFile, Way

MONACO, LIECHTENSTEIN = "06-osm/monaco.osm.pbf", "06-osm/liechtenstein-2013-08-03.osm.pbf"
TINY, CHIANG_MAI = "06-osm/tiny-planet.osm", "04-thai-osm-network/chiangmai.network.graph.json"


def load(path: Path, **options: object) -> dict[str, Any]:
    out = io.StringIO()
    call_command("roads", "load", str(path), json=True, stdout=out, **options)
    return dict(json.loads(out.getvalue()))


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "ways", "edges"), [(MONACO, 2_927, 5_425), (LIECHTENSTEIN, 2_753, 5_371), (TINY, 19, 23)]
)
def test_ways_and_edges_of_an_extract_are_those_that_others_counted(
    file: str, ways: int, edges: int, real_data: Path
) -> None:
    found = load(real_data / file)

    assert (found["highway_ways"], found["highway_edges"]) == (ways, edges)
    assert found["is_entered"] is False


@pytest.mark.real_data
def test_one_ways_and_restrictions_of_monaco_are_those_that_others_counted(real_data: Path) -> None:
    found = load(real_data / MONACO)

    assert (found["highway_oneway_ways"], found["turn_restrictions"], found["dangling_references"]) == (646, 27, 0)
    assert found["used_segments"] <= found["segments"]
    assert sum(n for why, n in found["left_out"].items() if "segments" not in why and "restriction" not in why) == (
        found["highway_ways"] - found["routable_ways"]
    )


@pytest.mark.real_data
def test_graph_of_chiang_mai_is_one_component(real_data: Path) -> None:
    found = load(real_data / CHIANG_MAI)

    assert (found["used_segments"], found["weak_components"], found["strong_components"]) == (34_452, 1, 1)


def way(number: int, *nodes: int, **tags: str) -> Way:
    """A way over nodes that stand a hundredth of a degree apart, so that each has a place of its own."""
    places = tuple((98.9 + node % 10 / 100, 18.7 + node // 10 / 100) for node in nodes)
    return Way(
        number, nodes, places, {"highway": "residential"} | {key.replace("__", ":"): v for key, v in tags.items()}
    )


def test_segment_runs_with_the_traffic_when_the_way_is_drawn_against_it() -> None:
    [segment] = judge(RoadFile([way(1, 1, 2, oneway="-1"), way(2, 1, 2)])).segments[:1]

    assert (segment.from_node, segment.to_node, segment.is_oneway) == (2, 1, True)


def test_way_is_split_where_it_meets_itself_but_counted_whole() -> None:
    loop = RoadFile([way(1, 1, 2, 3, 4, 2)])

    judged = judge(loop)

    assert [(each.from_node, each.to_node) for each in judged.segments] == [(1, 2), (2, 2)]
    assert judged.facts["highway_edges"] == 1
    assert judged.facts["loops"] == 1


def test_largest_strong_component_is_used_and_the_rest_is_counted() -> None:
    trap = RoadFile([way(1, 1, 2), way(2, 2, 3), way(3, 3, 1), way(4, 3, 4, oneway="yes"), way(5, 11, 12)])

    judged = judge(trap)

    assert {each.way for each in judged.segments} == {1, 2, 3}
    assert (judged.facts["weak_components"], judged.facts["strong_components"]) == (2, 3)
    assert judged.facts["left_out"] == {"segments outside the largest strong component": 2}


def test_parallel_segments_are_counted() -> None:
    assert judge(RoadFile([way(1, 1, 2), way(2, 1, 3, 2)])).facts["parallel_segments"] == 1


def test_restriction_lies_on_the_segments_at_its_node() -> None:
    crossing = RoadFile([way(1, 1, 5), way(2, 5, 2), way(3, 5, 3)], [Restriction(1, "no", (1, 3), 5)])

    assert judge(crossing).turns == (("no", (0, 2), (5,)),)


def test_restriction_over_a_way_names_every_segment_between() -> None:
    ways = [way(1, 1, 5), way(2, 5, 6, 7), way(3, 7, 8), way(4, 6, 9)]

    judged = judge(RoadFile(ways, [Restriction(1, "no", (1, 2, 3), None)]))

    assert judged.turns == (("no", (0, 1, 2, 3), (5, 6, 7)),)


def test_restriction_is_counted_as_lost_when_its_road_is_not_used() -> None:
    judged = judge(RoadFile([way(1, 1, 5), way(2, 5, 2, access="private")], [Restriction(1, "no", (1, 2), 5)]))

    assert judged.turns == ()
    assert judged.facts["left_out"] == {
        "closed to motor vehicles": 1,
        "turn restrictions on roads that are not used": 1,
    }


def test_limits_and_names_are_read_with_their_units() -> None:
    told = {"maxheight": "3.5", "maxweight": "15 t", "maxspeed": "30 mph", "name": "ถนนเชียงใหม่", "name__en": "Road"}
    [segment] = judge(RoadFile([way(1, 1, 2, **told)])).segments

    assert (segment.max_height_cm, segment.max_weight_kg, segment.speed_kmh) == (350, 15_000, 48)
    assert (segment.name_th, segment.name_en) == ("ถนนเชียงใหม่", "Road")


@pytest.mark.parametrize(
    ("highway", "maxspeed", "speed_kmh"),
    [
        ("motorway", "", 90),
        ("secondary", "", 50),
        ("secondary_link", "", 40),
        ("residential", "", 30),
        ("living_street", "none", 15),
        ("service", "walk", 20),
        ("service", "0", 20),
        ("residential", "60", 60),
    ],
)
def test_road_without_a_readable_limit_is_driven_at_the_speed_of_its_class(
    highway: str, maxspeed: str, speed_kmh: int
) -> None:
    [segment] = judge(RoadFile([way(1, 1, 2, highway=highway, maxspeed=maxspeed, oneway="no")])).segments

    assert segment.speed_kmh == speed_kmh


def test_dangling_reference_is_counted_and_the_rest_of_the_way_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "dangling.osm"
    file.write_text(
        "<osm version='0.6'><node id='1' lat='18.7' lon='98.9'/><node id='2' lat='18.71' lon='98.9'/>"
        "<way id='1'><nd ref='1'/><nd ref='9'/><nd ref='2'/><tag k='highway' v='primary'/></way></osm>"
    )

    found = reading.read(file)

    assert found.dangling == 1
    assert [each.nodes for each in found.ways] == [(1, 2)]


def test_geojson_lines_that_share_an_end_share_a_junction(tmp_path: Path) -> None:
    lines = [[[98.9, 18.7], [98.91, 18.7]], [[98.91, 18.7], [98.92, 18.7]]]
    features = [
        {
            "type": "Feature",
            "properties": {"highway": "primary"},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for line in lines
    ]
    file = tmp_path / "roads.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))

    judged = judge(reading.read(file))

    assert len(judged.segments) == 2
    assert judged.segments[0].to_node == judged.segments[1].from_node


@pytest.mark.parametrize("text", ["", "{}", "<osm><way", "[1, 2]"])
def test_file_without_roads_is_refused_in_words(text: str, tmp_path: Path) -> None:
    file = tmp_path / ("broken.osm" if text.startswith("<") else "broken.json")
    file.write_text(text)

    with pytest.raises(CommandError, match=file.name):
        call_command("roads", "load", str(file))


CROSSING = """<osm version='0.6'>
  <node id='1' lat='18.7500' lon='98.9300'/><node id='5' lat='18.7510' lon='98.9300'/>
  <node id='2' lat='18.7520' lon='98.9300'/><node id='3' lat='18.7510' lon='98.9310'/>
  <way id='1'><nd ref='1'/><nd ref='5'/><tag k='highway' v='primary'/><tag k='maxheight' v='2.5'/></way>
  <way id='2'><nd ref='5'/><nd ref='2'/><tag k='highway' v='residential'/><tag k='name' v='ซอย 1'/></way>
  <way id='3'><nd ref='5'/><nd ref='3'/><tag k='highway' v='residential'/></way>
  <way id='4'><nd ref='2'/><nd ref='3'/><tag k='highway' v='tertiary'/><tag k='oneway' v='yes'/></way>
  <relation id='1'><member type='way' ref='1' role='from'/><member type='node' ref='5' role='via'/>
    <member type='way' ref='3' role='to'/><tag k='type' v='restriction'/><tag k='restriction'
    v='no_right_turn'/></relation>
</osm>"""


def test_roads_are_entered_only_when_committed_and_replace_those_of_the_file_before(
    municipality: Municipality, tmp_path: Path
) -> None:
    file = tmp_path / "crossing.osm"
    file.write_text(CROSSING)
    options = {"municipality": municipality.dla_code}

    load(file, **options)
    dry = RoadSegmentVersion.objects.count()
    first = load(file, commit=True, **options)
    second = load(file, commit=True, **options)

    assert dry == 0
    assert (first["entered"], first["entered_turns"], first["ended"]) == (4, 1, 0)
    assert (second["entered"], second["ended"]) == (4, 4)
    in_force = RoadSegmentVersion.objects.exclude(valid__isempty=True)
    assert in_force.count() == 4
    assert "ODbL" in in_force[0].source.reference
    assert {(road.road_class, road.max_height_cm) for road in in_force} == {
        ("main", 250),
        ("soi", None),
        ("street", None),
    }


def test_roads_of_another_country_are_refused(municipality: Municipality, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.osm"
    file.write_text(CROSSING.replace("lon='98.", "lon='7."))

    with pytest.raises(CommandError):
        load(file, commit=True, municipality=municipality.dla_code)

    assert not RoadSegmentVersion.objects.exists()


def test_exported_roads_are_the_same_when_they_are_read_back(municipality: Municipality, tmp_path: Path) -> None:
    file, sent = tmp_path / "crossing.osm", tmp_path / "town.osm.pbf"
    file.write_text(CROSSING)
    load(file, commit=True, municipality=municipality.dla_code)
    before = roads.read(file)

    call_command("roads", "export", str(sent), municipality=municipality.dla_code, stdout=io.StringIO())

    after = roads.read(sent)
    assert len(after.turns) == TurnRestrictionVersion.objects.count() == 1
    assert [
        (each.is_oneway, each.speed_kmh, each.name_th, each.max_height_cm, len(each.places)) for each in after.segments
    ] == [
        (each.is_oneway, each.speed_kmh, each.name_th, each.max_height_cm, len(each.places)) for each in before.segments
    ]
    for here, there in zip(before.segments, after.segments, strict=True):
        assert sum(here.places, ()) == pytest.approx(sum(there.places, ()), abs=1e-6)
