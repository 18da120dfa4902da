"""In which zone of the tax map a place lies, so that figures can be told apart by place."""

from datetime import date

from django.contrib.gis.geos import Point
from django.db import connection

from gis_assets import sql_files
from gis_assets.models import Municipality


def zone_at(municipality: Municipality, *, point: Point, on: date) -> str:
    """The zone of the nearest parcel; empty where the register knows none nearby."""
    asked: dict[str, int | date | float] = {"municipality": municipality.pk, "on": on, "lon": point.x, "lat": point.y}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", "zone_at"), asked)
        found = cursor.fetchone()
    return str(found[0]) if found else ""
