"""Which track a petition goes by what it says so far, so that the form asks no more than that track needs."""

from datetime import date

import shapely

from permits import limits
from permits.ground import surroundings
from permits.models import Petition
from permits.petitions import answers, placing
from permits.rules import tracks
from permits.rules.facts import Plan


def track(petition: Petition, *, on: date) -> str:
    """The code of the service's track; a service with one has no choice."""
    service = answers.service_of(petition)
    if len(service.tracks) == 1:
        return service.tracks[0].code
    municipality = petition.municipality
    outline = petition.footprint
    around = surroundings.around(
        municipality,
        parcel=petition.parcel_id,
        footprint=shapely.from_wkb(bytes(outline.wkb)) if outline else None,
        on=on,
        apart_from=petition.pk,
    )
    rules = limits.of(on=on, own=municipality.settings.get(limits.SETTING))
    return tracks.track_of(_plan(petition), around=around, limits=rules).code


def _plan(petition: Petition) -> Plan:
    said = petition.answers
    return Plan(
        footprint=placing.in_metres(petition.footprint, municipality=petition.municipality)
        if petition.footprint
        else None,
        storeys=said.get("storeys"),
        floor_area_m2=said.get("floor_area_m2"),
        height_m=said.get("height_m"),
        use=said.get("use", ""),
        has_openings=said.get("has_openings"),
        answers=said,
    )
