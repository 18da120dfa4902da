"""The quick door to the open API: from the server straight to its views, past sessions, cookies and sign-in.

Programs ask for JSON, thousands of times, and nobody is signed in there. Such requests go to threads of their own, each
with a database connection that it keeps; one feature is asked for by the loop itself (`lines`). Whatever is for people
(pages, files, whoever brings a cookie) goes on to Django as it came. Memory stays bounded: few are worked on at once,
the others wait at the price of a few hundred bytes each, those beyond are sent away, and a reader who does not read is
left (`unread`).
"""

import asyncio
import functools
import logging
import re
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from io import BytesIO
from typing import Any, TypeVar, cast

from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, resolve, set_script_prefix
from django.utils import timezone
from django.utils.translation import gettext

from gis_assets import tenancy
from gis_assets.models import Municipality
from gis_assets.publication import Layer
from gis_assets.requests import TownRequest
from opendata import gate, layers, usage
from opendata.ogc import feature, lines, problems, serving, views
from opendata.ogc.problems import Problem, Unavailable
from opendata.ogc.serving import QUESTION_MS_MOST
from opendata.ogc.unread import Unread

log = logging.getLogger(__name__)
ROOT = "/ogc"
OWN_ADDRESSES = "opendata.ogc.urls"
WAITING_MOST = 1_000
UNREAD_BYTES_MOST = 64 * 2**20
TOWN_S = 10.0
OFFERED_S = 2.0
AGAIN_S = 5
ASKED_OFTEN = 5
# Seconds between two times that questions are written down; a server that is killed forgets as many.
COUNTED_S = 10.0
COUNTED = ("items", "item")
LINES = 4
_FEATURE = re.compile(ROOT + r"/collections/([^/]+)/items/([^/]+)")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]
T = TypeVar("T")


def beside(application: Application, *, at_once: int) -> Application:
    """The application with the quick door beside it; so many requests of programs are worked on at once."""
    door = Door(at_once)

    async def passed(scope: Message, receive: Receive, send: Send) -> None:
        if is_of_a_program(scope):
            await door.answer(scope, send)
        else:
            await application(scope, receive, send)

    return passed


