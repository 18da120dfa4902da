"""Takes roads from a file into the register, and gives the register's roads to other engines."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.db import connection, transaction
from django.utils.translation import gettext as _

from gis_assets import crs, roads, sql_files
from gis_assets.models import Municipality, Source
from gis_assets.refusals import Refusal
from incidents.network.arrays import Shapes
from incidents.roadfiles import closing, joining, reading, ways, writing
from incidents.roadfiles.joining import Joined, Line
from incidents.roadfiles.judging import Judged, judge
from incidents.roadfiles.ways import Segment

SOURCE_KIND = "osm-roads"
SURVEY_KIND = "road-survey"
TOLERANCE_M = 3.0
"""How near a surveyed end must come to a road to meet it, where nobody says otherwise: one and a half standard
deviations of a point from a 1:4000 sheet; our own choice."""
CREDIT = "© OpenStreetMap contributors, ODbL 1.0"
ZONE_DEGREES = 4.0
"""So far from its middle meridian at most a zone is measured in; beyond, lengths are more than two thousandths
wrong."""


class RoadsElsewhere(Refusal):
    """The roads of the file do not lie where the municipality is."""


class LoadedBefore(Refusal):
    """The very same file was entered already."""


@dataclass(frozen=True)
class Surveyed:
    """Surveyed roads, joined to the register's, whose numbers `known` holds by the rows that the cuts name."""

    joined: Joined
    known: tuple[int, ...]
    facts: dict[str, object]


def read(path: Path) -> Judged:
    """The roads of a file, judged; nothing is written. Raises reading.UnreadableRoads."""
    return judge(reading.read(path))


@transaction.atomic
def load(municipality: Municipality, judged: Judged, *, path: Path, on: date, at: datetime) -> roads.Entered:
    """Enter the roads of a file, in place of those of an earlier one; raises RoadsElsewhere."""
    lines = _lines(judged.segments, municipality)
    source = Source.objects.create(
        municipality=municipality,
        kind=SOURCE_KIND,
        reference=f"{path.name} ({CREDIT})"[:300],
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        recorded_at=at,
    )
    turns = [roads.NewTurn(*turn) for turn in judged.turns]
    new = _new_roads(lines, municipality)
    return roads.enter(municipality, source=source, roads=new, turns=turns, on=on, at=at)


def read_survey(municipality: Municipality, *, path: Path, tolerance_m: float, on: date) -> Surveyed:
    """The roads of a survey as they would stand among the register's; nothing is written.

    Raises reading.UnreadableRoads and RoadsElsewhere.
    """
    found = reading.read(path)
    reasons = {way.number: ways.why_not_driven(way) for way in found.ways}
    segments = tuple(ways.segments_of([way for way in found.ways if reasons[way.number] is None]))
    numbers, there = _in_force(municipality, on=on)
    joined = joining.join(_lines(segments, municipality), _lines(there, municipality), tolerance_m=tolerance_m)
    left_out = found.left_out + Counter(reason for reason in reasons.values() if reason) + joined.left_out
    facts: dict[str, object] = {
        "lines": len(found.ways),
        "segments": len(segments),
        "used_segments": len(joined.lines),
        "cut_roads": len(joined.cuts),
        "left_out": dict(sorted(left_out.items())),
    }
    return Surveyed(joined, tuple(numbers), facts)


