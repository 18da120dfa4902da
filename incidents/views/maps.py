"""What the scripts of the maps are told: where the town lies, addresses and words."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from gis_assets.models import Municipality
from incidents.models import ClosureReason, Kind, State


def bounds(municipality: Municipality) -> list[float] | None:
    """West, south, east, north of the town; None where its boundary is not known."""
    boundary = municipality.boundary
    return list(boundary.extent) if boundary else None


def words(*, described: str) -> dict[str, str]:
    """Of every map; `described` says what it shows to those who do not see it."""
    return {
        "failed": _("The map could not be read from the server. Check the connection and load the page again."),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "map": described,
    }


def drawing_words(*, described: str, ready: str) -> dict[str, str]:
    """Of a map to draw on; `ready` says what to do when the drawing is finished."""
    return words(described=described) | {
        "area": _("Touch the corners of the area one after the other, then press Finish."),
        "line": _("Touch two or more points across the road, then press Finish."),
        "points": _("Points drawn:"),
        "ready": ready,
        "few": _("More points are needed: two for a line, three for an area."),
    }


def board(municipality: Municipality, *, since: str, at: datetime) -> dict[str, object]:
    """Of the board and the wall; `since` is the look from which their stream goes on."""
    return {
        "bounds": bounds(municipality),
        "since": since,
        "now": at.isoformat(),
        "urls": _addresses(),
        "kinds": dict(Kind.choices),
        "states": dict(State.choices),
        "reasons": dict(ClosureReason.choices),
        "devices": {
            "suspected": _("Suspected outage, unconfirmed"),
            "probable": _("Probable outage"),
            "confirmed": _("Confirmed outage"),
            "planned": _("Planned work"),
            "group": _("Dark poles near one another"),
        },
        "poles": {"dark": _("reported dark"), "lit": _("has power"), "silent": _("nothing said")},
        "words": _words_of_board(),
    }


def _addresses() -> dict[str, str]:
    return {
        "incidents": reverse("incidents:open"),
        "crews": reverse("incidents:crews"),
        "closures": reverse("incidents:closures_geojson"),
        "outages": reverse("incidents:outages_geojson"),
        "stream": reverse("incidents:stream"),
        "changes": reverse("incidents:changes"),
        "queue": reverse("incidents:queue"),
        "units": reverse("incidents:units"),
    }


def _words_of_board() -> dict[str, str]:
    described = _("Map of open incidents and crews. The list beside it says the same in words.")
    return words(described=described) | {
        "failed": _("The map could not be read from the server. Check the connection; it is tried again by itself."),
        "live": _("live"),
        "away": _("connection lost, trying again"),
        "asking": _("asking every 5 seconds"),
        "late": _("late"),
        "days": _("days"),
        "appeared": _("New incident:"),
        "ended": _("Resolved:"),
        "sent": _("was sent."),
        "tookBack": _("Taken back by the dispatcher: sent by mistake."),
        "press": _("Press F to see it on the map."),
        "busy": _("has an incident"),
        "free": _("free"),
    }
