"""A petition of every service goes from its beginning to its permit by the same calls, with nothing but its file."""

from collections.abc import Callable, Mapping

import pytest
from django.contrib.auth.models import User

from casework import attachments, facts, kpi
from casework.models import WHOLE_CASE
from gis_assets.models import Municipality, Role
from permits import case_types, moving, services, workflow
from permits.desk import deciding, examining, fees, issuing, marking
from permits.models import Outcome, PaidBy, Permit, Petition
from permits.petitions import attaching, beginning, saving, submission
from tests import lasting
from tests.permits import builders
from tests.permits.builders import AT, later

SCAN = attachments.Attachment(
    content=b"%PDF-1.4\n%test\n", content_type="application/pdf", name="โฉนด.pdf", pages=1, ending=".pdf"
)
FILLED: Mapping[str, Mapping[str, str]] = {
    "small-building": {
        "use": "dwelling", "storeys": "1", "floor_area_m2": "100", "height_m": "4", "has_openings": "yes",
        "material": "brick",
    },
    "address-number": {"house_kind": "detached", "finished_on": "2026-11-10", "has_permit": "no"},
    "signboard": {
        "sign_kind": "posts", "sign_area_m2": "6", "height_m": "3", "words": "ร้านค้า", "has_light": "no",
        "is_large": "no",
    },
}  # fmt: skip
COSTS = {"small-building": 200_00 + 100 * 50, "address-number": 0, "signboard": 200_00 + 6 * 4_00}
PERSON = {
    "name": "สมชาย ใจดี", "citizen_id": builders.CITIZEN_ID, "address": "12 หมู่ 3", "phone": "0812345678",
    "is_owner": "yes",
}  # fmt: skip
BUILDING = {"source": "rectangle", "width_m": "10", "depth_m": "10", "turn_deg": "0"}


@lasting.fixture
def town(municipality: Municipality) -> Municipality:
    case_types.declare_all(municipality, on=builders.SINCE)
    return municipality


def save(petition: Petition, page: str, typed: Mapping[str, str], *, minutes: float) -> Petition:
    kept = saving.save(
        petition, page=page, typed={name: [word] for name, word in typed.items()}, revision=None, at=later(minutes)
    )
    assert kept.problems == {}
    return kept.petition


def a_filled_one(town: Municipality, service: str) -> Petition:
    """On the parcel of the test ground, everything answered and attached."""
    plot, middle = builders.a_parcel_at(town), builders.point(15, 15)
    petition = beginning.begin(town, service=service, language="th", at=AT)
    petition = save(petition, "place", {"parcel": str(plot.parcel.uid)}, minutes=1)
    plan = {saving.QUESTION + code: word for code, word in FILLED[service].items()}
    if services.every()[service].place == "footprint":
        plan |= BUILDING | {"lon": f"{middle.x:.8f}", "lat": f"{middle.y:.8f}"}
    petition = save(petition, "plan", plan, minutes=2)
    petition = save(petition, "person", PERSON, minutes=3)
    for asked in attaching.asked(petition):
        if asked.is_missing:
            attaching.keep(petition, requirement=asked.requirement.code, attachment=SCAN, at=later(4))
    return petition


@pytest.mark.parametrize("service", FILLED)
def test_petition_of_a_service_ends_with_its_permit_and_is_measured(
    town: Municipality, officer: Callable[..., User], service: str
) -> None:
    official = officer(Role.LOCAL_OFFICIAL)

    petition = submission.submit(a_filled_one(town, service), at=later(5))
    examining.begin(petition, by=official, at=later(20))
    for item in services.every()[service].checklist:
        marking.mark(petition, item=item.code, is_fine=True, note="", by=official, at=later(22))
    broken = [found["rule"] for found in petition.checkups.latest("at").findings if found["verdict"] == "fail"]
    decided = deciding.approve(
        petition, reasons="ครบถ้วน", overruled=dict.fromkeys(broken, "ทดสอบ"), conditions="", by=official, at=later(27)
    )
    if COSTS[service]:
        assert moving.stands_at(petition) == workflow.APPROVED
        fees.take(petition, way=PaidBy.CASH, slip="", by=official, at=later(60))
        issuing.issue(petition, by=official, at=later(61))

    petition.refresh_from_db()
    permit = Permit.objects.get(petition=petition)
    assert decided.outcome == Outcome.APPROVED
    assert moving.stands_at(petition) == workflow.ISSUED
    assert petition.fee.amount_satang == COSTS[service]
    assert permit.number == f"{services.every()[service].paper.prefix} 1/2569"
    assert (permit.valid_until is None) == (services.every()[service].valid_days == 0)
    assert petition.entry_s == 180
    assert_measured(town, service)


def assert_measured(town: Municipality, service: str) -> None:
    """The steps are figures of the same engine; waiting for the money is not counted."""
    found = facts.read(town, since=AT, until=later(600))
    shown = {row.step: row for row in kpi.rows(found) if row.case_type.code == services.every()[service].case_type}
    assert shown[workflow.SUBMITTED].measure.minutes == (15,)
    assert (shown[workflow.EXAMINED].measure.minutes, shown[workflow.EXAMINED].keeps_standard) == ((7,), True)
    assert shown[WHOLE_CASE].measure.minutes == (22,)
