"""The networks that this process keeps in memory, each as new as its marks in the database.

Every question first reads the marks of the municipality (`NetworkState`, one row, written by triggers in the
transaction that changes a road or a closure): what is answered is never older than what the asker's own statement
can see, in any number of processes. A small network is built while the asker waits; a large one is built by a thread
of its own, and until it is there `known` says None and pgRouting answers. `incidents.engines.listening` builds
before anybody asks.
"""

import logging
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from threading import Condition, Thread
from typing import Any

from django.conf import settings
from django.db import connection

from gis_assets import prepared, sql_files, tenancy
from gis_assets.models import Municipality
from incidents.engines import loading
from incidents.network.closures import Closed, by_segment
from incidents.network.network import Network

NETWORKS_MOST = 6
"""So many days of municipalities are kept; the one that was not asked for longest goes first."""

Key = tuple[int, date]
Marks = tuple[str | None, str | None]
"""Of a municipality's roads and of its closures, as the database has them."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A network with the marks of the roads and the closures it was read with."""

    network: Network
    utm_epsg: int
    roads_mark: str | None
    closures_mark: str | None
    stretches: tuple[loading.TimedStretch, ...]
    _lately: list[tuple[datetime | None, datetime | None, Closed]] = field(default_factory=list, init=False)
    """What was closed when it was last asked, from when until when that holds."""

    def closed_at(self, at: datetime | None) -> Closed:
        """What is closed at that moment; nothing where there is none."""
        if at is None:
            return {}
        for since, until, closed in self._lately:
            if (since is None or since <= at) and (until is None or at < until):
                return closed
        return self._closed_anew(at)

    def _closed_anew(self, at: datetime) -> Closed:
        closed = by_segment(
            each.stretch for each in self.stretches if each.since <= at and (each.until is None or each.until > at)
        )
        changes = {moment for each in self.stretches for moment in (each.since, each.until) if moment}
        since = max((moment for moment in changes if moment <= at), default=None)
        until = min((moment for moment in changes if moment > at), default=None)
        self._lately[:] = [(since, until, closed)]
        return closed


_kept: OrderedDict[Key, Known] = OrderedDict()
_building: set[Key] = set()
_lock = Condition()


def known(municipality: Municipality, *, on: date, marks: Marks | None = None) -> Known | None:
    """The network of that day, as new as the database; None where another engine must answer for now.

    Whoever read the marks with what else it asks of the database hands them over.
    """
    if not settings.ROUTING_IN_MEMORY:
        return None
    roads_mark, closures_mark = marks or _marks(municipality)
    held = _held((municipality.pk, on))
    if held is None or held.roads_mark != roads_mark:
        if _size(municipality, on=on) > settings.ROUTING_ROADS_AT_ONCE:
            _build_aside(municipality, on=on)
            return None
        return _build(municipality, on=on)
    if held.closures_mark != closures_mark:
        held = _closed_anew(held, municipality, on=on, mark=closures_mark)
    return held


def renew(municipality_id: int) -> None:
    """Read again what is kept of a municipality and no longer as the database has it; binds this thread's connection.

    What is kept of one that has gone is let go.
    """
    with _lock:
        keys = [key for key in _kept if key[0] == municipality_id]
    municipality = Municipality.objects.filter(pk=municipality_id).first() if keys else None
    if municipality is None:
        _let_go(keys)
        return
    for key in keys:
        with tenancy.within(municipality):
            held, (roads_mark, closures_mark) = _held(key), _marks(municipality)
            if held and held.roads_mark != roads_mark:
                _build(municipality, on=key[1])
            elif held and held.closures_mark != closures_mark:
                _closed_anew(held, municipality, on=key[1], mark=closures_mark)


def renew_all() -> None:
    """The same for every municipality of which something is kept."""
    with _lock:
        municipalities = {municipality_id for municipality_id, _on in _kept}
    for municipality_id in sorted(municipalities):
        renew(municipality_id)


def changed(known: Known, *, within_s: float) -> bool:
    """Wait until another network is kept in place of this one; whether there is one after so many seconds."""
    with _lock:
        return _lock.wait_for(lambda: all(known is not each for each in _kept.values()), timeout=within_s)


def forget() -> None:
    """Keep nothing any more."""
    with _lock:
        _kept.clear()


def _held(key: Key) -> Known | None:
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def _keep(key: Key, made: Known) -> Known:
    with _lock:
        _kept[key] = made
        _kept.move_to_end(key)
        while len(_kept) > NETWORKS_MOST:
            _kept.popitem(last=False)
        _lock.notify_all()
    return made


def _let_go(keys: Iterable[Key]) -> None:
    with _lock:
        for key in keys:
            _kept.pop(key, None)
        _lock.notify_all()


def _build(municipality: Municipality, *, on: date) -> Known:
    """Marks are read before rows: rows may then be newer than their mark, which costs a reading more, never older."""
    roads_mark, closures_mark = _marks(municipality)
    network = loading.network(municipality, on=on)
    stretches = loading.closed(municipality, on=on, ids=network.roads.ids)
    made = Known(network, municipality.utm_epsg, roads_mark, closures_mark, stretches)
    return _keep((municipality.pk, on), made)


def _closed_anew(held: Known, municipality: Municipality, *, on: date, mark: str | None) -> Known:
    stretches = loading.closed(municipality, on=on, ids=held.network.roads.ids)
    return _keep((municipality.pk, on), replace(held, closures_mark=mark, stretches=stretches))


def _build_aside(municipality: Municipality, *, on: date) -> None:
    key = (municipality.pk, on)
    with _lock:
        if key in _building:
            return
        _building.add(key)
    Thread(target=_built_aside, args=(municipality, on), name=f"roads of {municipality.pk}", daemon=True).start()


def _built_aside(municipality: Municipality, on: date) -> None:
    try:
        with tenancy.within(municipality):
            _build(municipality, on=on)
    except Exception:  # pgRouting goes on answering; whoever asks next tries again
        log.exception("The road network of %s could not be read into memory", municipality.pk)
    finally:
        connection.close()
        with _lock:
            _building.discard((municipality.pk, on))


def _marks(municipality: Municipality) -> Marks:
    rows = prepared.fetched("incidents", "network_state", {"municipality": municipality.pk})
    return (rows[0][0], rows[0][1]) if rows else (None, None)


def _size(municipality: Municipality, *, on: date) -> int:
    [(count, _is_restricted)] = _fetched("network_size", {"municipality": municipality.pk, "on": on})
    return int(count)


def _fetched(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", statement), parameters)
        return list(cursor.fetchall())
