"""Ways as a file has them, split at junctions into segments that can be routed on.

Two rules of counting stand here. *All highway ways* are every way with a `highway` tag, split at nodes that another of
them uses too; that is how extracts are usually counted. *Segments* are ways that motor vehicles may use, split also
where a way meets itself, since a loop is driven round.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SPEED_KMH = {
    "motorway": 90, "motorway_link": 60, "trunk": 80, "trunk_link": 50, "primary": 60, "primary_link": 40,
    "secondary": 50, "secondary_link": 40, "tertiary": 40, "tertiary_link": 30, "unclassified": 40, "residential": 30,
    "living_street": 15, "service": 20, "road": 30, "track": 15,
}  # fmt: skip
"""What a crew drives where no `maxspeed` is told: our own first setting, below the legal limits, not a standard."""
CLASS_OF = {
    "motorway": "highway", "trunk": "highway", "primary": "main", "secondary": "main", "tertiary": "street",
    "unclassified": "street", "road": "street",
}  # fmt: skip
"""The register's class by the kind of highway, links as what they link; all others are a soi."""
CLOSED_TO_ALL = frozenset({"no", "private", "military", "agricultural", "forestry"})


@dataclass(frozen=True, slots=True)
class Way:
    """A line between nodes with known places (longitude, latitude), and what it says of itself."""

    number: int
    nodes: tuple[int, ...]
    places: tuple[tuple[float, float], ...]
    tags: dict[str, str]


