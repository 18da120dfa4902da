"""The fabric that was looked at in time is the one that is found at leisure, and answers for its own shapes only."""

from dataclasses import replace

import numpy as np
import shapely

from landsurvey.rules import fabric, topology
from landsurvey.rules.survey import Survey
from tests.landsurvey.rules.builders import a_square, a_survey_of


def with_fabric_begun(survey: Survey) -> Survey:
    begun = fabric.begun(survey.plane, metres_per_unit=survey.metres_per_unit, line_m=survey.line_m)
    return replace(survey, begun=begun)


def test_same_is_found_when_it_was_begun_in_time() -> None:
    ring = [a_square(20 * column, 20 * row) for column in range(3) for row in range(3) if (column, row) != (1, 1)]
    survey = a_survey_of(*({"shape": shape} for shape in (*ring, a_square(70), a_square(75), None)))

    ahead = with_fabric_begun(survey)

    for rule in (topology.overlap, topology.enclosed_gap, topology.unmatched_edge):
        assert rule(ahead) == rule(survey)
    assert len(topology.overlap(ahead)) == 1
    assert len(topology.enclosed_gap(ahead)) == 1


def test_shapes_are_looked_at_again_when_they_were_drawn_anew() -> None:
    ahead = with_fabric_begun(a_survey_of({"shape": a_square(0)}, {"shape": a_square(10)}))
    apart = np.array([a_square(0), a_square(100)], dtype=object)

    redrawn = replace(ahead, plane=apart)

    assert len(topology.overlap(ahead)) == 1
    assert topology.overlap(redrawn) == []
    assert shapely.equals_exact(redrawn.coverage.shapes, apart, 0).all()
