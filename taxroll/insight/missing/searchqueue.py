"""The queue behind the searches: one job a search; the state that people see stands in the search itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app

from gis_assets import tenancy
from gis_assets.models import Municipality
from taxroll.insight.missing import searching
from taxroll.models import BuildingSearch

SEARCH = "taxroll.search_buildings"


def enqueue(search: BuildingSearch) -> int:
    """Have a search run; two runs of one search follow each other, never at once."""
    job = app.configure_task(SEARCH, lock=f"{SEARCH}:{search.pk}")
    return job.defer(search_id=search.pk, municipality_id=search.municipality_id)


def break_off_job(arguments: Mapping[str, Any], *, at: datetime) -> None:
    """Say of the search of a job that killed too many workers that it broke off."""
    with tenancy.within(Municipality.objects.get(pk=arguments["municipality_id"])):
        searching.break_off(BuildingSearch.objects.get(pk=arguments["search_id"]), at=at)
