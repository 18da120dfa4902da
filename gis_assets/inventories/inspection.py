"""What is in a list of assets: its key, what stands in it twice, what is empty, and what lies elsewhere.

Pure apart from the words: takes a table, gives figures; nothing is changed and nothing is left out.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis_assets import crs
from gis_assets.inventories.tables import Question, Table, plain

NEAR_M = 1.0
"""Nearer than this, two things may be one that was noted twice; a choice of ours, by `--near` another."""
NEAR_MOST_M = 50.0
LISTED = 100
NEARLY_UNIQUE = 0.9
ROW_NUMBERS = frozenset({"oid", "objectid", "fid", "ogcfid", "gid", "targetfid", "rowid", "row", "index", "no", "ลำดับ"})
GLOBAL_IDS = frozenset({"globalid", "uuid", "guid", "uid"})
OF_THE_OWNER = frozenset({"facilityid", "assetid", "assetno", "assetcode", "assetnumber", "assettag", "รหัสทรัพย์สิน"})
ENDINGS = ("id", "code", "no", "number", "name", "key", "tag", "ref", "รหัส", "เลขที่", "หมายเลข")
OWNER_NAMES = ("owner", "ownership", "เจ้าของ", "หน่วยงาน")


@dataclass(frozen=True)
class Key:
    """The column that tells one thing from another, and why it was taken."""

    column: str | None
    reason: str
    repeated: dict[str, list[int]] = field(default_factory=dict)
    empty: int = 0


@dataclass(frozen=True)
class Inspection:
    """All figures; row numbers count from 1 in the order of the file."""

    kind: str
    table: Table
    key: Key
    empty_columns: tuple[str, ...]
    without_position: list[int]
    co_located: list[list[int]]
    near: list[tuple[int, int, float]]
    near_m: float
    outside: list[int] | None
    owner_column: str | None
    owners: dict[str, int]
    questions: tuple[Question, ...]

    @property
    def co_located_rows(self) -> int:
        """Rows that stand exactly where an earlier one stands."""
        return sum(len(rows) - 1 for rows in self.co_located)

    def to_json(self) -> dict[str, Any]:
        """Plain values; long lists are cut after the first hundred, their counts are not."""
        return {
            "kind": self.kind,
            "format": self.table.format,
            "epsg": self.table.epsg,
            "read": len(self.table.rows),
            "columns": list(self.table.columns),
            "empty_columns": list(self.empty_columns),
            "position_columns": list(self.table.position_columns),
            "key": self.key.column,
            "key_reason": self.key.reason,
            "keys": self._distinct_keys(),
            "empty_keys": self.key.empty,
            "repeated_keys": len(self.key.repeated),
            "repeated": [{"key": key, "rows": rows} for key, rows in list(self.key.repeated.items())[:LISTED]],
            "without_position": len(self.without_position),
            "co_located": self.co_located_rows,
            "co_located_groups": self.co_located[:LISTED],
            "near_m": self.near_m,
            "near_duplicates": len(self.near),
            "near_pairs": [{"rows": [a, b], "metres": round(m, 3)} for a, b, m in self.near[:LISTED]],
            "outside": None if self.outside is None else len(self.outside),
            "owner_column": self.owner_column,
            "owners": self.owners,
            "questions": [{"option": each.option, "sentence": each.sentence} for each in self.questions],
            "notes": list(self.table.notes),
        }

    def _distinct_keys(self) -> int:
        return len({value for value in self.table.values(self.key.column) if value}) if self.key.column else 0


def inspect(
    table: Table,
    *,
    kind: str,
    key: str | None = None,
    near_m: float = NEAR_M,
    boundary: shapely.Geometry | None = None,
) -> Inspection:
    """Look at a table of things of one kind; `boundary` in WGS 84, `near_m` in metres on the ground."""
    chosen, asked = _key(table, kind=kind, named=key)
    degrees = _in_degrees(table)
    owner = next((name for name in table.columns if any(word in plain(name) for word in OWNER_NAMES)), None)
    groups = _co_located(table.shapes)
    return Inspection(
        kind=kind,
        table=table,
        key=chosen,
        empty_columns=tuple(name for name in table.columns if not any(table.values(name))),
        without_position=[row for row, shape in enumerate(table.shapes, start=1) if shape is None],
        co_located=[rows for rows in groups if len(rows) > 1],
        near=[] if degrees is None else _near(degrees, groups, near_m=near_m),
        near_m=near_m,
        outside=None if degrees is None or boundary is None else _outside(degrees, boundary),
        owner_column=owner,
        owners=dict(Counter(table.values(owner)).most_common()) if owner else {},
        questions=(*table.questions, *asked),
    )


def _key(table: Table, *, kind: str, named: str | None) -> tuple[Key, tuple[Question, ...]]:
    if named is not None:
        if named not in table.columns:
            names = ", ".join(table.columns)
            question = Question(
                "--key", _("There is no column %(key)s; there are %(names)s.") % {"key": named, "names": names}
            )
            return Key(None, ""), (question,)
        return _told(table, named, _("named by hand")), ()
    if not table.rows:
        return Key(None, _("the file holds no rows")), ()
    return _guessed(table, kind=kind)


def _guessed(table: Table, *, kind: str) -> tuple[Key, tuple[Question, ...]]:
    """The best-named column that is full and never repeats; a well-named one that nearly does so is asked about."""
    columns = [name for name in table.columns if name not in table.position_columns]
    ranked = sorted(columns, key=lambda name: _rank(name, kind=kind))
    unique = [name for name in ranked if _uniqueness(table.values(name)) == 1 and not _is_measured(table.values(name))]
    nearly = [
        name
        for name in ranked
        if _rank(name, kind=kind) <= _rank(kind + "id", kind=kind) and _uniqueness(table.values(name)) >= NEARLY_UNIQUE
    ]
    if nearly and (not unique or _rank(nearly[0], kind=kind) < _rank(unique[0], kind=kind)):
        key = _told(table, nearly[0], _("named like a key, but some values are repeated or empty"))
        question = _("%(key)s is named like a key but repeats. Name the key by --key, or mend the file.")
        return key, (Question("--key", question % {"key": nearly[0]}),)
    if not unique:
        return Key(None, _("no column is full and free of repetitions")), (
            Question("--key", _("No column tells the things apart. Name the key by --key.")),
        )
    others = ", ".join(unique[1:]) or _("none")
    reason = _("full, never repeated, and the best name for a key; also unique: %(others)s") % {"others": others}
    return _told(table, unique[0], reason), ()


def _rank(name: str, *, kind: str) -> int:
    plain_name, of_kind = plain(name), plain(kind)
    if plain_name in ROW_NUMBERS:
        return 5
    if plain_name in OF_THE_OWNER:
        return 0
    if of_kind in plain_name and plain_name.endswith(ENDINGS):
        return 1
    if plain_name in GLOBAL_IDS:
        return 3
    return 2 if plain_name.endswith(ENDINGS) or plain_name.startswith("รหัส") else 4


def _uniqueness(values: Sequence[str]) -> float:
    return len({value for value in values if value}) / len(values) if values else 0


def _is_measured(values: Sequence[str]) -> bool:
    """Numbers with a fraction measure something and name nothing."""
    return all("." in value and value.replace(".", "", 1).lstrip("-").isdecimal() for value in values[:LISTED])


def _told(table: Table, column: str, reason: str) -> Key:
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for number, value in enumerate(table.values(column), start=1):
        rows[value].append(number)
    empty = len(rows.pop("", []))
    return Key(column, reason, {value: found for value, found in rows.items() if len(found) > 1}, empty)


def _in_degrees(table: Table) -> crs.Geometries | None:
    return None if table.epsg is None else crs.reproject(table.shapes, table.epsg, crs.WGS84)


def _co_located(shapes: crs.Geometries) -> list[list[int]]:
    """Row numbers by place; a line drawn the other way round is the same line."""
    rows: defaultdict[bytes, list[int]] = defaultdict(list)
    for number, shape in enumerate(shapes, start=1):
        if shape is not None:
            rows[shapely.to_wkb(shapely.normalize(shapely.force_2d(shape)))].append(number)
    return list(rows.values())


def _near(degrees: crs.Geometries, groups: list[list[int]], *, near_m: float) -> list[tuple[int, int, float]]:
    """Pairs of places (the first row of each) nearer than `near_m` without being the same; points only."""
    firsts = np.array([rows[0] for rows in groups if shapely.get_type_id(degrees[rows[0] - 1]) == 0], dtype=int)
    if len(firsts) < 2:
        return []
    metres = _in_metres(degrees[firsts - 1])
    pairs = cKDTree(metres).query_pairs(min(near_m, NEAR_MOST_M), output_type="ndarray")
    away = np.linalg.norm(metres[pairs[:, 0]] - metres[pairs[:, 1]], axis=1)
    return sorted((int(firsts[a]), int(firsts[b]), float(m)) for (a, b), m in zip(pairs, away, strict=True))


def _in_metres(degrees: crs.Geometries) -> NDArray[np.float64]:
    """Coordinates in the UTM zone of the middle, shape (n, 2)."""
    lon_lat = shapely.get_coordinates(degrees)
    lon, lat = np.median(lon_lat, axis=0)
    zone = min(int((lon + 180) // 6) + 1, 60)
    return crs.transformation(crs.WGS84, (32600 if lat >= 0 else 32700) + zone).apply(lon_lat)


def _outside(degrees: crs.Geometries, boundary: shapely.Geometry) -> list[int]:
    shapely.prepare(boundary)
    known = np.array([shape is not None for shape in degrees], dtype=bool)
    inside = np.zeros(len(degrees), dtype=bool)
    inside[known] = shapely.covers(boundary, degrees[known])
    return [int(row) + 1 for row in np.flatnonzero(known & ~inside)]
