"""The town that every test of the API asks."""

import pytest
from django.test import Client

from gis_assets.models import Municipality
from tests import lasting
from tests.opendata.ogc.town import Program, furnish


@lasting.fixture
def town(municipality: Municipality) -> Municipality:
    furnish(municipality)
    return municipality


@pytest.fixture
def program(town: Municipality, client: Client) -> Program:
    return Program(client)
