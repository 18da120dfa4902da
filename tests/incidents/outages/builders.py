"""A grid that can be drawn by hand: a substation, a feeder, transformers with rows of poles thirty metres apart."""

from datetime import datetime
from uuid import uuid4

from django.contrib.gis.geos import GEOSGeometry
from psycopg.types.range import Range

from gis_assets.models import GridNode, GridNodeVersion, Municipality, UtilityPoleVersion
from incidents import reports
from incidents.models import Kind, Report
from tests.gis_assets import builders as register
from tests.incidents import builders


def a_node(town: Municipality, code: str, kind: str, *, upstream: GridNode | None = None, east: float = 0) -> GridNode:
    node = GridNode.objects.create(municipality=town, code=code, kind=kind)
    GridNodeVersion.objects.create(
        municipality=town,
        node=node,
        upstream_node=upstream,
        valid=Range(builders.SINCE, None),
        source=register.a_source(town),
        recorded_at=register.RECORDED_AT,
        shape=GEOSGeometry(f"SRID=32647;POINT({register.EAST + east} {register.NORTH + 50})"),
    )
    return node


def a_row(town: Municipality, transformer: GridNode, *, first: int, count: int = 3) -> list[UtilityPoleVersion]:
    """Poles `first`, `first + 1`, ..., each fed by the one before it, the first by the transformer."""
    row: list[UtilityPoleVersion] = []
    for number in range(first, first + count):
        pole = builders.a_pole(town, (number * 100, 0), number=number)
        pole.transformer, pole.has_lamp = transformer, True
        pole.upstream_pole = row[-1].pole if row else None
        pole.save(update_fields=["transformer", "has_lamp", "upstream_pole"])
        row.append(pole)
    return row


def dark(town: Municipality, pole: UtilityPoleVersion, *, at: datetime = builders.AT) -> Report:
    return reports.receive(town, kind=Kind.POWER_OUT, key=uuid4(), channel="qr", at=at, pole=pole)
