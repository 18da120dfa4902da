"""The proof of a sealed roll on a page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gis_assets.access import role_required
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from taxroll import access
from taxroll.rolls import verification
from taxroll.views import acting

MOST_SHOWN = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def verify(request: TownRequest, tax_year_be: int, sequence: int = 1) -> HttpResponse:
    """GET says what will be done; POST computes the roll again and shows what came of it. Nothing is written."""
    roll = access.roll_of_year(request.municipality, tax_year_be, sequence)
    facts = {"roll": roll, "most": MOST_SHOWN}
    if request.method == "POST":
        try:
            found = verification.verify(roll)
        except Refusal as refusal:
            return render(request, "taxroll/verification.html", facts | {"refusal": str(refusal)}, status=409)
        facts |= {"found": found, "shown": found.differences[:MOST_SHOWN]}
    return render(request, "taxroll/verification.html", facts)
