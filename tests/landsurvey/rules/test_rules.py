"""Each rule on shapes small enough to draw by hand."""

import time
from dataclasses import replace

import numpy as np
import pytest
import shapely

from landsurvey.rules import catalogue, identity, shapes, topology, values, whereabouts
from landsurvey.rules.survey import Finding, Level
from tests.landsurvey.rules.builders import a_square, a_survey_of

BOW_TIE = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])


def indexes(findings: list[Finding]) -> list[int | None]:
    return [finding.index for finding in findings]


def test_missing_and_empty_shapes_are_found() -> None:
    survey = a_survey_of({"shape": None}, {"shape": shapely.Polygon()}, {"shape": a_square()})

    assert indexes(shapes.missing_shape(survey)) == [0, 1]


def test_lines_and_outlines_around_nothing_are_no_areas() -> None:
    flat = shapely.box(0, 0, 0.01, 0.01)
    survey = a_survey_of({"shape": shapely.LineString([(0, 0), (1, 1)])}, {"shape": flat}, {"shape": a_square()})

    assert indexes(shapes.not_an_area(survey)) == [0, 1]


def test_crossing_outline_is_marked_where_it_crosses() -> None:
    (finding,) = shapes.invalid_ring(a_survey_of({"shape": a_square()}, {"shape": BOW_TIE}))

    assert (finding.index, finding.place, finding.args) == (1, (5, 5), {"reason": "Self-intersection"})


def test_heights_are_told_once_for_the_file_and_only_where_there_were_some() -> None:
    flat = a_survey_of({"shape": a_square()}, {"shape": a_square(20)})

    assert indexes(shapes.heights(replace(flat, has_heights=True))) == [None]
    assert not shapes.heights(flat)


def test_same_shape_is_found_whatever_corner_it_starts_from() -> None:
    turned = shapely.Polygon([(20, 20), (0, 20), (0, 0), (20, 0)])

    (finding,) = topology.duplicate_shape(a_survey_of({"shape": a_square()}, {"shape": turned}))

    assert (finding.index, finding.args["other"]) == (1, 1)


def test_parcel_inside_another_is_found_and_is_no_overlap_as_well() -> None:
    survey = a_survey_of({"shape": a_square()}, {"shape": a_square(5, 5, side=10)})

    (finding,) = topology.contained_shape(survey)

    assert not topology.overlap(survey)
    assert (finding.index, finding.args) == (1, {"other": 1, "area_m2": "100.0"})
    assert finding.place == (10, 10)


def test_neighbours_that_share_an_edge_do_not_overlap() -> None:
    assert not topology.overlap(a_survey_of({"shape": a_square()}, {"shape": a_square(20)}))


def test_twins_are_no_overlap_as_well() -> None:
    survey = a_survey_of({"shape": a_square()}, {"shape": a_square()}, {"shape": a_square()})

    assert not topology.overlap(survey)
    assert indexes(topology.duplicate_shape(survey)) == [1, 2]


def test_overlap_is_in_square_metres_when_the_grid_is_in_feet() -> None:
    feet = a_survey_of({"shape": a_square()}, {"shape": a_square(10)}, metres_per_unit=0.3048006)

    (finding,) = topology.overlap(feet)

    assert finding.args["area_m2"] == "18.6"


def test_repeated_code_is_a_warning_that_names_the_first_row() -> None:
    rows = [{"shape": a_square(20 * n), "PARCEL_COD": code} for n, code in enumerate(["01A001", "01A002", "01A001"])]

    (finding,) = identity.duplicate_code(a_survey_of(*rows))

    assert (finding.index, finding.args) == (2, {"value": "01A001", "other": 1, "count": 2})
    assert catalogue.BY_ID["duplicate_code"].level == Level.WARNING


def test_repeated_deed_counts_only_within_its_kind() -> None:
    kinds = ["โฉนด", "น.ส.3ก", "โฉนด"]
    rows = [{"shape": a_square(20 * n), "CHANOD_NO": "55", "LAND_TYPE": kind} for n, kind in enumerate(kinds)]

    assert indexes(identity.duplicate_deed(a_survey_of(*rows))) == [2]
    assert catalogue.BY_ID["duplicate_deed"].level == Level.WARNING


@pytest.mark.parametrize("code", ["01A001", "07C021/001", "07K002/004/01", "07K002/004/01/1"])
def test_usual_codes_are_left_alone(code: str) -> None:
    assert not identity.unusual_code(a_survey_of({"shape": a_square(), "PARCEL_COD": code}))


