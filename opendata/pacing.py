"""Searches for anybody: so many at once in a process, each within a bounded time of the database."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext

from gis_assets.refusals import Refusal

AT_ONCE = 4
WAIT_S = 1.0
MOST_MS = 3000
AGAIN_S = "2"

_places = threading.BoundedSemaphore(AT_ONCE)


class Busy(Refusal):
    """All places were taken, or the database took too long; whoever asks may ask again."""


@contextmanager
def turn() -> Iterator[None]:
    """A place among those that search at once, and a limit for each question inside. Raises `Busy`."""
    if not _places.acquire(timeout=WAIT_S):
        raise _busy()
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(MOST_MS)])
            yield
    except OperationalError as error:
        raise _busy() from error
    finally:
        _places.release()


def _busy() -> Busy:
    return Busy(gettext("Many are searching just now. Try again in a few seconds."))
