"""The queue behind the searches: one job a search; the state that people see stands in the search itself."""

from datetime import datetime

from procrastinate.contrib.django import app

from gis_assets.models import Municipality
from taxroll.models import BuildingSearch, SearchStatus

SEARCH = "taxroll.search_buildings"


def enqueue(search: BuildingSearch) -> int:
    """Have a search run; two runs of one search follow each other, never at once."""
    job = app.configure_task(SEARCH, lock=f"{SEARCH}:{search.pk}")
    return job.defer(search_id=search.pk, municipality_id=search.municipality_id)


def take_up_left(municipality: Municipality, *, before: datetime) -> None:
    """Put searches that still wait or work since then into the queue again: their worker died."""
    working = (SearchStatus.WAITING, SearchStatus.WORKING)
    for search in BuildingSearch.objects.filter(municipality=municipality, asked_at__lt=before, status__in=working):
        enqueue(search)
