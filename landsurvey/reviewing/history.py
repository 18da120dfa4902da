"""The history of one parcel: its versions day by day, and the parcels it came from and went into, laid out as a graph.

Reading only. What each step rests on (source, evidence) was written when it was promoted.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from gis_assets import sql_files
from gis_assets.models import LineageKind, Parcel, ParcelVersion
from landsurvey import wording

# The drawing of the graph in its own units: one column a generation, one line a parcel.
COLUMN, LINE, BOX_WIDTH, BOX_HEIGHT, MARGIN = 210, 64, 150, 44, 8


@dataclass(frozen=True)
class Step:
    """One parcel became another; shares (0 to 1) are None where nobody measured them."""

    parent_id: int
    child_id: int
    kind: LineageKind
    effective_date: date
    share_of_parent: float | None
    share_of_child: float | None
    because: tuple[str, ...]
    reference: str
    recorded_at: datetime
    parent_uid: uuid.UUID
    child_uid: uuid.UUID
    parent_code: str
    child_code: str

    @property
    def of_parent_percent(self) -> int | None:
        return None if self.share_of_parent is None else round(100 * self.share_of_parent)


@dataclass(frozen=True)
class Node:
    """A parcel of the graph and where its box stands."""

    uid: uuid.UUID
    code: str
    is_self: bool
    x: int
    y: int

    @property
    def middle_x(self) -> int:
        return self.x + BOX_WIDTH // 2

    @property
    def middle_y(self) -> int:
        return self.y + BOX_HEIGHT // 2


@dataclass(frozen=True)
class Edge:
    """A line from the right of a parent's box to the left of a child's."""

    x1: int
    y1: int
    x2: int
    y2: int
    step: Step

    @property
    def path(self) -> str:
        bend = (self.x1 + self.x2) // 2
        return f"M{self.x1} {self.y1} C{bend} {self.y1} {bend} {self.y2} {self.x2} {self.y2}"


@dataclass(frozen=True)
class Graph:
    """Boxes and lines, left to right in time."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    width: int
    height: int


@dataclass(frozen=True)
class Outlines:
    """The outlines of the versions by id as SVG paths in metres, and the size of the sheet they share."""

    paths: dict[int, str]
    width_m: float
    height_m: float


def versions(parcel: Parcel) -> list[ParcelVersion]:
    """The parcel's versions, the latest first."""
    light = parcel.versions.select_related("source").defer("shape", "measured_shape", "shape_wgs84")
    return list(light.order_by("-valid"))


def in_force(all_versions: Sequence[ParcelVersion], *, on: date) -> ParcelVersion | None:
    """The version of that day."""
    for version in all_versions:
        if version.valid.isempty:  # corrected before a day passed
            continue
        if version.valid.lower <= on and (version.valid.upper is None or on < version.valid.upper):
            return version
    return None


def steps(parcel: Parcel) -> list[Step]:
    """What this parcel came from and went into, near and far, the latest first."""
    asked = {"parcel": parcel.pk, "municipality": parcel.municipality_id}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", "lineage_around"), asked)
        return [_step(row) for row in cursor.fetchall()]


def outlines(parcel: Parcel) -> Outlines:
    """The shape of every version on one sheet."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", "version_outlines"), {"parcel": parcel.pk})
        rows = cursor.fetchall()
    width, height = (rows[0][2], rows[0][3]) if rows else (1.0, 1.0)
    return Outlines({row[0]: row[1] for row in rows}, width, height)


def graph(parcel: Parcel, all_steps: Sequence[Step]) -> Graph:
    """Lay the steps out: a parcel stands one column right of the last of its parents."""
    drawn = [step for step in all_steps if step.kind != LineageKind.RESTORED]
    named = {step.parent_id: (step.parent_uid, step.parent_code) for step in drawn}
    named |= {step.child_id: (step.child_uid, step.child_code) for step in drawn}
    columns = _columns(drawn)
    nodes: dict[int, Node] = {}
    filled: dict[int, int] = {}
    for pk in sorted(named, key=lambda pk: (columns[pk], named[pk][1], pk)):
        line = filled.get(columns[pk], 0)
        filled[columns[pk]] = line + 1
        x, y = MARGIN + COLUMN * columns[pk], MARGIN + LINE * line
        nodes[pk] = Node(*named[pk], is_self=pk == parcel.pk, x=x, y=y)
    edges = tuple(_edge(nodes[step.parent_id], nodes[step.child_id], step) for step in drawn)
    width = max((node.x for node in nodes.values()), default=0) + BOX_WIDTH + MARGIN
    height = max((node.y for node in nodes.values()), default=0) + BOX_HEIGHT + MARGIN
    return Graph(tuple(nodes.values()), edges, width, height)


def _columns(drawn: Sequence[Step]) -> dict[int, int]:
    """The column of each parcel by its pk; a ring, which should not be, ends after as many rounds as steps."""
    columns = dict.fromkeys([pk for step in drawn for pk in (step.parent_id, step.child_id)], 0)
    for _round in drawn:
        moved = False
        for step in drawn:
            if columns[step.child_id] <= columns[step.parent_id]:
                columns[step.child_id] = columns[step.parent_id] + 1
                moved = True
        if not moved:
            break
    return columns


def _edge(parent: Node, child: Node, step: Step) -> Edge:
    return Edge(parent.x + BOX_WIDTH, parent.middle_y, child.x, child.middle_y, step)


def _step(row: tuple[Any, ...]) -> Step:
    _id, parent_id, child_id, kind, day, of_parent, of_child, evidence, reference, recorded_at, *names = row
    said = evidence if isinstance(evidence, dict) else _parsed(evidence)
    parent_uid, child_uid, parent_code, child_code = names
    return Step(
        parent_id=parent_id,
        child_id=child_id,
        kind=LineageKind(kind),
        effective_date=day,
        share_of_parent=of_parent,
        share_of_child=of_child,
        because=tuple(wording.translated_json(sentence) for sentence in said.get("because", [])),
        reference=reference,
        recorded_at=recorded_at,
        parent_uid=parent_uid,
        child_uid=child_uid,
        parent_code=parent_code or "",
        child_code=child_code or "",
    )


def _parsed(evidence: str | None) -> dict[str, Any]:
    """JSON as the raw cursor gives it: text."""
    parsed: dict[str, Any] = json.loads(evidence or "{}")
    return parsed
