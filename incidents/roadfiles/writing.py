"""Writes roads as an OpenStreetMap file, for other routing engines (OSRM, Valhalla, GraphHopper)."""

from collections.abc import Sequence
from itertools import count, islice
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Relation, Way

from incidents.roadfiles.judging import Judged
from incidents.roadfiles.ways import Segment

HIGHWAY_OF = {"highway": "trunk", "ring": "primary", "main": "secondary", "street": "tertiary", "soi": "residential"}


def write(judged: Judged, path: Path) -> None:
    """Nodes, ways (numbered from 1 in the order given) and turn restrictions; an existing file is replaced."""
    refs = numbered(judged.segments)
    places = {
        number: place
        for segment, numbers in zip(judged.segments, refs, strict=True)
        for number, place in zip(numbers, segment.places, strict=True)
    }
    junction = {
        node: numbers[at]
        for segment, numbers in zip(judged.segments, refs, strict=True)
        for node, at in ((segment.from_node, 0), (segment.to_node, -1))
    }
    with osmium.SimpleWriter(str(path), overwrite=True) as out:
        for number in sorted(places):
            out.add_node(Node(id=number, location=places[number], version=1, visible=True))
        for row, (segment, numbers) in enumerate(zip(judged.segments, refs, strict=True), 1):
            out.add_way(Way(id=row, nodes=numbers, tags=_tags(segment), version=1, visible=True))
        for number, (kind, rows, nodes) in enumerate(judged.turns, 1):
            tags = {"type": "restriction", "restriction": f"{kind}_turn" if kind == "no" else "only_straight_on"}
            members = _members(rows, [junction[node] for node in nodes])
            out.add_relation(Relation(id=number, members=members, tags=tags, version=1, visible=True))


def numbered(segments: Sequence[Segment]) -> list[list[int]]:
    """The numbers of the nodes of each segment: junctions first, from 1 on, then what lies between them."""
    junctions = {node for segment in segments for node in (segment.from_node, segment.to_node)}
    number_of = {node: number for number, node in enumerate(sorted(junctions), 1)}
    between = count(len(number_of) + 1)
    return [
        [number_of[each.from_node], *islice(between, len(each.places) - 2), number_of[each.to_node]]
        for each in segments
    ]


def _members(rows: Sequence[int], nodes: Sequence[int]) -> list[tuple[str, int, str]]:
    between = [("w", row + 1, "via") for row in rows[1:-1]] or [("n", nodes[0], "via")]
    return [("w", rows[0] + 1, "from"), *between, ("w", rows[-1] + 1, "to")]


def _tags(segment: Segment) -> dict[str, str]:
    tags = {"highway": HIGHWAY_OF[segment.road_class], "maxspeed": str(segment.speed_kmh)}
    tags["oneway"] = "yes" if segment.is_oneway else "no"
    told = {"name": segment.name_th or segment.name_en, "name:th": segment.name_th, "name:en": segment.name_en}
    limits = {
        "maxheight": (segment.max_height_cm, 100),
        "maxwidth": (segment.max_width_cm, 100),
        "maxweight": (segment.max_weight_kg, 1000),
    }
    told |= {key: f"{value / unit:g}" for key, (value, unit) in limits.items() if value is not None}
    return tags | {key: value for key, value in told.items() if value}
