"""The pages of the tax office: who may enter, what is done by one press, and how many questions a page asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from gis_assets.models import Municipality, ParcelVersion, Role
from taxroll import notices
from taxroll.models import Bill, Notice, Payment, Receipt, Roll, RollStatus
from tests import lasting
from tests.gis_assets.builders import a_parcel, square
from tests.speaking import at_work_in
from tests.taxroll.builders import a_right, an_owner
from tests.taxroll.conftest import AT, a_sealed, an_assessed

ClientAs = Callable[..., Client]


@lasting.fixture
def bill(sealed: Roll) -> Bill:
    return Bill.objects.get()


@lasting.fixture
def notice(bill: Bill, clerk: User) -> Notice:
    return notices.issue(bill, by=clerk, at=AT)


EXPORTS = [("bills", "csv"), ("lines", "csv"), ("gaps", "csv")]
PAGES = 18


def addresses(notice: Notice) -> list[str]:
    return [
        reverse("taxroll:rolls"),
        reverse("taxroll:next"),
        reverse("taxroll:roll", args=[2567]),
        reverse("taxroll:gaps", args=[2567]),
        reverse("taxroll:list", args=[2567]),
        reverse("taxroll:list_paper", args=[2567, 1]),
        reverse("taxroll:owners_paper", args=[2567, 1]),
        reverse("taxroll:price_paper", args=[2567, 1]),
        reverse("taxroll:owner_list", args=[notice.bill_id]),
        reverse("taxroll:corrections", args=[2567]),
        reverse("taxroll:differences"),
        reverse("taxroll:verify", args=[2567, 1]),
        *[reverse("taxroll:export", args=[2567, 1, what, form]) for what, form in EXPORTS],
        reverse("taxroll:bill", args=[notice.bill_id]),
        reverse("taxroll:notice", args=[notice.bill_id]),
        reverse("taxroll:notice_paper", args=[notice.pk]),
    ]


def status_when_read(client: Client, address: str) -> int:
    """The status of a page or a file that was read to its end."""
    response = client.get(address)
    if response.streaming:
        assert b"".join(response.streaming_content)  # type: ignore[attr-defined]  # a streaming response has it
    return response.status_code


def test_tax_officer_sees_every_page(notice: Notice, client_as: ClientAs) -> None:
    client = client_as(Role.TAX_OFFICER)

    assert [status_when_read(client, address) for address in addresses(notice)] == [200] * PAGES


def test_stranger_is_sent_to_sign_in(notice: Notice, client: Client) -> None:
    assert [client.get(address).status_code for address in addresses(notice)] == [302] * PAGES


def test_surveyor_is_refused(notice: Notice, client_as: ClientAs) -> None:
    client = client_as(Role.SURVEYOR)

    assert [client.get(address).status_code for address in addresses(notice)] == [403] * PAGES


def test_officer_of_another_municipality_is_refused(
    notice: Notice, client_as: ClientAs, other_municipality: Municipality
) -> None:
    client = client_as(Role.TAX_OFFICER, of=other_municipality)

    assert [client.get(address).status_code for address in addresses(notice)] == [403] * PAGES


def test_bill_of_another_municipality_does_not_exist(
    notice: Notice, client_as: ClientAs, other_municipality: Municipality
) -> None:
    client = at_work_in(client_as(Role.TAX_OFFICER, of=other_municipality), other_municipality)

    assert client.get(reverse("taxroll:bill", args=[notice.bill_id])).status_code == 404
    assert client.get(reverse("taxroll:notice_paper", args=[notice.pk])).status_code == 404


def test_roll_is_built_by_one_press(shop: ParcelVersion, client_as: ClientAs) -> None:
    response = client_as(Role.TAX_OFFICER).post(reverse("taxroll:build"), {"tax_year_be": 2567}, follow=True)

    assert Roll.objects.get().payable_satang == 9_000_00
    assert "9,000.00" in response.content.decode()


def test_year_without_law_is_not_offered(shop: ParcelVersion, client_as: ClientAs) -> None:
    client_as(Role.TAX_OFFICER).post(reverse("taxroll:build"), {"tax_year_be": 2599})

    assert not Roll.objects.exists()


def test_head_of_revenue_seals(
    shop: ParcelVersion, build: Callable[..., Roll], clerk: User, client_as: ClientAs
) -> None:
    an_assessed(build(), by=clerk)

    client_as(Role.HEAD_OF_REVENUE).post(reverse("taxroll:seal", args=[2567]))

    assert Roll.objects.get().status == RollStatus.SEALED


def test_tax_officer_may_not_seal(shop: ParcelVersion, build: Callable[..., Roll], client_as: ClientAs) -> None:
    build()

    response = client_as(Role.TAX_OFFICER).post(reverse("taxroll:seal", args=[2567]))

    assert response.status_code == 403
    assert Roll.objects.get().status == RollStatus.DRAFT


def test_bill_explains_rate_value_and_doubts(bill: Bill, client_as: ClientAs) -> None:
    page = client_as(Role.TAX_OFFICER).get(reverse("taxroll:bill", args=[bill.pk])).content.decode()

    for part in ("3,000,000.00 × 0.30% = 9,000.00", "พ.ร.ฎ. กำหนดอัตราภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2564"):
        assert part in page
    assert "ไม่พบหลักเกณฑ์การปัดเศษในกฎหมาย" in page


def test_notice_is_issued_and_read_as_pdf(bill: Bill, client_as: ClientAs) -> None:
    client = client_as(Role.TAX_OFFICER)
    client.post(reverse("taxroll:notice", args=[bill.pk]))

    paper = client.get(reverse("taxroll:notice", args=[bill.pk]))

    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


def test_bill_without_notice_has_no_paper(bill: Bill, client_as: ClientAs) -> None:
    assert client_as(Role.TAX_OFFICER).get(reverse("taxroll:notice", args=[bill.pk])).status_code == 404


def money(**facts: Any) -> dict[str, Any]:
    return {"amount_baht": "9000.00", "paid_at": "2024-05-01T10:00", "channel": "cash", "reference": "B1"} | facts


def test_payment_gives_a_receipt(notice: Notice, client_as: ClientAs) -> None:
    client = client_as(Role.TAX_OFFICER)
    client.post(reverse("taxroll:pay", args=[notice.pk]), money())

    paper = client.get(reverse("taxroll:receipt_paper", args=[Receipt.objects.get().pk]))

    assert paper.content.startswith(b"%PDF")


def test_refused_payment_keeps_what_was_typed(notice: Notice, client_as: ClientAs) -> None:
    response = client_as(Role.TAX_OFFICER).post(reverse("taxroll:pay", args=[notice.pk]), money(amount_baht="9000.01"))

    assert response.status_code == 400
    assert 'value="9000.01"' in response.content.decode()
    assert not Payment.objects.exists()


def test_owner_is_found_without_the_name_in_the_address(bill: Bill, client_as: ClientAs) -> None:
    response = client_as(Role.TAX_OFFICER).post(reverse("taxroll:roll", args=[2567]), {"owner": "ทดสอบ"})

    assert bill.reference in response.content.decode()


def test_parcel_code_finds_its_bill(bill: Bill, client_as: ClientAs) -> None:
    client = client_as(Role.TAX_OFFICER)

    found = client.post(reverse("taxroll:roll", args=[2567]), {"parcel": "01A001"}).content.decode()
    missed = client.post(reverse("taxroll:roll", args=[2567]), {"parcel": "01A002"}).content.decode()

    assert bill.reference in found
    assert bill.reference not in missed


@pytest.mark.parametrize("more", [0, 5])
def test_roll_page_asks_the_same_number_of_questions(
    more: int,
    municipality: Municipality,
    shop: ParcelVersion,
    build: Callable[..., Roll],
    clerk: User,
    client_as: ClientAs,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    for number in range(more):
        plot = a_parcel(municipality, code=f"02A00{number}", shape=square(east=30 * number, north=100), other_wah=10)
        a_right(an_owner(municipality), plot.parcel)
    a_sealed(build(), by=clerk)
    client = client_as(Role.TAX_OFFICER)

    with django_assert_num_queries(QUESTIONS_OF_ROLL_PAGE):
        client.get(reverse("taxroll:roll", args=[2567]))


# Session; person, roles, municipality and its binding in one; then the roll, the one before it, its sums and its bills.
QUESTIONS_OF_ROLL_PAGE = 7


def test_page_number_beyond_the_last_shows_the_last(bill: Bill, client_as: ClientAs) -> None:
    response = client_as(Role.TAX_OFFICER).get(reverse("taxroll:roll", args=[2567]), {"page": "99999999999"})

    assert bill.reference in response.content.decode()
