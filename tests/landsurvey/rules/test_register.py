"""A survey beside the register: what it replaces is not in its way."""

import shapely

from landsurvey.rules import register
from landsurvey.rules.known import KnownParcels
from landsurvey.rules.survey import Finding, Survey
from tests.landsurvey.rules.builders import a_known, a_square, a_survey_of

DEED = {"CHANOD_NO": "55", "LAND_TYPE": "โฉนด"}
HELD = {"document_type": "chanote", "document_number": "55"}


def a_row(shape: shapely.Geometry, code: str = "", **cells: str) -> dict[str, object]:
    return {"shape": shape, "PARCEL_COD": code, **cells}


def beside(known: KnownParcels, *rows: dict[str, object], sigma_m: float = 0.04) -> Survey:
    return a_survey_of(*rows, known=known, sigma_m=sigma_m)


def indexes(findings: list[Finding]) -> list[int | None]:
    return [finding.index for finding in findings]


def test_overlap_with_a_parcel_that_stays_is_found() -> None:
    known = a_known({"shape": a_square(15), "code": "01A002"})

    (finding,) = register.overlaps_register(beside(known, a_row(a_square(), "01A001")))

    assert (finding.index, finding.args) == (0, {"code": "01A002", "area_m2": "100.0", "percent": 25})


def test_own_counterpart_is_in_nobodys_way_whether_by_code_deed_or_land_number() -> None:
    sheet = {"utmmap1": "4746", "utmmap2": "1", "utmmap3": "9472", "utmmap4": "00", "utm_scale": 4000}
    known = a_known(
        {"shape": a_square(), "code": "01A001"},
        {"shape": a_square(100), "code": "01A002", **HELD},
        {"shape": a_square(200), "code": "01A003", "land_number": "7", **sheet},
    )
    named = {"UTMMAP1": "4746", "UTMMAP2": "I", "UTMMAP3": "9472", "UTMMAP4": "00", "UTMSCALE": "4000", "LAND_NO": "7"}
    rows = a_row(a_square(5), "01A001"), a_row(a_square(105), "09Z001", **DEED), a_row(a_square(205), "09Z002", **named)

    assert not register.overlaps_register(beside(known, *rows))


def test_neighbours_that_the_same_survey_replaces_are_in_nobodys_way() -> None:
    known = a_known({"shape": a_square(), "code": "01A001"}, {"shape": a_square(20), "code": "01A002"})
    moved = a_row(a_square(side=25), "01A001"), a_row(shapely.box(25, 0, 40, 20), "01A002")

    assert not register.overlaps_register(beside(known, *moved))


def test_parcel_that_lives_on_in_a_merger_is_in_nobodys_way() -> None:
    known = a_known({"shape": a_square(), "code": "01A001"}, {"shape": a_square(20), "code": "01A002"})

    assert not register.overlaps_register(beside(known, a_row(shapely.box(0, 0, 40, 20), "01A001")))


def test_overlap_that_two_surveys_of_a_line_explain_is_left_alone() -> None:
    known = a_known({"shape": a_square(19), "code": "01A002"})
    row = a_row(a_square(), "01A001")

    assert not register.overlaps_register(beside(known, row, sigma_m=0.5))
    assert indexes(register.overlaps_register(beside(known, row, sigma_m=0.04))) == [0]


def test_known_shape_under_another_code_and_deed_is_named() -> None:
    known = a_known({"shape": a_square(), "code": "01A009", **HELD})

    (finding,) = register.registered_under_another_code(beside(known, a_row(a_square(0.1), "01A001")))

    assert finding.args == {"code": "01A009"}


def test_deed_is_pointed_out_only_when_all_its_parcels_lie_elsewhere() -> None:
    far, near = {"shape": a_square(500), "code": "02B001", **HELD}, {"shape": a_square(5), "code": "01A001", **HELD}
    row = a_row(a_square(), "01A001", **DEED)

    (finding,) = register.deed_registered_elsewhere(beside(a_known(far), row))
    assert finding.args == {"value": "55", "code": "02B001"}
    assert not register.deed_registered_elsewhere(beside(a_known(far, near), row))


def test_same_number_of_another_kind_of_document_is_another_deed() -> None:
    known = a_known({"shape": a_square(500), "document_type": "ns3k", "document_number": "55"})

    assert not register.deed_registered_elsewhere(beside(known, a_row(a_square(), "01A001", **DEED)))


def test_leap_of_the_number_of_parcels_is_told_once() -> None:
    known = a_known(*[{"shape": a_square(20 * n), "code": f"01A{n:03}"} for n in range(10)])
    rows = [a_row(a_square(20 * n), f"01A{n:03}") for n in range(10)]

    assert not register.count_jump(beside(known, *rows))
    (finding,) = register.count_jump(beside(known, *rows[:2], *rows[8:]))
    assert (finding.index, finding.args) == (None, {"rows": 4, "parcels": 10})


def test_nothing_is_said_of_the_register_when_it_was_not_asked() -> None:
    survey = a_survey_of(a_row(a_square(), "01A001", **DEED))

    for rule in ("overlaps_register", "registered_under_another_code", "deed_registered_elsewhere", "count_jump"):
        assert getattr(register, rule)(survey) == []
