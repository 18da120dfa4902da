"""A municipality's own documents, fees and steps: dated, cited, over those of the file; what cannot be read is told."""

from datetime import date
from typing import Any

import pytest

from permits import services, workflow
from permits.services import Service

ON = date(2026, 11, 20)
CITED = {"in_force_from": "2026-01-01", "cite_th": "ข้อบัญญัติเทศบาล พ.ศ. 2568 ข้อ 4", "evidence": "published"}
PHOTO = {"code": "house_photo", "name_th": "ภาพถ่ายหน้าบ้าน", **CITED}


def small(on: date = ON, **parts: Any) -> Service:
    """A small building of a municipality that says so much of its own."""
    return services.every()["small-building"].on(on, own={services.SETTING: {"small-building": parts}})


def test_document_of_its_own_is_asked_for_beside_those_of_the_file() -> None:
    filed = services.every()["small-building"].on(ON)

    changed = small(documents=[PHOTO])

    assert changed.requirements[:-1] == filed.requirements
    added = changed.requirements[-1]
    assert (added.code, added.name.en, added.is_required, added.cited.is_own) == (
        "house_photo", "ภาพถ่ายหน้าบ้าน", True, True,
    )  # fmt: skip


def test_entry_of_a_known_code_changes_what_it_says_with_its_own_source_and_doubt() -> None:
    said = {"code": "site_plan", "is_required": True, **CITED, "doubt_th": "ยังไม่แน่ชัด"}

    changed = {each.code: each for each in small(documents=[said]).requirements}["site_plan"]

    assert (changed.is_required, changed.name.en) == (True, "Site plan (a sketch is enough)")
    assert (changed.cited.cite.th, changed.cited.cite.en) == (CITED["cite_th"], CITED["cite_th"])
    assert (changed.cited.doubt.th, changed.cited.doubt.en) == ("ยังไม่แน่ชัด", "ยังไม่แน่ชัด")


def test_document_is_not_asked_for_when_it_is_left_out() -> None:
    left = small(documents=[{"code": "house_registration", "is_used": False, **CITED}])

    assert "house_registration" not in {each.code for each in left.requirements}
    assert left.faults == ()


@pytest.mark.parametrize(("on", "is_asked"), [(date(2025, 12, 31), False), (ON, True), (date(2027, 1, 1), False)])
def test_own_entry_holds_within_its_days_only(on: date, is_asked: bool) -> None:
    said = [PHOTO | {"in_force_until": "2027-01-01"}]

    assert ("house_photo" in {each.code for each in small(on, documents=said).requirements}) is is_asked


def test_fee_is_the_municipalitys_own_from_its_day() -> None:
    said = [{"code": "permit", "satang": 100_00, **CITED}]

    before = {each.code: each.satang for each in small(date(2025, 12, 31), fees=said).fees}
    after = {each.code: each for each in small(fees=said).fees}

    assert (before["permit"], after["permit"].satang, after["permit"].cited.is_own) == (200_00, 100_00, True)
    assert after["permit"].name == services.every()["small-building"].fees[0].name


def test_step_that_is_left_out_is_led_to_by_none() -> None:
    changed = small(steps=[{"code": "visit", "is_used": False, **CITED}])

    assert workflow.VISIT not in {code for step in changed.steps for code in (step.code, *step.following)}
    assert [each.step.code for each in changed.left_out] == [workflow.VISIT]
    assert len(changed.steps) == len(services.every()["small-building"].steps) - 1


@pytest.mark.parametrize(
    ("part", "said", "why"),
    [
        ("documents", "all", "no_list"),
        ("documents", ["photo"], "no_code"),
        ("documents", [PHOTO | {"code": "Haus Foto"}], "no_code"),
        ("documents", [PHOTO | {"in_force_from": "soon"}], "no_day"),
        ("documents", [PHOTO | {"in_force_until": 2027}], "no_day"),
        ("documents", [PHOTO | {"cite_th": " "}], "no_source"),
        ("documents", [PHOTO | {"evidence": "certain"}], "no_source"),
        ("documents", [PHOTO | {"name_th": ""}], "no_words"),
        ("documents", [PHOTO | {"doubt_th": 7}], "no_words"),
        ("documents", [PHOTO | {"is_required": "yes"}], "no_choice"),
        ("documents", [PHOTO | {"is_used": "no"}], "no_choice"),
        ("documents", [PHOTO | {"when": {"use": "dwelling"}}], "no_condition"),
        ("fees", [{"code": "permit", "satang": -1, **CITED}], "no_sum"),
        ("fees", [{"code": "permit", "satang": 1.5, **CITED}], "no_sum"),
        ("fees", [{"code": "permit", "satang_each": 100, "each": "use", **CITED}], "no_unit"),
        ("steps", [{"code": "examined", "is_used": False, **CITED}], "no_step"),
    ],
)
def test_entry_does_not_count_and_is_told_when_it_cannot_be_read(part: str, said: object, why: str) -> None:
    filed, changed = services.every()["small-building"].on(ON), small(ON, **{part: said})

    assert [(each.part, each.says) for each in changed.faults] == [(part, why)]
    assert (changed.requirements, changed.fees, changed.steps) == (filed.requirements, filed.fees, filed.steps)


def test_fee_does_not_count_when_the_service_has_no_step_to_pay_it() -> None:
    own = {
        services.SETTING: {"address-number": {"fees": [{"code": "number", "name_th": "ค่าป้าย", "satang": 1, **CITED}]}}
    }

    found = services.every()["address-number"].on(ON, own=own)

    assert (found.fees, [each.says for each in found.faults]) == ((), ["no_payment"])


def test_file_is_refused_when_a_track_is_called_like_a_part() -> None:
    text = services.every()["address-number"].text.replace('code = "number"', 'code = "fees"', 1)

    with pytest.raises(services.BadService, match="fees"):
        services.read(text)
