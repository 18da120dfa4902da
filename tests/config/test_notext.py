"""A NUL in an address or a form is the sender's fault."""

import pytest
from django.db import DataError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from config.notext import NoText
from gis_assets.models import Municipality


@pytest.mark.django_db
def test_address_with_a_nul_is_a_bad_request(municipality: Municipality) -> None:
    answer = Client().get(reverse("gis_assets:parcel_card", args=["01A\x00001"]))

    assert answer.status_code == 400


def test_other_faults_of_data_stay_faults_of_the_server() -> None:
    middleware = NoText(lambda _request: HttpResponse())

    assert middleware.process_exception(RequestFactory().get("/"), DataError("bigint out of range")) is None
