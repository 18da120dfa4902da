"""Rasters of a campaign: heights, and the depth of a flood."""

from collections.abc import Callable

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.test import Client

from gis_assets.models import Municipality, ParcelVersion, Role
from landsurvey.models import Raster, Upload
from landsurvey.terrain import asking, registration
from tests import lasting
from tests.gis_assets.builders import a_parcel
from tests.landsurvey.builders import AT
from tests.landsurvey.rasters.builders import a_model, ready
from tests.speaking import Officer, at_work_in


@lasting.fixture
def upload(
    municipality: Municipality, officer: Callable[..., User], tmp_path_factory: pytest.TempPathFactory
) -> Upload:
    return ready(a_model(tmp_path_factory.mktemp("files") / "dem.tif"), municipality, officer(Role.SURVEYOR))


@lasting.fixture
def parcel(municipality: Municipality) -> ParcelVersion:
    return a_parcel(municipality, code="=01A001")


@lasting.fixture
def raster(upload: Upload, parcel: ParcelVersion, officer: Callable[..., User]) -> Raster:
    """An elevation model that is ready, and one parcel that was sampled."""
    by = officer(Role.SURVEY_REVIEWER)
    made = registration.make(registration.register(upload, title="DEM 2567", by=by, at=AT, on=AT.date()), at=AT)
    asking.sample(asking.ask(made, as_of=AT.date(), at=AT, steep_percent=35, water=asking.Water(level_m=390)), at=AT)
    return made


@lasting.fixture
def foreign(client_as: Callable[..., Officer], other_municipality: Municipality) -> Client:
    """A reviewer of another municipality, in that municipality."""
    return at_work_in(client_as(Role.SURVEY_REVIEWER, Role.DATA_PUBLISHER, of=other_municipality), other_municipality)


@lasting.fixture
def flood(municipality: Municipality, officer: Callable[..., User], tmp_path_factory: pytest.TempPathFactory) -> Raster:
    """A raster of water over the whole test ground."""
    by = officer(Role.SURVEY_REVIEWER)
    path = a_model(tmp_path_factory.mktemp("files") / "flood.tif", cells=np.ones((100, 100), dtype=np.float32))
    upload = ready(path, municipality, by, raster_kind="water")
    return registration.make(registration.register(upload, title="Flood 2554", by=by, at=AT, on=AT.date()), at=AT)
