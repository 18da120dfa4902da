"""Answers when the database was lost in the middle of a request: nothing of it was kept, and what was typed goes back.

PostgreSQL undoes what a broken connection had begun. The page needs no database: it carries the fields that came, and
sends them again when its reader says so. Files and passwords it does not carry.
"""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

logger = logging.getLogger("django.request")
UNAVAILABLE = 503
AGAIN_S = 5
"""Seconds after which a program may ask again."""
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  # a field's name


class LostDatabase:
    """Middleware that answers in words where a view lost its database; all other faults go on their way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Called by Django for what a view raises; None leaves it to the page of a broken server."""
        if not isinstance(fault, OperationalError | InterfaceError):
            return None
        told = {"request": request, "status_code": UNAVAILABLE}
        logger.error("The database was lost: %s %s", request.method, request.path, exc_info=fault, extra=told)
        answer = _answer(request)
        answer["Retry-After"] = str(AGAIN_S)
        add_never_cache_headers(answer)
        return answer


def _answer(request: HttpRequest) -> HttpResponse:
    if request.headers.get("Accept", "").startswith("application/json"):
        sentence = _("The connection to the register was lost. Nothing of this was kept; send it again.")
        return JsonResponse({"sentence": sentence}, status=UNAVAILABLE)
    fields = _typed(request)
    facts = {
        "address": request.get_full_path(),
        "is_sent": request.method == "POST",
        "fields": fields,
        "token": get_token(request) if fields is not None else "",
        "token_name": TOKEN,
    }
    # Without a request: what pages are composed of otherwise asks the database.
    return HttpResponse(get_template("503.html").render(facts), status=UNAVAILABLE)


def _typed(request: HttpRequest) -> list[tuple[str, str]] | None:
    """The fields of a form that came, to be sent again; None where it cannot be sent again from here."""
    if request.method != "POST" or request.FILES:
        return None
    if any("password" in name for name in request.POST):
        return None
    return [(name, word) for name, words in request.POST.lists() for word in words if name != TOKEN]