@transaction.atomic
def add_survey(municipality: Municipality, surveyed: Surveyed, *, path: Path, on: date, at: datetime) -> roads.Entered:
    """Enter surveyed roads beside the register's; raises LoadedBefore, since a second time would cut nothing anew."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    if Source.objects.filter(municipality=municipality, kind=SURVEY_KIND, sha256=sha256).exists():
        raise LoadedBefore(_("%(file)s was entered before. Its roads are in the register.") % {"file": path.name})
    source = Source.objects.create(
        municipality=municipality, kind=SURVEY_KIND, reference=path.name[:300], sha256=sha256, recorded_at=at
    )
    cuts = [
        roads.NewCut(surveyed.known[cut.row], tuple(_new_roads(cut.pieces, municipality)))
        for cut in surveyed.joined.cuts
    ]
    new = _new_roads(surveyed.joined.lines, municipality)
    return roads.add(municipality, source=source, roads=new, cuts=cuts, on=on, at=at)


def export(municipality: Municipality, *, path: Path, on: date) -> Judged:
    """Write the roads in force on that day, with their turn restrictions, as an OpenStreetMap file."""
    parameters = {"municipality": municipality.pk, "on": on}
    numbers, segments = _in_force(municipality, on=on)
    place = {thing: at for at, thing in enumerate(numbers)}
    turns = tuple(
        (kind, tuple(place[road] for road in over), tuple(nodes))
        for kind, over, nodes in _fetched("network_turns", parameters)
        if all(road in place for road in over)
    )
    judged = Judged(segments, turns, {"segments": len(segments), "turn_restrictions": len(turns)})
    writing.write(judged, path)
    return judged


def write_closed(municipality: Municipality, *, path: Path, on: date, at: datetime) -> dict[str, object]:
    """Write what is closed at that moment as speeds of the file that `export` writes of the same roads, for OSRM."""
    numbers, segments = _in_force(municipality, on=on)
    place = {thing: row for row, thing in enumerate(numbers)}
    found = _fetched("closed_by_road", {"municipality": municipality.pk, "on": on, "at": at})
    told = list(closing.lines(segments, [(place[road], start, end) for road, start, end in found if road in place]))
    path.write_text("".join(f"{line}\n" for line in told), encoding="ascii")
    return {"segments": len(segments), "closed": len(told)}


def _in_force(municipality: Municipality, *, on: date) -> tuple[list[int], tuple[Segment, ...]]:
    """The register's roads of that day: their numbers and what they are."""
    rows = _fetched("export_roads", {"municipality": municipality.pk, "on": on})
    segments = tuple(
        Segment(0, from_node, to_node, _places(wkb), *facts) for _thing, from_node, to_node, wkb, *facts in rows
    )
    return [thing for thing, *_ in rows], segments


def _lines(segments: tuple[Segment, ...], municipality: Municipality) -> list[Line]:
    if not segments:
        return []
    return [Line(segment, shape) for segment, shape in zip(segments, _shapes(segments, municipality), strict=True)]


def _new_roads(lines: Iterable[Line], municipality: Municipality) -> list[roads.NewRoad]:
    return [
        _new_road(
            line.segment,
            length_m=line.shape.length,
            shape=shapely.to_wkb(shapely.set_srid(line.shape, municipality.utm_epsg), hex=True, include_srid=True),
        )
        for line in lines
    ]


def _new_road(segment: Segment, *, length_m: float, shape: str) -> roads.NewRoad:
    return roads.NewRoad(
        from_node=segment.from_node,
        to_node=segment.to_node,
        is_oneway=segment.is_oneway,
        speed_kmh=segment.speed_kmh,
        road_class=segment.road_class,
        name_th=segment.name_th,
        name_en=segment.name_en,
        length_m=max(length_m, 0.01),
        shape=shape,
        max_height_cm=segment.max_height_cm,
        max_width_cm=segment.max_width_cm,
        max_weight_kg=segment.max_weight_kg,
    )


def _shapes(segments: tuple[Segment, ...], municipality: Municipality) -> Shapes:
    """The lines in the municipality's metres."""
    counts = [len(segment.places) for segment in segments]
    places = np.array([place for segment in segments for place in segment.places], dtype=np.float64).reshape(-1, 2)
    middle = 99.0 if municipality.utm_epsg == crs.UTM_WGS84[47] else 105.0
    if not len(places) or np.abs(places[:, 0] - middle).max() > ZONE_DEGREES:
        raise RoadsElsewhere(
            _("The roads of this file do not lie near %(town)s. Name the municipality that they belong to.")
            % {"town": municipality}
        )
    placed = crs.transformation(crs.WGS84, municipality.utm_epsg).apply(places)
    return np.asarray(shapely.linestrings(placed, indices=np.repeat(np.arange(len(counts)), counts)), dtype=object)


def _places(wkb: bytes) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in shapely.get_coordinates(shapely.from_wkb(bytes(wkb))).tolist())


def _fetched(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", statement), parameters)
        return list(cursor.fetchall())
