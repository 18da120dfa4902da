"""The answer to people who ask for a layer that is being checked: a sentence, and when to ask again."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from opendata.gate import BeingChecked


def page(request: HttpRequest, refusal: BeingChecked) -> HttpResponse:
    """Status 503; the browser asks again by itself."""
    response = render(request, "opendata/being_checked.html", {"sentence": str(refusal)})
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response["Retry-After"] = response["Refresh"] = str(refusal.again_s)
    response["Cache-Control"] = "no-store"
    return response
