"""The words of the page for the phone, handed to its script as one object: it must speak without a network."""

from django.utils.translation import gettext as _

from gis_assets.models.buildings import MaterialClass
from landsurvey.field.visitlist import OCCUPANCY_WORDS, USE_WORDS
from landsurvey.models import VisitResult


def words() -> dict[str, object]:
    """Return every sentence of the script in the active language; %(named)s places are filled there."""
    return {**_lists(), **_sending(), **_area(), **_place(), **_form()}


def _lists() -> dict[str, dict[str, str]]:
    """What there is to choose from, and the states of a parcel and of what was noted."""
    return {
        "results": {value: str(label) for value, label in VisitResult.choices},
        "uses": {kind: str(word) for kind, word in USE_WORDS.items()},
        "materials": {value: str(label) for value, label in MaterialClass.choices},
        "occupancies": {kind: str(word) for kind, word in OCCUPANCY_WORDS.items()},
        "states": {
            "surveyed": _("surveyed by a file"),
            "visited": _("visited"),
            "tried": _("visited in vain"),
            "left": _("left"),
        },
        "outbox": {
            "kept": _("On this phone, not sent yet"),
            "sending": _("Being sent"),
            "sent": _("Sent; the server has not confirmed it yet"),
            "landed": _("Landed on the server"),
            "refused": _("Refused"),
        },
    }


def _sending() -> dict[str, str]:
    """Whether there is a network, who is signed in, and what waits."""
    return {
        "confirmed": _("Confirmation %(code)s, %(time)s"),
        "online": _("Connected"),
        "offline": _("No network: everything is kept on this phone"),
        "signed_out": _("Sign in to send. What you noted stays on this phone."),
        "sign_in": _("Sign in"),
        "sign_in_as": _("Noted by %(name)s, who must sign in to send it."),
        "waiting": _("%(count)s wait to be sent"),
        "all_landed": _("Everything has landed"),
        "nothing": _("Nothing noted yet"),
    }


def _area() -> dict[str, str]:
    """Choosing a campaign and carrying an area along."""
    return {
        "no_area": _("No area on this phone yet. Choose a campaign and carry an area along while there is a network."),
        "no_campaign": _("No campaign is under way. A survey reviewer opens one."),
        "carry": _("Carry along"),
        "carrying": _("Loading the area…"),
        "carried": _("%(count)s parcels are on this phone since %(time)s"),
        "failed": _("The server could not be reached. Try again when there is a network."),
        "whole": _("The whole campaign"),
        "block": _("Block %(block)s: %(done)s of %(parcels)s done"),
    }


def _place() -> dict[str, str]:
    """Where one stands, and what lies there."""
    return {
        "position_none": _("No position yet. Step outside or allow the position."),
        "position": _("Position ± %(metres)s m"),
        "position_old": _("The position is old (%(seconds)s s). Wait for a new one."),
        "away": _("%(metres)s m"),
        "far": _("%(kilometres)s km"),
        "square_metres": _("m²"),
        "mine": _("noted by you"),
        "more": _("%(count)s more visits of this parcel by others; all are kept"),
    }


def _form() -> dict[str, str]:
    """Noting a visit."""
    return {
        "photo": _("Photo %(number)s"),
        "photos": _("%(count)s photos"),
        "remove_photo": _("Remove photo %(number)s"),
        "photos_most": _("A visit takes %(count)s photos at most."),
        "photo_failed": _("This file is no picture the phone can read."),
        "uses_over": _("The shares add up to %(sum)s %%; at most 100 %% are possible."),
        "building": _("Building %(number)s"),
        "known_building": _("In the register: %(number)s"),
        "no_number": _("without a number"),
        "kept_now": _("Kept on this phone."),
        "full": _("The phone has no room left. Send what waits, or free some room; this visit is not kept yet."),
        "discard": _("Remove from the phone"),
    }
