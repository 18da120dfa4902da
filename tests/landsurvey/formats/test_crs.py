"""The grid of a survey: what the .prj says, and whether the coordinates agree."""

import numpy as np
import pyproj
import pytest
import shapely

from landsurvey.formats import crs, reading
from landsurvey.formats.reading import Said

TOWN = shapely.box(98.89, 18.73, 98.98, 18.77)
HERE_INDIAN_47 = np.array([494_000.0, 2_072_000.0, 494_500.0, 2_072_400.0])
HERE_DEGREES = np.array([98.94, 18.74, 98.95, 18.75])


NOTHING_SAID = Said(None, reading.PRJ)


def prj(epsg: int) -> Said:
    return Said(pyproj.CRS.from_epsg(epsg).to_wkt("WKT1_ESRI"), reading.PRJ)


@pytest.mark.parametrize("epsg", [24047, 32647])
def test_prj_is_believed_when_the_survey_lies_here(epsg: int) -> None:
    decision = crs.decide(prj(epsg), bounds=HERE_INDIAN_47, near=TOWN)

    assert (decision.epsg, decision.is_certain) == (epsg, True)


def test_asked_with_both_datums_when_there_is_no_prj() -> None:
    decision = crs.decide(NOTHING_SAID, bounds=HERE_INDIAN_47, near=TOWN)

    assert (decision.epsg, decision.candidates, decision.is_certain) == (None, (24047, 32647), False)


def test_asked_when_degrees_are_said_and_metres_stand_there() -> None:
    decision = crs.decide(prj(4326), bounds=HERE_INDIAN_47, near=TOWN)

    assert (decision.candidates, decision.is_certain) == ((24047, 32647), False)
    assert "It says degrees, but the coordinates reach 2,072,400" in str(decision.evidence[-1])


def test_asked_when_metres_are_said_and_degrees_stand_there() -> None:
    decision = crs.decide(prj(32647), bounds=HERE_DEGREES, near=TOWN)

    assert (decision.candidates, decision.is_certain) == ((4326, 4240), False)


def test_asked_when_the_zone_is_wrong() -> None:
    decision = crs.decide(prj(24048), bounds=HERE_INDIAN_47, near=TOWN)

    assert (decision.candidates, decision.is_certain) == ((24047, 32647), False)
    assert "km away from the municipality" in str(decision.evidence[-1])


def test_certain_but_abroad_when_no_grid_would_put_it_here() -> None:
    decision = crs.decide(prj(2227), bounds=np.array([6.048e6, 2.121e6, 6.05e6, 2.13e6]), near=TOWN)

    assert (decision.epsg, decision.is_certain, decision.candidates) == (2227, True, ())
    assert "outside Thailand" in str(decision.evidence[-1])


def test_asked_when_the_prj_is_no_coordinate_system() -> None:
    decision = crs.decide(Said("nonsense", reading.PRJ), bounds=HERE_INDIAN_47, near=TOWN)

    assert (decision.epsg, decision.is_certain) == (None, False)


def test_person_is_obeyed_unless_the_figures_cannot_be_of_that_unit() -> None:
    obeyed = crs.decide(prj(4326), bounds=HERE_INDIAN_47, near=TOWN, chosen=24047)
    impossible = crs.decide(NOTHING_SAID, bounds=HERE_INDIAN_47, near=TOWN, chosen=4326)

    assert (obeyed.epsg, obeyed.is_certain) == (24047, True)
    assert not impossible.is_certain


def test_refused_when_the_chosen_code_is_unknown() -> None:
    with pytest.raises(crs.UnknownGrid):
        crs.decide(NOTHING_SAID, bounds=HERE_DEGREES, near=TOWN, chosen=1999)


def test_unit_is_the_survey_foot_when_the_grid_says_so() -> None:
    assert crs.metres_per_unit(2227) == pytest.approx(0.3048006096, abs=1e-9)
    assert crs.metres_per_unit(32647) == 1
    assert crs.metres_per_unit(4326) is None


def test_asked_when_an_indian_grid_has_lost_its_name() -> None:
    nameless = prj(24047).words.replace("Indian_1975", "unknown")  # type: ignore[union-attr]

    decision = crs.decide(Said(nameless, reading.PRJ), bounds=HERE_INDIAN_47, near=TOWN)

    assert not decision.is_certain
    assert 24047 in decision.candidates
