"""A model and a flood that are ready to be asked."""

from collections.abc import Callable

import numpy as np
import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality, Role
from landsurvey.models import Raster
from landsurvey.terrain import registration
from tests import lasting
from tests.landsurvey.builders import AT
from tests.landsurvey.rasters.builders import a_model, ready
from tests.landsurvey.terrain.builders import ON


@lasting.fixture
def surveyor(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEYOR)


@lasting.fixture
def reviewer(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEY_REVIEWER)


@lasting.fixture
def raster(
    municipality: Municipality, surveyor: User, reviewer: User, tmp_path_factory: pytest.TempPathFactory
) -> Raster:
    """A registered elevation model whose copy is made."""
    upload = ready(a_model(tmp_path_factory.mktemp("files") / "dem.tif"), municipality, surveyor)
    return registration.make(registration.register(upload, title="DEM", by=reviewer, at=AT, on=ON), at=AT)


@lasting.fixture
def flood(
    municipality: Municipality, surveyor: User, reviewer: User, tmp_path_factory: pytest.TempPathFactory
) -> Raster:
    """A registered flood: a metre deep in the west up to 20 metres into the test ground, dry beyond."""
    depth = np.zeros((100, 100), dtype=np.float32)
    depth[:, :22] = 1
    path = a_model(tmp_path_factory.mktemp("files") / "flood.tif", cells=depth)
    upload = ready(path, municipality, surveyor, raster_kind="water")
    return registration.make(registration.register(upload, title="Flood 2554", by=reviewer, at=AT, on=ON), at=AT)
