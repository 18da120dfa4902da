"""From what a caller reads out (a tracking code, a pole's code, a case number) to the incident."""

from django.utils.translation import gettext as _

from casework import tracking
from gis_assets import asset_codes
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from incidents import workflow
from incidents.models import Incident


class NothingFound(Refusal):
    """No incident of the municipality answers to what was typed."""


def find(municipality: Municipality, *, typed: str) -> Incident:
    """The incident of that tracking code, case number or pole: the newest one, an open one first.

    Raises NothingFound.
    """
    mine = Incident.objects.of(municipality)
    code = tracking.normalised(typed)
    found = (
        (mine.filter(reports__tracking=code).first() if code else None)
        or mine.filter(case__reference=typed.strip()).first()
        or _at_pole(municipality, typed=typed)
    )
    if found is None:
        raise NothingFound(
            _("No incident was found for “%(typed)s”. Type a pole's code, a tracking code or a case number.")
            % {"typed": typed.strip()[:40]}
        )
    return found


def _at_pole(municipality: Municipality, *, typed: str) -> Incident | None:
    try:
        code = asset_codes.normalise(typed)
    except asset_codes.WrongAssetCode:
        return None
    at_pole = list(Incident.objects.of(municipality).filter(pole__code=code).order_by("-reported_at", "-pk"))
    return next((each for each in at_pole if each.state not in workflow.AT_REST), at_pole[0] if at_pole else None)
