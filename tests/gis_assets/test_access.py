"""Whoever is sent to sign in goes on where it makes sense."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from gis_assets import access
from gis_assets.models import Role

PAGE = "/permits/desk/1/?filter=mine"


@pytest.mark.parametrize(
    ("method", "came_from", "goes_on"),
    [
        ("get", "http://testserver/elsewhere/", "/permits/desk/1/ask/"),
        ("post", f"http://testserver{PAGE}", PAGE),
        ("post", "https://example.com/desk/", "/permits/desk/1/ask/"),
        ("post", "", "/permits/desk/1/ask/"),
    ],
)
def test_form_sent_signed_out_leads_back_to_its_page(method: str, came_from: str, goes_on: str) -> None:
    request = getattr(RequestFactory(), method)("/permits/desk/1/ask/", HTTP_REFERER=came_from)
    request.user = AnonymousUser()

    answer = access.role_required(Role.PERMIT_OFFICER)(lambda _request: HttpResponse())(request)

    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [goes_on]