def test_unusual_code_is_a_note_unless_most_of_the_file_is_so() -> None:
    usual = [{"shape": a_square(20 * n), "PARCEL_COD": f"01A00{n}"} for n in range(3)]
    odd = {"shape": a_square(80), "PARCEL_COD": "A-17"}

    assert indexes(identity.unusual_code(a_survey_of(*usual, odd))) == [3]
    assert not identity.unusual_code(a_survey_of(usual[0], odd, {**odd, "PARCEL_COD": "A-18"}))
    assert catalogue.BY_ID["unusual_code"].level == Level.INFO


def test_code_is_made_of_its_parts_with_and_without_the_zone_in_the_block() -> None:
    with_zone = {"shape": a_square(), "PARCEL_COD": "02S015/004", "ZONE_ID": "7", "BLOCK_ID": "02S", "LOT": "015/004"}
    without = {"shape": a_square(20), "PARCEL_COD": "04B066", "ZONE_ID": "04", "BLOCK_ID": "B", "LOT": "066"}
    differing = {"shape": a_square(40), "PARCEL_COD": "04B067", "ZONE_ID": "04", "BLOCK_ID": "B", "LOT": "066"}

    (finding,) = identity.code_against_parts(a_survey_of(with_zone, without, differing))

    assert (finding.index, finding.args) == (2, {"value": "04B067", "parts": "04 B 066"})


def test_land_number_repeats_only_within_its_sheet() -> None:
    sheet = {"UTMMAP1": "4746", "UTMMAP2": "I", "UTMMAP3": "9472", "UTMMAP4": "00", "UTMSCALE": "4000", "LAND_NO": "7"}
    other = {**sheet, "UTMMAP3": "9474"}
    none = {**sheet, "LAND_NO": "0"}
    rows = [{"shape": a_square(20 * n), **cells} for n, cells in enumerate([sheet, other, sheet, none, none])]

    (finding,) = identity.duplicate_land_number(a_survey_of(*rows))

    assert (finding.index, finding.args["value"]) == (2, "4746 1 9472-00 (4000) 7")


def test_blank_code_is_found_but_a_missing_column_is_said_once() -> None:
    blank = a_survey_of({"shape": a_square(), "PARCEL_COD": " "}, {"shape": a_square(20), "PARCEL_COD": "01A002"})
    without = a_survey_of({"shape": a_square()}, {"shape": a_square(20)})

    assert indexes(identity.blank_code(blank)) == [0]
    assert indexes(identity.blank_code(without)) == []
    assert indexes(identity.no_code_column(without)) == [None]


def test_words_of_programs_for_nothing_are_pointed_out_and_dashes_are_not() -> None:
    survey = a_survey_of(
        {"shape": a_square(), "PARCEL_COD": "01A001", "CHANOD_NO": "None"},
        {"shape": a_square(20), "PARCEL_COD": "01A002", "CHANOD_NO": "-"},
    )

    (finding,) = values.error_value(survey)

    assert (finding.index, finding.args) == (0, {"heading": "CHANOD_NO", "text": "None"})


def test_missing_particulars_depend_on_the_kind_of_document() -> None:
    deed = {"CHANOD_NO": "1", "UTMMAP1": "4746", "UTMMAP2": "I", "UTMMAP3": "9472", "UTMMAP4": "00", "UTMSCALE": "4000"}
    full = {"shape": a_square(), "LAND_TYPE": "โฉนด", "LAND_NO": "7", **deed}
    short = {"shape": a_square(20), "LAND_TYPE": "โฉนด", **deed}
    other = {"shape": a_square(40), "LAND_TYPE": "น.ส.3", "CHANOD_NO": "2"}

    (finding,) = identity.missing_identifiers(a_survey_of(full, short, other))

    assert (finding.index, finding.args) == (1, {"document": "chanote", "fields": "LAND_NO"})


def test_columns_that_are_absent_altogether_are_said_once() -> None:
    rows = [{"shape": a_square(20 * n), "CHANOD_NO": str(n + 1)} for n in range(3)]
    survey = a_survey_of(*rows)

    (finding,) = identity.absent_columns(survey)

    assert finding.args == {"fields": "UTMMAP1, UTMMAP2, UTMMAP3, UTMMAP4, UTMSCALE, LAND_NO"}
    assert not identity.missing_identifiers(survey)


