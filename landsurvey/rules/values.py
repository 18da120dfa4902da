"""Rules on what is written: areas, dates and letters."""

import re
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import shapely

from gis_assets import units
from landsurvey.attributes import columns
from landsurvey.rules.survey import Finding, Survey, place_on

# UTF-8 read as cp874, cp874 read as Latin-1, and a character that the width of the field cut in two.
_SPOILT = re.compile("เ[ธน](?:[^\u0e00-\u0e7f\\s]|\u00a0)|[\u00a1-\u00fb]{3,}|\ufffd")


def area_sigma_m2(
    area_m2: npt.NDArray[np.float64], perimeter_m: npt.NDArray[np.float64], sigma_m: float
) -> npt.NDArray[np.float64]:
    """Return one standard deviation of an area whose corners are uncertain by `sigma_m`.

    For a rectangle of sides a, b it is sigma x sqrt(a2 + b2), and a2 + b2 follows from perimeter and area alone; so the
    figure does not shrink when straight sides carry many vertices.
    """
    return np.asarray(sigma_m * np.sqrt(np.maximum(perimeter_m**2 / 4 - 2 * area_m2, 0.0)))


def area_tolerance_m2(survey: Survey) -> npt.NDArray[np.float64]:
    """How far each measured area may be from the true one: some standard deviations and the rounding of deeds."""
    perimeter_m, limits = shapely.length(survey.plane) * survey.metres_per_unit, survey.limits
    sigma_m2 = area_sigma_m2(survey.areas_m2, perimeter_m, survey.sigma_m)
    return limits.area_sigmas * sigma_m2 + limits.deed_rounding_m2


def area_against_deed(survey: Survey) -> list[Finding]:
    """The deed's area stays the legal one; the mapped area is a check on both."""
    measured_m2, tolerance_m2 = survey.areas_m2, area_tolerance_m2(survey)
    deed_m2 = np.array(
        [np.nan if wah is None else float(wah) * units.SQUARE_WAH_M2 for wah in survey.parcels.deed_area_wah.tolist()]
    )
    beyond = np.flatnonzero(np.abs(measured_m2 - deed_m2) > tolerance_m2)
    return [_area_finding(survey, int(index), measured_m2, deed_m2, tolerance_m2) for index in beyond]


def unreadable_cell(survey: Survey) -> list[Finding]:
    """Dates that no calendar has, areas that are none."""
    return [
        Finding(index, {"heading": heading, "text": text[:60]}, place_on(survey.plane[index]))
        for index, heading, text in survey.parcels.unread
    ]


def error_value(survey: Survey) -> list[Finding]:
    """Words such as `None` or `#REF!` in a column that matters; they count as blank."""
    return [
        Finding(index, {"heading": heading, "text": text[:60]}, place_on(survey.plane[index]))
        for index, heading, text in survey.parcels.error_values
    ]


def too_long(survey: Survey) -> list[Finding]:
    findings = []
    for field, limit in columns.LIMITS.items():
        texts = survey.parcels.text[field].tolist()
        if max(map(len, texts), default=0) <= limit:
            continue
        for index, text in enumerate(texts):
            if len(text) > limit:
                args: dict[str, str | int] = {
                    "heading": survey.headings.get(field, field),
                    "text": text[:60],
                    "limit": limit,
                }
                findings.append(Finding(index, args, place_on(survey.plane[index])))
    return findings


def spoilt_letters(survey: Survey) -> list[Finding]:
    findings = []
    for heading, column in survey.attributes.items():
        if "".join(column.tolist()).isascii():
            continue
        spoilt = {text for text in set(column.tolist()) if not text.isascii() and _SPOILT.search(text)}
        if spoilt:
            found = [index for index, text in enumerate(column.tolist()) if text in spoilt]
            findings += [
                Finding(index, {"heading": heading, "text": column[index][:60]}, place_on(survey.plane[index]))
                for index in found
            ]
    return findings


def _area_finding(
    survey: Survey,
    index: int,
    measured_m2: npt.NDArray[np.float64],
    deed_m2: npt.NDArray[np.float64],
    tolerance_m2: npt.NDArray[np.float64],
) -> Finding:
    args: dict[str, str | int] = {
        "measured": _as_rai(measured_m2[index]),
        "deed": _as_rai(deed_m2[index]),
        "difference": f"{abs(measured_m2[index] - deed_m2[index]) / units.SQUARE_WAH_M2:,.1f}",
        "tolerance": f"{tolerance_m2[index] / units.SQUARE_WAH_M2:,.1f}",
    }
    return Finding(index, args, place_on(survey.plane[index]))


def _as_rai(area_m2: float) -> str:
    return units.format_rai_ngan_wah(Decimal(f"{area_m2 / units.SQUARE_WAH_M2:.1f}"))
