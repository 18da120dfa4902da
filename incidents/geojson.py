"""The staff's map data as GeoJSON text, serialised by PostGIS; none of it is public."""

from django.db import connection

from gis_assets import sql_files
from gis_assets.models import Municipality
from incidents.models import Incident


def open_incidents(municipality: Municipality) -> str:
    """Every open incident with kind, state, priority and when it was reported."""
    return _collection("staff_incidents", {"municipality": municipality.pk})


def crews(municipality: Municipality) -> str:
    """Every crew on duty with a known position, its call sign and whether it has an incident."""
    return _collection("staff_crews", {"municipality": municipality.pk})


def route(incident: Incident) -> str:
    """The way of the crew that has the incident; an empty collection when there is none."""
    return _collection("staff_route", {"municipality": incident.municipality_id, "incident": incident.pk})


def _collection(statement: str, parameters: dict[str, int]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", statement), parameters)
        [(text,)] = cursor.fetchall()
    return str(text)
