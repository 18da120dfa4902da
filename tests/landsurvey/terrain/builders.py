"""Questions put to rasters."""

from datetime import date
from typing import Any

from landsurvey.models import Raster, TerrainRun
from landsurvey.terrain import asking
from tests.landsurvey.builders import AT

ON = date(2023, 3, 1)


def asked(raster: Raster, **facts: Any) -> TerrainRun:
    wanted: dict[str, Any] = {"as_of": ON, "at": AT, "steep_percent": 35} | facts
    return asking.ask(raster, **wanted)
