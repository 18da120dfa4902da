"""The staff's map data as GeoJSON text, serialised by PostGIS; none of it is public."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from gis_assets import sql_files
from gis_assets.models import GridNode, Municipality, UtilityPole
from incidents import dispatch
from incidents.outages import beliefs, feeders, suspecting
from incidents.standing import Standing


def open_incidents(municipality: Municipality) -> str:
    """Every open incident with kind, state, priority and when it was reported."""
    return _collection("staff_incidents", {"municipality": municipality.pk})


def crews(municipality: Municipality) -> str:
    """Every crew on duty with a known position, its call sign and whether it has an incident."""
    return _collection("staff_crews", {"municipality": municipality.pk})


def route(municipality: Municipality, *, incident_id: int) -> str:
    """The way of the crew that has the incident; an empty collection when there is none."""
    return _collection("staff_route", {"municipality": municipality.pk, "incident": incident_id})


def proposed_route(municipality: Municipality, standing: Standing, *, at: datetime) -> str:
    """The way of the crew that would be there first, as the roads are at that moment; nothing of it is stored."""
    found = dispatch.proposal(municipality, standing, at=at)
    return json.dumps({"type": "FeatureCollection", "features": [_proposed(found)] if found else []})


def _proposed(found: dispatch.Proposal) -> dict[str, object]:
    best = found.candidate
    properties = {
        "call_sign": best.crew.call_sign,
        "seconds": round(best.seconds or 0),
        "metres": round(best.metres or 0),
        "is_proposed": True,
    }
    return {
        "type": "Feature",
        "id": best.crew.pk,
        "geometry": {"type": "LineString", "coordinates": found.places.round(7).tolist()},
        "properties": properties,
    }


def below(municipality: Municipality, *, device: GridNode | UtilityPole, at: datetime) -> str:
    """The poles that a device feeds, each with the last word on it: dark, lit or silent."""
    on = timezone.localdate(at)
    known = feeders.of(municipality, on=on)
    number = (known.of_node if isinstance(device, GridNode) else known.of_pole).get(device.pk)
    window = timedelta(minutes=beliefs.beliefs(municipality.settings)["window_minutes"].number)
    told = suspecting.words(municipality, since=at - window, until=at)
    facts = {"municipality": municipality.pk, "on": on, "dark": list(told.dark), "lit": list(told.lit)}
    return _collection("staff_below", facts | {"poles": [] if number is None else known.poles_below(number)})


def outages(municipality: Municipality, *, at: datetime) -> str:
    """Devices that are suspected or confirmed to have failed, groups of dark poles, and planned works going on."""
    answer = suspecting.suspects(municipality, at=at)
    suspects = [
        _mark(f"suspect-{each.kind}-{each.id}", each.lon, each.lat, state=_state(each), code=each.code)
        for each in answer.suspects
    ]
    groups = [
        _mark(f"group-{number}", each.lon, each.lat, state="group", code=str(len(each.codes)))
        for number, each in enumerate(answer.groups)
    ]
    return _outages(municipality, at=at, suspects=[*suspects, *groups])


def planned_works(municipality: Municipality, *, at: datetime) -> str:
    """Planned works going on or to come: their areas, else where their devices stand."""
    return _outages(municipality, at=at, suspects=None)


def _outages(municipality: Municipality, *, at: datetime, suspects: list[dict[str, object]] | None) -> str:
    facts = {"municipality": municipality.pk, "on": timezone.localdate(at), "at": at}
    return _collection(
        "staff_outages", facts | {"suspects": json.dumps(suspects or []), "is_only_planned": suspects is None}
    )


def _state(named: suspecting.Named) -> str:
    return "probable" if named.is_probable else "suspected"


def _mark(name: str, lon: float, lat: float, **properties: str) -> dict[str, object]:
    place = {"type": "Point", "coordinates": [round(lon, 7), round(lat, 7)]}
    return {"type": "Feature", "id": name, "geometry": place, "properties": properties}


def closures(municipality: Municipality, *, at: datetime) -> str:
    """What is closed at that moment, with why and until when."""
    return _collection("staff_closures", {"municipality": municipality.pk, "at": at})


def _collection(statement: str, parameters: dict[str, Any]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", statement), parameters)
        [(text,)] = cursor.fetchall()
    return str(text)
