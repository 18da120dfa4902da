"""A model and a flood that are ready to be asked."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality, Role
from landsurvey.models import Raster
from landsurvey.terrain import registration
from tests.landsurvey.builders import AT
from tests.landsurvey.rasters.builders import a_model, ready
from tests.landsurvey.terrain.builders import ON


@pytest.fixture
def surveyor(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEYOR)


@pytest.fixture
def reviewer(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEY_REVIEWER)


@pytest.fixture
def raster(municipality: Municipality, surveyor: User, reviewer: User, tmp_path: Path) -> Raster:
    """A registered elevation model whose copy is made."""
    upload = ready(a_model(tmp_path / "dem.tif"), municipality, surveyor)
    return registration.make(registration.register(upload, title="DEM", by=reviewer, at=AT, on=ON), at=AT)


@pytest.fixture
def flood(municipality: Municipality, surveyor: User, reviewer: User, tmp_path: Path) -> Raster:
    """A registered flood: a metre deep in the west up to 20 metres into the test ground, dry beyond."""
    depth = np.zeros((100, 100), dtype=np.float32)
    depth[:, :22] = 1
    path = a_model(tmp_path / "flood.tif", cells=depth)
    upload = ready(path, municipality, surveyor, raster_kind="water")
    return registration.make(registration.register(upload, title="Flood 2554", by=reviewer, at=AT, on=ON), at=AT)
