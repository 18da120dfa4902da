"""Answers 400 to what carries the sign NUL, which PostgreSQL cannot keep: no person types it, programs that probe do.

Without this each such try is a page of a broken server, and a line in the log that hides real faults.
"""

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.views.defaults import bad_request

SAID = "NUL (0x00)"
"""What the driver says of it."""


class NoNul:
    """Middleware that looks at what a view raises; all other faults go on their way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Called by Django for what a view raises."""
        if isinstance(fault, DataError) and SAID in str(fault):
            return bad_request(request, fault)
        return None
