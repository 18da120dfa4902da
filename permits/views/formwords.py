"""The words of the form that its pages and scripts say."""

from django.conf import settings
from django.utils.translation import gettext as _

from permits.services import Service


def pages(service: Service) -> dict[str, str]:
    """What the steps of the form are called."""
    return {
        "place": _("Place"),
        "plan": _("Building and questions") if service.place == "footprint" else _("Questions"),
        "person": _("About you"),
        "documents": _("Documents"),
        "review": _("Check and submit"),
    }


def systems() -> list[tuple[str, str]]:
    """Coordinate systems of drawings; the first goes by the file."""
    return [
        ("", _("As the file says")),
        ("0", _("The drawing's own (I place it by hand)")),
        ("32647", _("UTM zone 47, WGS 84")),
        ("32648", _("UTM zone 48, WGS 84")),
        ("24047", _("UTM zone 47, Indian 1975")),
        ("24048", _("UTM zone 48, Indian 1975")),
        ("4326", _("Longitude and latitude, WGS 84")),
    ]


def units() -> list[tuple[str, str]]:
    """Lengths of a drawing's unit in metres."""
    return [("", _("As the file says")), ("1", _("Metre")), ("0.01", _("Centimetre")), ("0.001", _("Millimetre"))]


def words() -> dict[str, str]:
    """Sentences of the scripts."""
    return {**_of_saving(), **_of_checks(), **_of_drawing()}


def of_map() -> dict[str, str]:
    """Words of the map itself."""
    return {
        "map": _("Map. Arrow keys move it, plus and minus zoom, Enter opens what lies under the cross."),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "failed": _("The map could not be read from the server. Check the connection, then move the map to try again."),
    }


def of_outline() -> dict[str, str]:
    """Words of the outline of a finished building, which is drawn as that of a petition is, and by its corners."""
    sending = {name: said for name, said in _of_saving().items() if name in ("sending", "not_sent")}
    return {
        **sending,
        **_of_drawing(),
        "corner": _(
            "Corner %(number)s of %(count)s. Arrow keys move it by 0.1 m, with Shift by 1 m; Delete takes it out, "
            "plus adds one after it."
        ),
        "side": _("Add a corner to this side"),
        "built": _("Covers %(area)s m² of ground; in the petition %(approved)s m² (%(difference)s m²)."),
        "crosses": _("The outline crosses itself. Draw it so that its sides meet only at the corners."),
        "approved": _("The outline is as in the petition again."),
        "unread": _("The figures are no outline. It is drawn as before."),
    }


def _of_saving() -> dict[str, str]:
    return {
        "saving": _("Saving …"),
        "saved": _("Saved at %(time)s"),
        "kept": _("No network: kept on this device. It is saved by itself as soon as there is one."),
        "busy": _("The server does not answer now: kept on this device. It is sent again by itself."),
        "refused": _("Not taken by the server, and kept on this device. If it stays so, open this page again."),
        "problems": _("Saved, but for what is marked."),
        "found": _("Typed here before and never saved. It was put back."),
        "sending": _("Being sent …"),
        "not_sent": _("Not sent: there is no network. Choose the file again."),
        "too_large": _("A file is larger than %(most)s MB. Take the photo smaller, or send the pages one by one.")
        % {"most": settings.PETITION_DOCUMENT_MB},
    }


def _of_checks() -> dict[str, str]:
    return {
        "unchecked": _("The check does not answer now. It is made again when you submit."),
        "move": _("Move it as advised: %(way)s"),
        "east": _("%(metres)s m east"),
        "west": _("%(metres)s m west"),
        "north": _("%(metres)s m north"),
        "south": _("%(metres)s m south"),
        "moved": _("Moved. The check is made anew."),
        "doubt": _("Not certain: %(doubt)s"),
        "why": _("By which rule"),
        "took": _("Checked in %(ms)s ms"),
        "passes": _("Passes"),
        "asks": _("An officer looks"),
        "fails": _("Does not pass"),
    }


def _of_drawing() -> dict[str, str]:
    return {
        "outlines": _("Several outlines are in the file. Choose yours:"),
        "outline": _("%(name)s, %(area)s m²"),
        "covers": _("Covers %(area)s m² of ground"),
        "handle": _(
            "The building. Arrow keys move it by 0.1 m, with Shift by 1 m; R and E turn it by 1 degree, "
            "with Shift by 15."
        ),
        "turn": _("Drag to turn the building"),
        "draw": _("Touch the corners of the building one after the other."),
        "points": _("%(count)s corners"),
        "few": _("An outline has at least three corners."),
        "drawn": _("The outline is drawn."),
        "closer": _("Come closer until the parcels show, then touch yours."),
    }
