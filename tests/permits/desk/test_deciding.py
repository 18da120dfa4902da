"""Deciding: one decision, by what was checked and ticked, with reasons; a fee or the permit comes of it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from gis_assets.models import JournalEntry, Municipality, Role
from permits import moving
from permits.desk import asking, deciding, fees, files, issuing, marking, terms
from permits.models import Checkup, Fee, PaidBy, Permit, Petition
from tests.permits.builders import a_submitted_petition, later
from tests.permits.desk.builders import (
    PAID_AT,
    a_checkup,
    a_finding,
    a_paid,
    an_examined,
    approve,
    refuse,
    text_of,
    tick_all,
)


def test_approval_asks_for_the_fee_and_copies_the_facts(examined: Petition, official: User) -> None:
    decided = approve(examined, by=official)

    fee = Fee.objects.get()
    assert (moving.stands_at(examined), fee.amount_satang, fee.paid_at) == ("approved", 250_00, None)
    assert decided.facts["answers"]["floor_area_m2"] == 100.0
    assert decided.facts["footprint_m2"] == "100.00"
    assert {line["line"] for line in decided.facts["checklist"]} >= {"identity", "documents"}
    assert "สมชาย" not in str(decided.facts)
    assert JournalEntry.objects.filter(action="permits.approved", user=official).count() == 1


def test_permit_is_issued_at_once_when_there_is_no_fee(municipality: Municipality, official: User) -> None:
    petition = an_examined(municipality, by=official, service="address-number", track="number", footprint=None)

    approve(petition, by=official)

    assert moving.stands_at(petition) == "issued"
    assert Permit.objects.get().number == "ลบ. 1/2569"


def test_second_decision_is_told_of_the_first(examined: Petition, official: User) -> None:
    refuse(examined, by=official)

    with pytest.raises(deciding.DecidedAlready) as refused:
        approve(examined, by=official)

    assert official.username in str(refused.value)


def test_nobody_decides_before_the_examination(municipality: Municipality, official: User) -> None:
    petition = a_submitted_petition(municipality)

    with pytest.raises(deciding.NotExamined):
        approve(petition, by=official)


def test_open_line_of_the_checklist_hinders_the_approval(examined: Petition, official: User) -> None:
    marking.mark(examined, item="identity", is_fine=None, note="", by=official, at=later(12))

    with pytest.raises(deciding.ChecklistOpen):
        approve(examined, by=official)


def test_line_is_set_aside_with_a_reason(examined: Petition, official: User) -> None:
    with pytest.raises(marking.ReasonMissing):
        marking.mark(examined, item="identity", is_fine=False, note=" ", by=official, at=later(12))
    marking.mark(examined, item="identity", is_fine=False, note="รู้จักกันดี", by=official, at=later(12))

    assert approve(examined, by=official).facts["checklist"][0]["note"] == "รู้จักกันดี"


def test_ticks_are_asked_again_when_the_applicant_answered(examined: Petition, official: User) -> None:
    asked = asking.ask(examined, words="ขอแบบแปลน", items=["plan", "no such thing"], by=official, at=later(12))
    asked.answered_at = later(60)
    asked.save()

    assert not any(line.is_done for line in marking.checklist(examined))


def test_broken_rule_needs_a_reason_to_approve(municipality: Municipality, official: User) -> None:
    petition = an_examined(municipality, by=official, findings=[a_finding()])

    with pytest.raises(deciding.BrokenRule):
        approve(petition, by=official, overruled={"boundary_distance": " "})
    decided = approve(petition, by=official, overruled={"boundary_distance": "เพื่อนบ้านยินยอมเป็นหนังสือ"})

    assert decided.facts["overruled"] == {"boundary_distance": "เพื่อนบ้านยินยอมเป็นหนังสือ"}
    assert decided.facts["checks"][0]["measured"] == 1.4


def test_checks_of_another_day_hinder_the_approval(municipality: Municipality, official: User) -> None:
    petition = a_submitted_petition(municipality, ("examined", 10), by=official)
    a_checkup(petition, at=later(-24 * 60))
    tick_all(petition, by=official)

    with pytest.raises(deciding.ChecksAreOld):
        approve(petition, by=official)


def test_refusal_is_a_letter_with_reasons_grounds_and_the_way_to_appeal(examined: Petition, official: User) -> None:
    decided = refuse(examined, by=official)

    text = text_of(files.kept(decided.letter, sha256=decided.letter_sha256))
    assert moving.stands_at(examined) == "refused"
    for words in ("สมชาย ใจดี", "ผนังมีช่องเปิดใกล้แนวเขตเกินไป", "กฎกระทรวง ฉบับที่ 55 ข้อ 50", "30 วัน", "ตัวอย่าง"):
        assert words in text


@pytest.mark.parametrize(
    ("service", "days", "law"),
    [
        ("small-building", 30, "s. 52"),
        ("signboard", 30, "s. 52"),
        ("address-number", 15, "s. 44"),
        ("road-use", 15, "s. 44"),
    ],
)
def test_appeal_goes_by_the_law_under_which_the_service_stands(
    municipality: Municipality, service: str, days: int, law: str
) -> None:
    appeal = terms.appeal(municipality, service=service, on=PAID_AT.date())

    assert (appeal.value, law in appeal.cite, bool(appeal.doubt)) == (days, True, True)


def test_refusal_without_reasons_is_not_taken(examined: Petition, official: User) -> None:
    with pytest.raises(deciding.ReasonsMissing):
        refuse(examined, by=official, grounds="")

    assert moving.stands_at(examined) == "examined"


def test_fee_is_taken_once(examined: Petition, official: User, officer: Callable[..., User]) -> None:
    approve(examined, by=official)
    first = fees.take(examined, way=PaidBy.CASH, slip="", by=official, at=PAID_AT)

    again = fees.take(examined, way=PaidBy.CASH, slip="", by=official, at=later(21))
    with pytest.raises(fees.PaidAlready):
        fees.take(examined, way=PaidBy.CASH, slip="", by=officer(Role.PERMIT_OFFICER), at=later(22))

    assert (first.receipt_number, again.receipt_number, again.paid_at) == ("1/2569", "1/2569", PAID_AT)


def test_slip_pays_one_fee(municipality: Municipality, examined: Petition, official: User) -> None:
    other = an_examined(municipality, by=official, parcel=None)
    for petition in (examined, other):
        approve(petition, by=official)
    with pytest.raises(fees.SlipMissing):
        fees.take(examined, way=PaidBy.TRANSFER, slip="", by=official, at=PAID_AT)
    fees.take(examined, way=PaidBy.TRANSFER, slip="TR1", by=official, at=PAID_AT)

    with pytest.raises(fees.SlipUsed):
        fees.take(other, way=PaidBy.QR, slip="TR1", by=official, at=PAID_AT)


def test_code_to_pay_carries_reference_and_amount_when_there_is_a_biller(examined: Petition, official: User) -> None:
    approve(examined, by=official)
    fee = Fee.objects.select_related("municipality").get()
    assert fees.code(fee) == fees.PayCode(fee.reference, is_thai_qr=False)

    fee.municipality.settings["permit_office"] = {"biller": "099400016550100"}

    assert fee.reference in fees.code(fee).text
    assert "5406250.00" in fees.code(fee).text


def test_nothing_is_issued_before_the_fee_is_paid(examined: Petition, official: User) -> None:
    with pytest.raises(issuing.NotApproved):
        issuing.issue(examined, by=official, at=PAID_AT)
    approve(examined, by=official)

    with pytest.raises(issuing.NotPaid):
        issuing.issue(examined, by=official, at=PAID_AT)


def test_decision_keeps_the_checks_it_stands_on(examined: Petition, official: User) -> None:
    decided = approve(examined, by=official)

    assert decided.checkup == Checkup.objects.get()


def test_paid_petition_is_issued_once(examined: Petition, official: User) -> None:
    a_paid(examined, by=official)

    first = issuing.issue(examined, by=official, at=PAID_AT)
    again = issuing.issue(examined, by=official, at=later(30))

    assert (first.pk, moving.stands_at(examined)) == (again.pk, "issued")
