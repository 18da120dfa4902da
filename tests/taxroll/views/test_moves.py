"""The moves of a roll on its page: each by whom it belongs to, refused in words, and what was typed kept."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from gis_assets.models import Municipality, ParcelVersion, Role
from taxroll import assessment
from taxroll.models import Bill, Correction, Roll, RollStatus
from taxroll.rolls import listing
from tests import lasting
from tests.speaking import Officer, at_work_in, english
from tests.taxroll.conftest import AT, a_listed, a_sealed, an_assessed
from tests.taxroll.register import of, remeasure

Build = Callable[..., Roll]
ClientAs = Callable[..., Officer]


@lasting.fixture
def draft(shop: ParcelVersion, build: Build) -> Roll:
    return build()


def test_list_is_published_with_day_and_place(draft: Roll, client_as: ClientAs) -> None:
    said = {"listed_on": "2023-12-01", "place": "หน้าสำนักงาน"}

    page = client_as(Role.TAX_OFFICER).post(reverse("taxroll:publish", args=[2567]), said, follow=True)

    assert Roll.objects.get().status == RollStatus.LISTED
    assert "หน้าสำนักงาน" in page.content.decode()


def test_refused_publication_keeps_what_was_typed(draft: Roll, client_as: ClientAs) -> None:
    said = {"listed_on": "2099-12-01", "place": "หน้าสำนักงาน"}

    page = client_as(Role.TAX_OFFICER).post(reverse("taxroll:publish", args=[2567]), said)

    assert page.status_code == 400
    assert 'value="2099-12-01"' in page.content.decode()
    assert 'value="หน้าสำนักงาน"' in page.content.decode()


@pytest.mark.parametrize("move", ["publish", "withdraw", "supplement", "assess", "reopen", "seal"])
def test_no_move_is_a_strangers_or_another_towns(
    move: str, draft: Roll, client_as: ClientAs, client: Client, other_municipality: Municipality
) -> None:
    address = reverse(f"taxroll:{move}", args=[2567])
    foreign = client_as(Role.TAX_OFFICER, Role.HEAD_OF_REVENUE, of=other_municipality)

    assert client.post(address).status_code == 302
    assert foreign.post(address).status_code == 403
    assert client_as(Role.SURVEYOR).post(address).status_code == 403
    assert Roll.objects.get().status == RollStatus.DRAFT


@pytest.mark.parametrize(
    ("move", "role", "refused"),
    [
        ("publish", Role.TAX_OFFICER, Role.HEAD_OF_REVENUE),
        ("assess", Role.TAX_OFFICER, Role.HEAD_OF_REVENUE),
        ("withdraw", Role.HEAD_OF_REVENUE, Role.TAX_OFFICER),
        ("seal", Role.HEAD_OF_REVENUE, Role.TAX_OFFICER),
    ],
)
def test_each_move_belongs_to_one_role(move: str, role: Role, refused: Role, draft: Roll, client_as: ClientAs) -> None:
    address = reverse(f"taxroll:{move}", args=[2567])

    assert client_as(refused).post(address).status_code == 403
    assert client_as(role).post(address).status_code != 403


def test_roll_walks_to_its_seal_and_its_supplement_on_the_pages(draft: Roll, client_as: ClientAs) -> None:
    officer, head = client_as(Role.TAX_OFFICER), client_as(Role.HEAD_OF_REVENUE)
    officer.post(reverse("taxroll:publish", args=[2567]), {"listed_on": "2023-12-01", "place": "หน้าสำนักงาน"})
    officer.post(reverse("taxroll:assess", args=[2567]))
    head.post(reverse("taxroll:seal", args=[2567]))
    remeasure(of("01A001"), deed_area_wah=90, other_wah=90)

    page = english(officer).post(reverse("taxroll:supplement", args=[2567]), follow=True).content.decode()

    assert "Supplementary roll 1 of 2567" in page
    assert "-900.00" in page
    bill = Bill.objects.get(roll__sequence=2)
    assert "To be refunded" in english(officer).get(reverse("taxroll:bill", args=[bill.pk])).content.decode()


def test_list_is_withdrawn_with_a_reason_only(draft: Roll, clerk: User, client_as: ClientAs) -> None:
    a_listed(draft, by=clerk)
    head = client_as(Role.HEAD_OF_REVENUE)

    head.post(reverse("taxroll:withdraw", args=[2567]), {"why": ""})
    assert Roll.objects.get().status == RollStatus.LISTED

    head.post(reverse("taxroll:withdraw", args=[2567]), {"why": "ประกาศผิดปี"})
    assert Roll.objects.get().status == RollStatus.DRAFT


def test_correction_walks_from_request_to_new_tax(draft: Roll, clerk: User, client_as: ClientAs) -> None:
    a_listed(draft, by=clerk)
    officer = client_as(Role.TAX_OFFICER)
    asked = {"parcel": "01A001", "about": "area", "asked_by": "owner", "request": "โฉนดระบุ 90 ตารางวา"}
    officer.post(reverse("taxroll:corrections", args=[2567]), asked)
    correction = Correction.objects.get()
    decision = {
        "outcome": "accepted",
        "reasons": "ตามโฉนด",
        "changes_plot": "on",
        "deed_area_wah": "90",
        "other_wah": "90",
    }

    page = officer.post(reverse("taxroll:correction", args=[correction.uid]), decision, follow=True).content.decode()

    assert "9,000.00" in page
    assert "8,100.00" in page
    assert Bill.objects.get().payable_satang == 8_100_00


def test_unknown_parcel_keeps_the_request_as_typed(draft: Roll, clerk: User, client_as: ClientAs) -> None:
    a_listed(draft, by=clerk)
    asked = {"parcel": "99Z999", "about": "area", "asked_by": "owner", "request": "โฉนดระบุ 90 ตารางวา"}

    page = client_as(Role.TAX_OFFICER).post(reverse("taxroll:corrections", args=[2567]), asked)

    assert page.status_code == 400
    assert "โฉนดระบุ 90 ตารางวา" in page.content.decode()
    assert not Correction.objects.exists()


def test_correction_of_another_municipality_does_not_exist(
    draft: Roll, clerk: User, client_as: ClientAs, other_municipality: Municipality
) -> None:
    a_listed(draft, by=clerk)
    asked = {"parcel": "01A001", "about": "area", "asked_by": "owner", "request": "x"}
    client_as(Role.TAX_OFFICER).post(reverse("taxroll:corrections", args=[2567]), asked)
    foreign = at_work_in(client_as(Role.TAX_OFFICER, of=other_municipality), other_municipality)

    assert foreign.get(reverse("taxroll:correction", args=[Correction.objects.get().uid])).status_code == 404


def test_proof_is_shown_and_names_what_changed(draft: Roll, clerk: User, client_as: ClientAs) -> None:
    a_sealed(draft, by=clerk)
    officer = english(client_as(Role.TAX_OFFICER))
    address = reverse("taxroll:verify", args=[2567, 1])

    assert "Proved: all 1 lines" in officer.post(address).content.decode()

    remeasure(of("01A001"), deed_area_wah=110, other_wah=110)
    page = officer.post(address).content.decode()
    assert "area (sq wah)" in page
    assert "110.00" in page


def test_differences_are_listed_drawn_and_taken_along(
    draft: Roll, clerk: User, build: Build, client_as: ClientAs
) -> None:
    first = a_sealed(draft, by=clerk)
    remeasure(of("01A001"), deed_area_wah=110, other_wah=110)
    second = build(2568)
    officer = english(client_as(Role.TAX_OFFICER))
    asked = {"before": str(first.uid), "after": str(second.uid), "reason": "area"}

    page = officer.get(reverse("taxroll:differences"), asked).content.decode()
    drawn = officer.get(reverse("taxroll:differences_drawn"), asked)
    listed = officer.get(reverse("taxroll:differences_export", args=["csv"]), asked)

    assert "Another area" in page
    assert "+900.00" in page
    assert drawn.json()["features"][0]["properties"]["change"] == 900_00
    assert "900.00" in b"".join(listed.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


@pytest.mark.parametrize("asked", [{}, {"before": "x", "after": "y"}])
def test_differences_of_nothing_are_no_fault(asked: dict[str, str], shop: ParcelVersion, client_as: ClientAs) -> None:
    officer = client_as(Role.TAX_OFFICER)

    assert officer.get(reverse("taxroll:differences"), asked).status_code in (200, 400)
    assert officer.get(reverse("taxroll:differences_drawn"), asked).status_code == 400


def test_roll_with_waiting_days_says_until_when(draft: Roll, clerk: User, client_as: ClientAs) -> None:
    a_listed(draft, by=clerk)

    page = english(client_as(Role.TAX_OFFICER)).get(reverse("taxroll:roll", args=[2567])).content.decode()

    assert "16 December 2023" in page


def test_assessed_roll_may_be_opened_again(draft: Roll, clerk: User) -> None:
    assessed = an_assessed(draft, by=clerk)

    assert listing.reopen(assessed, why="พบข้อผิดพลาด", by=clerk, at=AT).status == RollStatus.LISTED

    with pytest.raises(assessment.MoveNotOpen):
        assessment.seal(Roll.objects.get(), by=clerk, at=AT)
