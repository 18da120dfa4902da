"""A thread that hears of changed roads and closures (`NOTIFY town_roads`) and reads them before anybody asks.

It is a convenience, not a guarantee: without it, or while its connection is down, the next question finds out by
itself. Whenever it is connected again it looks at everything that is kept, for what was said meanwhile.
"""

import logging
import random
import time
from threading import Thread

import psycopg
from django.db import Error, connection

from incidents.engines import kept

CHANNEL = "town_roads"
PAUSE_S, PAUSE_MOST_S = 0.2, 60.0
"""Before another try to connect; doubled from one to the next, so that a database that is gone is left in peace."""
log = logging.getLogger(__name__)


def start() -> Thread:
    """Listen until the process ends."""
    thread = Thread(target=_listen_for_ever, name="roads listener", daemon=True)
    thread.start()
    return thread


def _listen_for_ever() -> None:
    pause_s = PAUSE_S
    while True:
        began = time.monotonic()
        try:
            _listen()
        except (psycopg.Error, Error, OSError) as away:
            # Said once, and not again for the tries that follow.
            level = logging.WARNING if pause_s == PAUSE_S else logging.DEBUG
            log.log(level, "Listening for changed roads broke off; it is tried again: %s", _first_line(away))
        except Exception:  # one reading failed; whoever asks next tries again
            log.exception("What changed of the roads could not be read")
        finally:
            connection.close()
        has_held = time.monotonic() - began > PAUSE_MOST_S
        time.sleep(pause_s * random.uniform(0.5, 1.0))  # noqa: S311  only so that processes part
        pause_s = PAUSE_S if has_held else min(2 * pause_s, PAUSE_MOST_S)


def _listen() -> None:
    with psycopg.connect(**connection.get_connection_params() | {"autocommit": True}) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        kept.renew_all()
        for notice in listener.notifies():
            kept.renew(int(notice.payload))


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0]
