"""Makes a new server ready for its first asker: reads the addresses, searches the small layers that nobody has.

The search is a convenience, not a guarantee: what it has not come to stays closed, and whoever asks goes on with it.
"""

import logging
from threading import Thread

import psycopg
from django.db import Error, connection
from django.urls import get_resolver, reverse

from gis_assets import tenancy
from gis_assets.models import Municipality
from opendata import gate

log = logging.getLogger(__name__)


def start() -> Thread:
    """Read the addresses now, and search beside whatever comes next."""
    _ = get_resolver().url_patterns
    reverse("ogc:landing")
    thread = Thread(target=_search, name="first search of layers", daemon=True)
    thread.start()
    return thread


def search() -> None:
    """Search the small layers of each municipality."""
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            gate.check_small(municipality=municipality)


def _search() -> None:
    try:
        search()
    except (psycopg.Error, Error) as error:
        log.warning("The layers were not searched at the start: %s", error)
    finally:
        connection.close()
