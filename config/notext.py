"""Answers "bad request" where an address or a form carries the sign NUL, which no text of the database can hold.

Only forms look for it; programs that try doors send it in paths and parameters, and each try would be told as a fault
of the server.
"""

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.views import defaults


class NoText:
    """Middleware that answers 400 where a view asked the database with a NUL; all other faults go on their way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Called by Django for what a view raises; psycopg refuses such a text before it is sent."""
        if not isinstance(fault, DataError) or "NUL (0x00)" not in str(fault):
            return None
        return defaults.bad_request(request, fault)
