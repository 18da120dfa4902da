"""What the rules found, as JSON that is stored and sent: codes, verdicts, figures, and shapes in EPSG:4326.

Words are made when somebody reads it (`permits.wording`), in that reader's language.
"""

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis_assets import crs
from permits.rules.facts import Finding
from permits.rules.tracks import Chosen

DIGITS = 8
"""Of a degree: about a millimetre."""


def as_json(findings: Sequence[Finding], *, epsg: int) -> list[dict[str, Any]]:
    """The findings of plans in a grid of metres; shapes go to longitude and latitude in one step."""
    drawn = [each for finding in findings for each in finding.drawn]
    geometries = iter(_geojson([each.shape for each in drawn], epsg=epsg))
    return [
        _finding(finding)
        | {"shapes": [{"role": one.role, "label": one.label, "geometry": next(geometries)} for one in finding.drawn]}
        for finding in findings
    ]


def track_as_json(chosen: Chosen) -> dict[str, Any]:
    """The way that a petition goes."""
    return {"code": chosen.code, "says": chosen.says, "values": dict(chosen.values), "limits": list(chosen.limits)}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "verdict": finding.verdict.value,
        "says": finding.says,
        "values": {name: _plain(value) for name, value in finding.values.items()},
        "mend": finding.mend,
        "measured": _figure(finding.measured),
        "required": _figure(finding.required),
        "unit": finding.unit,
        "limits": list(dict.fromkeys(finding.limits)),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return _figure(value)
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _figure(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def _geojson(shapes: list[BaseGeometry], *, epsg: int) -> list[dict[str, Any] | None]:
    if not shapes:
        return []
    metres = np.empty(len(shapes), dtype=object)
    metres[:] = shapes
    degrees = shapely.transform(crs.reproject(metres, epsg, crs.WGS84), lambda xy: np.round(xy, DIGITS))
    return [None if text is None else json.loads(text) for text in shapely.to_geojson(degrees).tolist()]