@dataclass(frozen=True, slots=True)
class Restriction:
    """A turn restriction: ways in the order of driving, and the node between the first two where it names one."""

    number: int
    kind: str
    ways: tuple[int, ...]
    via_node: int | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch between two junctions; one-way means along its places."""

    way: int
    from_node: int
    to_node: int
    places: tuple[tuple[float, float], ...]
    is_oneway: bool
    speed_kmh: int
    road_class: str
    name_th: str
    name_en: str
    max_height_cm: int | None
    max_width_cm: int | None
    max_weight_kg: int | None


@dataclass(slots=True)
class RoadFile:
    """What was read of a file, and what was left out and why (reason to count)."""

    ways: list[Way] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)
    dangling: int = 0
    """Nodes that a way names and the file does not have."""
    left_out: Counter[str] = field(default_factory=Counter)


def edge_count(ways: Sequence[Way]) -> int:
    """Edges of all these ways, split at nodes that another of them uses too; ways of one node have none."""
    used = Counter(node for way in ways for node in set(way.nodes))
    return sum(1 + sum(used[node] > 1 for node in way.nodes[1:-1]) for way in ways if len(way.nodes) > 1)


def why_not_driven(way: Way) -> str | None:
    """Why motor vehicles do not use this way; None where they do."""
    tags = way.tags
    kind = tags.get("highway", "")
    if kind not in SPEED_KMH:
        return f"highway={kind}"
    access = next((tags[key] for key in ("motor_vehicle", "vehicle", "access") if key in tags), "yes")
    if access in CLOSED_TO_ALL:
        return "closed to motor vehicles"
    if tags.get("area") == "yes":
        return "an area, not a line"
    return "fewer than two known nodes" if len(way.nodes) < 2 else None


def is_oneway(way: Way) -> bool:
    """Whether the way is driven in one direction only: told so, or a roundabout or motorway that does not deny it."""
    told = way.tags.get("oneway")
    implied = way.tags.get("junction") in {"roundabout", "circular"} or way.tags.get("highway") == "motorway"
    return told in {"yes", "1", "true", "-1", "reverse"} or (told is None and implied)


def segments_of(ways: Sequence[Way]) -> Iterator[Segment]:
    """The ways split where they meet another way or themselves."""
    used = Counter(node for way in ways for node in way.nodes)
    for way in ways:
        cuts = [0, *(at for at in range(1, len(way.nodes) - 1) if used[way.nodes[at]] > 1), len(way.nodes) - 1]
        facts = _facts(way)
        for start, end in pairwise(cuts):
            nodes, places = way.nodes[start : end + 1], way.places[start : end + 1]
            if is_oneway(way) and way.tags.get("oneway") in {"-1", "reverse"}:
                nodes, places = nodes[::-1], places[::-1]
            if len(set(places)) > 1:
                yield Segment(way.number, nodes[0], nodes[-1], places, is_oneway(way), *facts)


def _facts(way: Way) -> tuple[int, str, str, str, int | None, int | None, int | None]:
    tags = way.tags
    kind = tags.get("highway", "road")
    name = tags.get("name", "")
    is_thai = any("\u0e00" <= letter <= "\u0e7f" for letter in name)
    return (
        _speed(tags.get("maxspeed", ""), usual=SPEED_KMH.get(kind, 30)),
        CLASS_OF.get(kind.removesuffix("_link"), "soi"),
        tags.get("name:th", name if is_thai else "")[:200],
        tags.get("name:en", "" if is_thai else name)[:200],
        _measured(tags.get("maxheight", ""), unit=100),
        _measured(tags.get("maxwidth", ""), unit=100),
        _measured(tags.get("maxweight", ""), unit=1000),
    )


def _speed(told: str, *, usual: int) -> int:
    number, _, unit = told.partition(" ")
    if not number.isdecimal() or not 0 < int(number) <= 200:
        return usual
    return round(int(number) * 1.609344) if unit == "mph" else int(number)


def _measured(told: str, *, unit: int) -> int | None:
    """Metres or tonnes in hundredths or thousandths; None for what is no plain number."""
    number = told.removesuffix("t").removesuffix("m").strip()
    try:
        value = float(number)
    except ValueError:
        return None
    return round(value * unit) if 0 < value < 1000 else None


def turns_of(
    restrictions: Iterable[Restriction], segments: Sequence[Segment]
) -> tuple[list[tuple[str, tuple[int, ...], tuple[int, ...]]], int]:
    """Restrictions as kind, rows of segments and nodes between them; and how many could not be laid on the segments."""
    rows: dict[int, list[int]] = {}
    for row, segment in enumerate(segments):
        rows.setdefault(segment.way, []).append(row)
    found, lost = [], 0
    for restriction in restrictions:
        chain = _chain(restriction, rows=rows, segments=segments)
        if chain is None:
            lost += 1
        else:
            found.append((restriction.kind, *chain))
    return found, lost


def _chain(
    restriction: Restriction, *, rows: dict[int, list[int]], segments: Sequence[Segment]
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The segments driven, from the last of the first way to the first of the last one, and the nodes between."""
    first, *between, last = restriction.ways
    if restriction.via_node is not None:
        # A way that goes on beyond the node would leave open which of its two segments is meant.
        touching = [
            [row for row in rows.get(way, ()) if restriction.via_node in _ends(segments[row])] for way in (first, last)
        ]
        if any(len(each) != 1 for each in touching):
            return None
        return (touching[0][0], touching[1][0]), (restriction.via_node,)
    return _over_ways([rows.get(way, []) for way in (first, *between, last)], segments=segments)


def _over_ways(
    choices: Sequence[Sequence[int]], *, segments: Sequence[Segment]
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The shortest drive from a segment of the first way over all of the ways between to one of the last."""
    inner = {row for way in choices[1:-1] for row in way}
    goals = set(choices[-1])
    waiting: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
        ((row,), (node,)) for row in choices[0] for node in _ends(segments[row])
    ]
    while waiting:
        (driven, nodes), *waiting = waiting
        for row in inner | goals:
            ends = _ends(segments[row])
            if nodes[-1] not in ends or row in driven:
                continue
            if row in goals and len(driven) > 1:
                return (*driven, row), nodes
            if row in inner:
                other = ends[1] if ends[0] == nodes[-1] else ends[0]
                waiting.append(((*driven, row), (*nodes, other)))
    return None


def _ends(segment: Segment) -> tuple[int, int]:
    return segment.from_node, segment.to_node