@pytest.mark.parametrize(
    ("width_m", "depth_m", "sigma_m", "expected_wah"),
    [(8, 25, 0.04, 0.26), (8, 25, 0.5, 3.3), (20, 20, 0.5, 3.5), (40, 40, 2.0, 28), (20, 20, 1.0, 7.1)],
)
def test_uncertainty_of_an_area_is_that_of_its_corners(
    width_m: float, depth_m: float, sigma_m: float, expected_wah: float
) -> None:
    sigma = values.area_sigma_m2(np.array([width_m * depth_m]), np.array([2 * (width_m + depth_m)]), sigma_m)

    assert sigma[0] / 4 == pytest.approx(expected_wah, rel=0.03)


@pytest.mark.parametrize(("sigma_m", "found"), [(0.04, [0]), (2.0, [])])
def test_area_is_pointed_out_only_beyond_what_its_accuracy_explains(sigma_m: float, found: list[int]) -> None:
    row = {"shape": a_square(side=20), "RAI": "0", "NGAN": "1", "WA": "10"}

    assert indexes(values.area_against_deed(a_survey_of(row, sigma_m=sigma_m))) == found


def test_area_finding_speaks_in_rai_ngan_wah() -> None:
    (finding,) = values.area_against_deed(a_survey_of({"shape": a_square(side=40), "RAI": "1", "NGAN": "1", "WA": "0"}))

    assert finding.args == {"measured": "1-0-00.0", "deed": "1-1-00.0", "difference": "100.0", "tolerance": "1.2"}


@pytest.mark.parametrize("text", ["เน€เธเธฃเธ", "ÈÃÕÀÙÁÔ", "แม่เห\ufffd"])
def test_spoilt_letters_are_found(text: str) -> None:
    assert indexes(values.spoilt_letters(a_survey_of({"shape": a_square(), "NOTE": text}))) == [0]


@pytest.mark.parametrize("text", ["เธอ", "เนินเขา", "เนตร (เธียร)", "José", "แม่เหียะ “ใต้”…"])
def test_sound_letters_are_left_alone(text: str) -> None:
    assert not values.spoilt_letters(a_survey_of({"shape": a_square(), "NOTE": text}))


def test_text_too_long_for_the_register_is_an_error() -> None:
    survey = a_survey_of({"shape": a_square(), "PARCEL_COD": "x" * 31}, {"shape": a_square(20), "PARCEL_COD": "x" * 30})

    assert indexes(values.too_long(survey)) == [0]
    assert catalogue.BY_ID["too_long"].level == Level.ERROR


def test_parcels_outside_and_across_the_boundary_are_told_apart() -> None:
    rows = [{"shape": shape} for shape in (a_square(), a_square(90), a_square(500), a_square(80, side=200))]
    survey = a_survey_of(*rows, boundary=shapely.box(0, 0, 100, 100))

    assert indexes(whereabouts.outside_municipality(survey)) == [2]
    assert indexes(whereabouts.crosses_boundary(survey)) == [3]


def test_parcel_is_measured_against_the_sheet_it_names() -> None:
    sheet = {"UTMMAP1": "4746", "UTMMAP2": "I", "UTMMAP3": "9472"}
    inside = {"shape": a_square(495_000, 2_073_000), **sheet}
    shifted = {"shape": a_square(496_170, 2_073_000), **sheet}

    (finding,) = whereabouts.outside_named_sheet(a_survey_of(inside, shifted))

    assert (finding.index, finding.args) == (1, {"sheet": "4746 1 9472", "metres": "170"})


def test_rules_bear_rows_without_shapes() -> None:
    survey = a_survey_of({"shape": None, "PARCEL_COD": ""}, {"shape": BOW_TIE, "PARCEL_COD": ""}, boundary=a_square())

    for rule in catalogue.RULES:
        rule.check(survey)


def test_every_sentence_takes_its_figures() -> None:
    for rule in catalogue.RULES:
        assert rule.sentence % dict.fromkeys(_places(rule.sentence), "x")


def test_town_of_nine_thousand_parcels_takes_seconds() -> None:
    rows = [{"shape": a_square(20 * (n % 95), 20 * (n // 95)), "PARCEL_COD": f"{n:06}"} for n in range(95 * 95)]
    survey = a_survey_of(*rows, boundary=shapely.box(0, 0, 2000, 2000))

    began = time.process_time()
    findings = [finding for rule in catalogue.RULES for finding in rule.check(survey)]

    assert not findings
    assert time.process_time() - began < 10


def _places(sentence: str) -> list[str]:
    return [part.split(")")[0] for part in sentence.split("%(")[1:]]