def is_of_a_program(scope: Message) -> bool:
    """Whether a request is for the open API and neither for a page nor of somebody whom a cookie tells apart."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    if not path.startswith(f"{ROOT}/") or b"f=html" in scope["query_string"]:
        return False
    return not any(
        name == b"cookie" or (name == b"accept" and b"text/html" in value) for name, value in scope["headers"]
    )


class Door:
    """Threads with a connection each, who waits for one, and what lies unread."""

    def __init__(self, at_once: int) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="open-api")
        self._lines = lines.Lines(LINES, question_ms_most=QUESTION_MS_MOST)
        self._waiting = 0
        self._unread = Unread(UNREAD_BYTES_MOST)
        self._counting: asyncio.TimerHandle | None = None

    async def answer(self, scope: Message, send: Send) -> None:
        if self._waiting >= WAITING_MOST or not self._unread.makes_room():
            await _send(_sent_away(), scope, send, self._unread)
            return
        self._waiting += 1
        try:
            response = await self._answered(scope)
        finally:
            self._waiting -= 1
        self._count_later()
        await _send(response, scope, send, self._unread)

    async def _answered(self, scope: Message) -> HttpResponse:
        ready = _ready_feature(scope)
        if ready is not None:
            request, parts = ready
            try:
                response = await serving.awaited(feature.told_here, request, asks=self._lines, **parts)
                _note(request, "item", parts["layer"].name, response)
                return response
            except lines.NotHere:
                pass
        # Who waits stands before the threads, so that one that is done takes up the next without going to sleep.
        return await asyncio.get_running_loop().run_in_executor(self._threads, _answer, scope)

    def _count_later(self) -> None:
        """Have what was asked written down in a while, by one of the threads and outside of any answer."""
        if self._counting is None and not _tally.is_empty:
            self._counting = asyncio.get_running_loop().call_later(COUNTED_S, self._count)

    def _count(self) -> None:
        self._counting = None
        self._threads.submit(_write_down)


async def _send(response: HttpResponse, scope: Message, send: Send, unread: Unread) -> None:
    content = response.content
    headers = [(_name(name), value.encode("latin-1")) for name, value in response.items()]
    headers.append((b"content-length", str(len(content)).encode()))
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await unread.send(b"" if scope["method"] == "HEAD" else content, send)


@functools.lru_cache(100)
def _name(header: str) -> bytes:
    """As it is sent; there are few."""
    return header.lower().encode("latin-1")


def _sent_away() -> HttpResponse:
    return problems.answer(Unavailable(gettext("Too many ask at once. Try again in a few seconds."), again_s=AGAIN_S))


def _ready_feature(scope: Message) -> tuple[TownRequest, dict[str, Any]] | None:
    """A request for one feature, with what a thread found out a moment ago for another.

    Nothing where that was too long ago, or for anything out of the way: a thread answers that.
    """
    found = _FEATURE.fullmatch(scope["path"].removeprefix(scope.get("root_path", "")))
    if found is None:
        return None
    set_script_prefix(scope.get("root_path", "") + "/")
    try:
        request = ASGIRequest(scope, BytesIO())
        town = _still(_towns.get(request.get_host()))
    except (DisallowedHost, UnicodeDecodeError):
        return None
    layer = (_still(_offered.get(town.pk)) or {}).get(found[1]) if town else None
    if layer is None:
        return None
    request.municipality = town  # type: ignore[attr-defined]  # as the middleware does
    return cast(TownRequest, request), {"layer": layer, "feature_id": found[2]}


def _answer(scope: Message) -> HttpResponse:
    """In a thread with a connection of its own, which is mended or given up when it broke."""
    set_script_prefix(scope.get("root_path", "") + "/")
    request = ASGIRequest(scope, BytesIO())
    try:
        request.municipality = _bound_to(request.get_host())  # type: ignore[attr-defined]  # as the middleware does
        request.is_bounded = True  # type: ignore[attr-defined]
        request.open_layers = _open_layers(request.municipality)  # type: ignore[attr-defined]  # kept for this request
        found = _address(request.path_info)
        response: HttpResponse = found.func(request, *found.args, **found.kwargs)
        _note(request, found.url_name, found.kwargs.get("name", ""), response)
        return response
    except DisallowedHost:
        return problems.answer(Problem(gettext("Nothing is served under this name.")))
    except UnicodeDecodeError:
        return problems.answer(Problem(gettext("The address has a sign that no text has.")))
    except DatabaseError as error:
        log.exception("The database did not answer the open API.", exc_info=error)
        return _sent_away()
    finally:
        _mend()


_tally = usage.Tally()


def _note(request: HttpRequest, address: str | None, name: str, response: HttpResponse) -> None:
    """Features that were asked for are use of their layer; tiles are what maps draw with, our own too."""
    town = request.municipality  # type: ignore[attr-defined]  # as `_answer` gives
    is_answered = request.method == "GET" and response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)
    if is_answered and address in COUNTED and name in layers.all_layers():
        _tally.note(name, municipality=town, on=timezone.localdate())


def _write_down() -> None:
    try:
        _tally.write_down()
    except DatabaseError as error:
        log.exception("The questions of programs were not counted.", exc_info=error)
    finally:
        _mend()


def _address(path: str) -> ResolverMatch:
    """Sought among the API's own addresses first: to look through all of the platform takes as long as an answer."""
    found = resolve(path.removeprefix(ROOT), OWN_ADDRESSES)
    return resolve(path) if found.func is views.nothing else found


_offered: dict[int, tuple[float, dict[str, Layer]]] = {}
_towns: dict[str, tuple[float, Municipality | None]] = {}
_looking = threading.Lock()


class _Bound(threading.local):
    """To which municipality this thread's connection is bound, and which connection that was."""

    connection: Any = None
    town: int | None = None


_bound = _Bound()


def _bound_to(host: str) -> Municipality | None:
    """The municipality of the host, to which this thread's connection is then bound."""
    connection.ensure_connection()
    town = _town_of(host)
    pk = town.pk if town else None
    if _bound.connection is not connection.connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [str(QUESTION_MS_MOST)])
        connection.connection.prepare_threshold = ASKED_OFTEN
    elif _bound.town == pk:
        return town
    tenancy.bind(pk)
    _bound.connection, _bound.town = connection.connection, pk
    return town


def _still(kept: tuple[float, T] | None) -> T | None:
    """What is kept, unless its time is over."""
    return kept[1] if kept is not None and kept[0] >= time.monotonic() else None


def _town_of(host: str) -> Municipality | None:
    """Kept for a few seconds, since every request asks."""
    kept = _towns.get(host)
    if kept is None or kept[0] < time.monotonic():
        if len(_towns) > 1_000:
            _towns.clear()
        kept = _towns[host] = (time.monotonic() + TOWN_S, tenancy.of_host(host))
    return kept[1]


def _open_layers(town: Municipality | None) -> dict[str, Layer]:
    """Kept for a few seconds too: a layer that is stopped is gone by then. One thread looks, the others wait for it."""
    if town is None:
        return {}
    if (kept := _still(_offered.get(town.pk))) is not None:
        return kept
    with _looking:
        if (kept := _still(_offered.get(town.pk))) is None:
            kept = gate.open_layers(municipality=town)
            _offered[town.pk] = (time.monotonic() + OFFERED_S, kept)
    return kept


def _mend() -> None:
    if connection.errors_occurred:
        if connection.is_usable():
            connection.errors_occurred = False
        else:
            connection.close()
