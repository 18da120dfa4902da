"""How every address of the API is served: read only, for everybody, in bounded time, its “no” as standards have it."""

import functools
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext
from psycopg.errors import QueryCanceled

from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from opendata import gate, layers, waiting
from opendata.ogc import asking, headers, lines, problems
from opendata.ogc.problems import Broken, NotAllowed, NotFound, Problem, Unavailable

log = logging.getLogger(__name__)
QUESTION_MS_MOST = 10_000
METHODS = "GET, HEAD, OPTIONS"


def served(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view with all this around it."""

    @functools.wraps(view)
    def guarded(request: TownRequest, **parts: str) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={"Allow": METHODS, "Access-Control-Allow-Methods": METHODS})
        else:
            with translation.override(_language(request)):
                response = _answered(view, request, parts)
        return _for_everybody(response)

    return guarded


async def awaited(view: Callable[..., Awaitable[HttpResponse]], request: TownRequest, **parts: Any) -> HttpResponse:
    """The same around a view that the server's loop runs, whose questions are bounded in time already.

    Raises `lines.NotHere` as the view does.
    """
    with translation.override(_language(request)):
        try:
            _check(request)
            response = await view(request, **parts)
        except lines.NotHere:
            raise
        except Exception as error:
            response = _no(request, error)
    return _for_everybody(response)


def _for_everybody(response: HttpResponse) -> HttpResponse:
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response["Allow"] = METHODS
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "Content-Crs, ETag"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _language(request: HttpRequest) -> str:
    """Thai, unless the address asks for English, or a page and its reader chose English."""
    asked = request.GET.get("lang")
    if asked in asking.LANGUAGES:
        return asked
    chosen = getattr(request, "LANGUAGE_CODE", "th")
    return chosen if request.GET.get("f") == "html" or "text/html" in headers.accept(request) else "th"


def _answered(view: Callable[..., HttpResponse], request: TownRequest, parts: dict[str, str]) -> HttpResponse:
    try:
        with _in_bounded_time(request):
            try:
                _check(request)
                return view(request, **parts)
            except Refusal as refusal:  # within the transaction, so that a check that was made or asked for stays
                return _refused(request, refusal)
    except Exception as error:
        return _no(request, error)


@contextmanager
def _in_bounded_time(request: TownRequest) -> Iterator[None]:
    """The questions of a request end in time; the quick door has seen to that for its connections."""
    if getattr(request, "is_bounded", False):
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(QUESTION_MS_MOST)])
        yield


def _check(request: TownRequest) -> None:
    """What holds at every address. Raises `Problem`."""
    if request.method not in ("GET", "HEAD"):
        raise NotAllowed(gettext("Open data are only read here: %(methods)s.") % {"methods": METHODS})
    if request.municipality is None:
        raise Unavailable(gettext("No municipality is set up here yet."))
    if any("\0" in text for text in (*request.GET, *request.GET.values())):
        raise Problem(gettext("The address has a sign that no text has."))
    asking.language_of(request, otherwise="th")


def _no(request: TownRequest, error: Exception) -> HttpResponse:
    """What is told instead of an answer."""
    if isinstance(error, Refusal):
        return _refused(request, error)
    # Bare where rows were asked for past Django.
    if isinstance(error, QueryCanceled) or isinstance(error.__cause__, QueryCanceled):
        sentence = gettext("This takes longer than one request may. Ask for a smaller place, or with a simpler filter.")
        return problems.answer(Unavailable(sentence))
    return _broken(error)


def _refused(request: TownRequest, refusal: Refusal) -> HttpResponse:
    """A refusal of the steps below, as the standard has it; who waits for a check is told on a page."""
    if isinstance(refusal, gate.BeingChecked):
        if asking.is_for_a_person(request):
            return waiting.page(request, refusal)
        return problems.answer(Unavailable(str(refusal), again_s=refusal.again_s))
    if isinstance(refusal, Problem):
        return problems.answer(refusal)
    is_unknown = isinstance(refusal, layers.UnknownLayer)
    return problems.answer(NotFound(str(refusal)) if is_unknown else Problem(str(refusal)))


def _broken(error: Exception) -> HttpResponse:
    log.exception("The open API failed.", exc_info=error)
    return problems.answer(Broken(gettext("Something is broken here, and was noted. Try again later.")))
