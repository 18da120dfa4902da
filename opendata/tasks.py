"""Jobs of publishing: a few lines each, ids only, safe to run twice."""

import logging
from contextlib import suppress

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate import exceptions
from procrastinate.contrib.django import app

from gis_assets import tenancy
from gis_assets.models import Municipality
from opendata.ckan import pushing

log = logging.getLogger(__name__)


@app.periodic(cron="40 2 * * *")
@app.task(name="opendata.push_to_ckan", queueing_lock="opendata.push_to_ckan")
def push_to_ckan(timestamp: int) -> None:
    """Every night: send the data sets of each municipality that has a catalogue."""
    for municipality in Municipality.objects.exclude(settings__ckan_url=None).exclude(settings__ckan_url=""):
        with tenancy.within(municipality):
            _push(municipality)


@app.task(name="opendata.push_now")
def push_now(municipality_id: int) -> None:
    """The data manager asked for it."""
    municipality = Municipality.objects.get(pk=municipality_id)
    with tenancy.within(municipality):
        _push(municipality)


def ask_for_push(municipality: Municipality) -> None:
    """Once: whoever asks while it waits has asked for the same."""
    with suppress(exceptions.AlreadyEnqueued), transaction.atomic():
        push_now.configure(queueing_lock=f"opendata.push_now:{municipality.pk}").defer(municipality_id=municipality.pk)


def _push(municipality: Municipality) -> None:
    try:
        url, token = pushing.address(municipality), pushing.token_in(pushing.token_file(municipality))
        base = f"{settings.PUBLIC_URL}/"
        pushing.push(municipality, url=url, token=token, base=base, at=timezone.now(), now=timezone.now)
    except pushing.NoCatalogue as refusal:
        log.error("Nothing was sent for %s: %s", municipality.dla_code, refusal)
