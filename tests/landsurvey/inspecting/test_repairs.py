"""Every repair on a shape drawn by hand; nothing is repaired that nobody asked for."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from landsurvey.inspecting import inspection, repairs
from landsurvey.rules import catalogue
from landsurvey.rules.survey import Finding, Survey
from tests.landsurvey.builders import EAST_M, NORTH_M, a_row, a_survey
from tests.landsurvey.builders import a_square as a_town_square
from tests.landsurvey.rules.builders import a_square, a_survey_of

BOW_TIE = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
SPIKED = shapely.Polygon([(0, 0), (20, 0), (20, 9.98), (25, 10), (20, 10.02), (20, 20), (0, 20)])
REPEATED = shapely.Polygon([(0, 0), (20, 0), (20, 0), (20, 20), (0, 20)])


def proposed(survey: Survey, rule_id: str) -> list[Finding]:
    rule = catalogue.BY_ID[rule_id]
    return repairs.proposed(survey, rule, rule.check(survey))


def applied(survey: Survey, *chosen: str) -> repairs.Repaired:
    return repairs.apply(survey, chosen)


def test_crossing_outline_is_drawn_anew_as_areas() -> None:
    (finding,) = proposed(a_survey_of({"shape": BOW_TIE}), "invalid_ring")

    assert finding.proposal is not None
    assert finding.proposal.before is BOW_TIE
    assert isinstance(finding.proposal.after, shapely.MultiPolygon)
    assert finding.proposal.after.is_valid
    assert finding.proposal.says.args == {"change": "+50.00"}


def test_outline_that_is_no_area_is_left_as_it_is() -> None:
    flat = shapely.Polygon([(0, 0), (5, 5), (10, 10), (0, 0)])

    (finding,) = proposed(a_survey_of({"shape": flat}), "invalid_ring")

    assert finding.proposal is None


def test_tip_of_a_spike_is_taken_away() -> None:
    (finding,) = proposed(a_survey_of({"shape": SPIKED}), "spike")

    assert finding.proposal is not None
    assert isinstance(finding.proposal.after, shapely.Polygon)
    assert finding.proposal.after.equals(a_square())


def test_corner_is_put_on_the_one_that_more_parcels_share() -> None:
    off = shapely.Polygon([(20.005, 0), (40, 0), (40, 20), (20, 20)])
    survey = a_survey_of({"shape": a_square()}, {"shape": a_square(0, -20)}, {"shape": off})

    mended = applied(survey, "near_miss_node")

    assert mended.changed.tolist() == [False, False, True]
    assert mended.survey.plane[2].equals(a_square(20))
    assert not catalogue.BY_ID["near_miss_node"].check(mended.survey)


def test_all_who_share_a_corner_move_together() -> None:
    near = shapely.Polygon([(20.004, 0), (40, 0), (40, 20), (20, 20)])
    below = shapely.Polygon([(20.004, 0), (40, 0), (40, -20), (20, -20)])
    rows = [a_square(), a_square(0, -20), shapely.Polygon([(20, 0), (20, 20), (15, 40)]), near, below]

    mended = applied(a_survey_of(*[{"shape": shape} for shape in rows]), "near_miss_node")

    assert mended.changed.tolist() == [False, False, False, True, True]
    assert shapely.intersects_xy(mended.survey.plane[3:], 20, 0).all()


def test_repeated_corner_is_left_out_and_the_area_stays() -> None:
    (finding,) = proposed(a_survey_of({"shape": REPEATED}), "repeated_point")

    assert finding.proposal is not None
    assert isinstance(finding.proposal.after, shapely.Polygon)
    assert shapely.get_num_coordinates(finding.proposal.after) == 5
    assert finding.proposal.after.area == REPEATED.area


def test_spoilt_text_is_proposed_as_it_was_before_it_was_spoilt() -> None:
    spoilt = "โฉนดที่ดิน".encode("cp874").decode("latin-1")
    survey = a_survey_of({"shape": a_square(), "NAME": spoilt})
    finding = Finding(0, {"heading": "NAME", "text": spoilt})

    (found,) = repairs.proposed(survey, catalogue.BY_ID["spoilt_letters"], [finding])

    assert found.proposal is not None
    assert (found.proposal.before, found.proposal.after, found.proposal.heading) == (spoilt, "โฉนดที่ดิน", "NAME")


def test_columns_are_read_again_when_their_text_is_repaired() -> None:
    spoilt = "โฉนดที่ดิน".encode("cp874").decode("latin-1")
    survey = a_survey_of({"shape": a_square(), "LAND_TYPE": spoilt})

    mended = applied(survey, "spoilt_letters")

    assert mended.survey.parcels.document_type.tolist() == ["chanote"]
    assert survey.attributes["LAND_TYPE"].tolist() == [spoilt]


def test_nothing_is_changed_when_nothing_was_accepted() -> None:
    survey = a_survey_of({"shape": BOW_TIE}, {"shape": SPIKED})

    mended = applied(survey)

    assert mended.survey is survey
    assert not mended.changed.any()
    assert mended.notes == ()


def test_only_the_accepted_rule_is_repaired_and_a_note_says_so() -> None:
    survey = a_survey_of({"shape": BOW_TIE}, {"shape": SPIKED})

    mended = applied(survey, "invalid_ring")

    assert mended.changed.tolist() == [True, False]
    assert mended.survey.plane[1] is SPIKED
    assert [note.args for note in mended.notes] == [{"rows": 1}]
    assert survey.plane[0] is BOW_TIE


@pytest.mark.parametrize("rule_id", repairs.SHAPE_REPAIRS)
def test_sound_shapes_stay_the_same_objects(rule_id: str) -> None:
    survey = a_survey_of({"shape": a_square()}, {"shape": None}, {"shape": a_square(20)})

    after = repairs.SHAPE_REPAIRS[rule_id].mended(survey)

    assert np.array_equal([id(shape) for shape in after], [id(shape) for shape in survey.plane])


def test_file_is_checked_with_the_accepted_repair_and_kept_as_it_was_sent(tmp_path: Path) -> None:
    bow_tie = shapely.transform(BOW_TIE, lambda xy: xy + np.array([EAST_M + 200.0, NORTH_M]))
    path = a_survey([a_row(bow_tie, PARCEL_COD="01A009"), a_row(a_town_square())], tmp_path)

    as_sent = inspection.inspect(path)
    mended = inspection.inspect(path, repair=["invalid_ring"])

    assert (as_sent.counts()["invalid_ring"], "invalid_ring" in mended.counts()) == (1, False)
    assert [found.proposal is not None for found in as_sent.findings if found.rule.id == "invalid_ring"] == [True]
    assert mended.reading is not None
    assert shapely.is_valid(mended.reading.survey.projected).all()
    assert shapely.is_valid(mended.reading.features.geometry).tolist() == [False, True]
    assert mended.notes[-1].args == {"rows": 1}
