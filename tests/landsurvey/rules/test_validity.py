"""What is sound and what is not, by the cases of another geometry library."""

import warnings
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely

from landsurvey.rules import shapes
from tests.landsurvey.rules.builders import a_survey_of


@pytest.mark.real_data
def test_unsound_are_the_very_shapes_that_another_library_calls_so(real_data: Path) -> None:
    cases = list(_cases(real_data / "11-torture/jts/TestValid.xml"))
    survey = a_survey_of(*[{"shape": shape} for shape, _ in cases])

    unsound = {finding.index for finding in shapes.invalid_ring(survey)}

    assert len(cases) == 87
    assert unsound == set(np.flatnonzero([not is_valid for _, is_valid in cases]).tolist())


def _cases(path: Path) -> list[tuple[shapely.Geometry, bool]]:
    found: list[tuple[shapely.Geometry, bool]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # coordinates that are no numbers
        for case in ElementTree.parse(path).getroot().iter("case"):
            text = (case.findtext("a") or "").strip()
            shape = shapely.from_wkb(text) if text[0].isdigit() else shapely.from_wkt(text, on_invalid="ignore")
            asked = [operation for operation in case.iter("op") if operation.get("name") == "isValid"]
            found += [(shape, (operation.text or "").strip() == "true") for operation in asked]
    return found
