"""What carries a sign that the database cannot keep is refused, and is no fault of the server."""

from collections.abc import Callable

import pytest
from django.db import DataError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from config.nul import NoNul
from gis_assets.models import Municipality, Role
from tests.speaking import Officer


@pytest.mark.parametrize("method", ["get", "post"])
def test_nul_is_a_bad_request(municipality: Municipality, client_as: Callable[..., Officer], method: str) -> None:
    officer = client_as(Role.DISPATCHER, Role.PERMIT_OFFICER)
    ask = {
        "get": lambda: officer.get("/permits/desk/?q=%00"),
        "post": lambda: officer.post("/incidents/find/", {"q": "\0"}),
    }

    assert ask[method]().status_code == 400


def test_public_address_with_a_nul_is_a_bad_request(municipality: Municipality, client: Client) -> None:
    assert client.get(reverse("gis_assets:parcel_card", args=["01A\x00001"])).status_code == 400


def test_other_faults_of_data_stay_faults_of_the_server() -> None:
    middleware = NoNul(lambda _request: HttpResponse())

    assert middleware.process_exception(RequestFactory().get("/"), DataError("bigint out of range")) is None
