"""Takes poles of an owner's list into the register, as versions like every other fact.

A pole is known again by its number in the owner's list. What moved or changed hands gets a new version, what is the
same gets none, and what the list no longer names stays: a list may be of one quarter only.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from gis_assets import asset_codes, bulk, corrections, crs, geometry, journal, sql_files
from gis_assets.inventories.inspection import Inspection
from gis_assets.models import Municipality, Source, UtilityPole, UtilityPoleVersion
from gis_assets.models.poles import PoleKind
from gis_assets.refusals import Refusal

SAME_PLACE_M = 0.05
"""A pole noted within five centimetres of where it stands did not move: coordinates are rounded in files."""
COLUMNS = (
    "municipality_id",
    "pole_id",
    "valid",
    "source_id",
    "recorded_at",
    "kind",
    "material",
    "owner",
    "users",
    "has_lamp",
    "lamp_kind",
    "state",
    "shape",
)


class NotPoles(Refusal):
    """Only lists of poles are taken into the register so far."""


class NoKey(Refusal):
    """Without a key and positions nothing can be known again."""


@dataclass(frozen=True)
class Outcome:
    """How many rows became what."""

    new: int
    changed: int
    unchanged: int
    left_out_repeated_key: int
    left_out_without_key: int
    left_out_without_position: int
    left_out_outside: int

    def to_json(self) -> dict[str, int | bool]:
        """Plain values."""
        return asdict(self)


@dataclass(frozen=True)
class Row:
    """A row of the list that can be taken over; the place in the municipality's projected system."""

    local_id: str
    owner: str
    place: shapely.Geometry


def load_poles(
    municipality: Municipality,
    *,
    found: Inspection,
    file: Path,
    namespace: str,
    at: datetime,
    is_committed: bool,
    pole_kind: str = PoleKind.POWER,
) -> Outcome:
    """Write the poles, or only count what would be written; raises NotPoles or NoKey."""
    if found.kind != "pole":
        raise NotPoles(
            _("Only poles are taken into the register; a list of “%(kind)s” can be inspected.") % {"kind": found.kind}
        )
    if found.key.column is None or found.table.epsg is None:
        raise NoKey(_("Without a key and a known system of positions nothing can be loaded. Name them and try again."))
    with transaction.atomic():
        outcome = _load(municipality, found=found, file=file, namespace=namespace, at=at, pole_kind=pole_kind)
        transaction.set_rollback(not is_committed)
    return outcome


def _load(
    municipality: Municipality, *, found: Inspection, file: Path, namespace: str, at: datetime, pole_kind: str
) -> Outcome:
    _lock(municipality)
    rows, left_out = _usable(found, utm_epsg=municipality.utm_epsg)
    known = {
        version.pole.local_id: version
        for version in UtilityPoleVersion.objects.of(municipality)
        .as_of(timezone.localdate(at))
        .filter(pole__namespace=namespace)
        .select_related("pole")
    }
    source = _source(municipality, file=file, namespace=namespace, at=at)
    fresh = [row for row in rows if row.local_id not in known]
    changed = [row for row in rows if row.local_id in known and _differs(known[row.local_id], row)]
    _enter(municipality, fresh, namespace=namespace, source=source, at=at, pole_kind=pole_kind)
    for row in changed:
        _correct(known[row.local_id], row, municipality=municipality, source=source, at=at)
    outcome = Outcome(len(fresh), len(changed), len(rows) - len(fresh) - len(changed), *left_out)
    journal.append(
        municipality=municipality,
        by=None,
        action="assets.load",
        thing_kind="source",
        thing_uid=source.uid,
        at=at,
        details=outcome.to_json(),
    )
    return outcome


