"""Two real transactions at once: one waits for the other in a thread with a connection of its own."""

import queue
import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from gis_assets import tenancy
from gis_assets.models import Municipality

LONGEST_S = 120


def in_another_connection(
    municipality: Municipality, act: Callable[[], object], answers: "queue.Queue[Any]"
) -> threading.Thread:
    """Run `act` in a thread with its own connection; the first answer is its backend, the second its result."""

    def run() -> None:
        try:
            with tenancy.within(municipality):
                answers.put(connection.connection.info.backend_pid)
                try:
                    answers.put(act())
                except Exception as error:
                    answers.put(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def wait_until_blocked(pid: int, thread: threading.Thread) -> None:
    with connection.cursor() as cursor:
        while thread.is_alive():
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid])
            if cursor.fetchall() == [(True,)]:
                return
    raise AssertionError("the other transaction did not wait")