def _lock(municipality: Municipality) -> None:
    """Two loads of one municipality wait for one another: both give out codes."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("gis_assets", "lock_pole_codes"), {"municipality": municipality.pk})


def _usable(found: Inspection, *, utm_epsg: int) -> tuple[list[Row], tuple[int, int, int, int]]:
    """Rows with a key of their own and a point inside the municipality, and the counts of the others."""
    table, key = found.table, found.key
    keys = table.values(key.column or "")
    owners = table.values(found.owner_column) if found.owner_column else [""] * len(keys)
    degrees = crs.reproject(table.shapes, table.epsg or crs.WGS84, crs.WGS84)
    places = crs.reproject(degrees, crs.WGS84, utm_epsg)
    outside = set(found.outside or ())
    rows, left_out = [], [0, 0, 0, 0]
    for number, (local_id, owner, place) in enumerate(zip(keys, owners, places, strict=True), start=1):
        if not local_id:
            left_out[1] += 1
        elif local_id in key.repeated:
            left_out[0] += 1
        elif place is None or place.geom_type != "Point":
            left_out[2] += 1
        elif number in outside:
            left_out[3] += 1
        else:
            rows.append(Row(local_id[:60], owner[:100], shapely.force_2d(place)))
    return rows, (left_out[0], left_out[1], left_out[2], left_out[3])


def _source(municipality: Municipality, *, file: Path, namespace: str, at: datetime) -> Source:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return Source.objects.create(
        municipality=municipality,
        kind="inventory",
        reference=f"{namespace}: {file.name}"[:300],
        sha256=digest,
        recorded_at=at,
    )


def _differs(version: UtilityPoleVersion, row: Row) -> bool:
    moved = version.shape.distance(_place(row, srid=version.shape.srid)) > SAME_PLACE_M
    return bool(moved or (row.owner and row.owner != version.owner))


def _place(row: Row, *, srid: int) -> GEOSGeometry:
    return GEOSGeometry(shapely.to_wkb(row.place, hex=True), srid=srid)


def _correct(
    version: UtilityPoleVersion, row: Row, *, municipality: Municipality, source: Source, at: datetime
) -> None:
    facts: dict[str, Any] = {"shape": _place(row, srid=municipality.utm_epsg), "owner": row.owner or version.owner}
    corrections.correct(version, facts=facts, on=timezone.localdate(at), source=source, at=at)


def _enter(
    municipality: Municipality,
    rows: list[Row],
    *,
    namespace: str,
    source: Source,
    at: datetime,
    pole_kind: str,
) -> None:
    """Poles whose number stood in the list before but whose versions ended come back as the same pole."""
    poles = _poles(municipality, [row.local_id for row in rows], namespace=namespace)
    shapes = geometry.ewkb_hex(np.array([row.place for row in rows], dtype=object), srid=municipality.utm_epsg)
    valid = DateRange(timezone.localdate(at), None)
    lamp = pole_kind == PoleKind.LIGHTING
    bulk.insert_rows(
        UtilityPoleVersion._meta.db_table,
        COLUMNS,
        (
            (
                municipality.pk,
                poles[row.local_id],
                valid,
                source.pk,
                at,
                pole_kind,
                "",
                row.owner,
                [],
                lamp,
                "",
                "good",
                shape,
            )
            for row, shape in zip(rows, shapes, strict=True)
        ),
    )


def _poles(municipality: Municipality, local_ids: list[str], *, namespace: str) -> dict[str, int]:
    """The pole of each number of the list; those that are not there yet are made."""
    mine = UtilityPole.objects.filter(municipality=municipality, namespace=namespace, local_id__in=local_ids)
    resting = set(mine.values_list("local_id", flat=True))
    codes = _codes(municipality)
    UtilityPole.objects.bulk_create(
        UtilityPole(municipality=municipality, code=next(codes), namespace=namespace, local_id=local_id)
        for local_id in local_ids
        if local_id not in resting
    )
    return dict(mine.values_list("local_id", "pk"))


def _codes(municipality: Municipality) -> Iterator[str]:
    """Codes not given out yet, in the order of their numbers."""
    given = UtilityPole.objects.filter(municipality=municipality).values_list("code", flat=True)
    last = max((asset_codes.decode(code) for code in given), default=-1)
    while True:
        last += 1
        yield asset_codes.encode(last)
