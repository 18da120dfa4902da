"""The owner's page: who may open the door, what stands behind it, and what never leaves it."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import zxingcpp
from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rasterio.io import MemoryFile

from gis_assets import citizen_ids
from gis_assets.models import Municipality, ParcelVersion, PartyVersion, Right, Role
from gis_assets.templatetags import town
from taxroll import notices
from taxroll.collection import moretime
from taxroll.law.tables import Table
from taxroll.models import Bill, DoorKnock, Filing, Notice, TaxOffice
from tests.gis_assets.builders import a_parcel, square
from tests.incidents.pictures import png
from tests.speaking import at_work_in
from tests.taxroll.builders import a_house, a_right, an_owner, number_with_check_digit
from tests.taxroll.conftest import AT, a_sealed

OTHER_ID = number_with_check_digit("900000000002")
PNG = png()


def door(client: Client, number: str, citizen_id: str) -> Any:
    return client.post(reverse("taxroll:owner"), {"notice_number": number, "citizen_id": citizen_id})


def bill_page(owned_notice: Notice) -> str:
    return reverse("taxroll:owner_bill", args=[owned_notice.bill_id])


def pages(owned_notice: Notice) -> list[str]:
    return [
        bill_page(owned_notice),
        reverse("taxroll:owner_code", args=[owned_notice.bill_id]),
        reverse("taxroll:owner_file", args=[owned_notice.bill_id, "objection"]),
        reverse("taxroll:owner_notice", args=[owned_notice.pk]),
    ]


def objection(**facts: Any) -> dict[str, Any]:
    return {"grounds": "area", "words": "ที่ดินมีเพียง 80 ตารางวา", "key": str(uuid.uuid4())} | facts


def test_owner_sees_every_page_of_the_bill(owned_notice: Notice, owner_page: Client) -> None:
    assert [owner_page.get(page).status_code for page in pages(owned_notice)] == [200] * 4


def test_stranger_is_sent_to_the_door(owned_notice: Notice, client: Client) -> None:
    answers = [client.get(page) for page in pages(owned_notice)]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, reverse("taxroll:owner"))}


def test_officer_has_no_way_in_without_the_door(
    owned_notice: Notice, client_as: Callable[..., Client], other_municipality: Municipality
) -> None:
    officers = [client_as(Role.TAX_OFFICER), client_as(Role.HEAD_OF_REVENUE, of=other_municipality)]

    assert [officer.get(bill_page(owned_notice)).status_code for officer in officers] == [302, 302]


def test_another_owner_finds_nothing_of_this_bill(owned_notice: Notice, municipality: Municipality) -> None:
    stranger = an_owner(
        municipality, name="นางอื่น", id_digest=citizen_ids.digest(OTHER_ID, key=settings.PARTY_KEY), id_tail="0"
    )
    client = Client()
    client.cookies["owner"] = cookie_of(stranger.pk, owned_notice.bill_id, municipality)

    assert [client.get(page).status_code for page in pages(owned_notice)] == [404] * 4


def cookie_of(party: int, bill: int, municipality: Municipality) -> str:
    """What the door gives to the addressee of another bill."""
    return signing.get_cookie_signer(salt="ownertaxroll.owner").sign(f"{municipality.pk}.{party}.{bill}")


def test_cookie_of_another_municipality_opens_nothing(
    owned_notice: Notice, owner_page: Client, other_municipality: Municipality
) -> None:
    at_work_in(owner_page, other_municipality)

    assert owner_page.get(bill_page(owned_notice)).status_code == 302


def test_forged_cookie_opens_nothing(owned_notice: Notice, client: Client, municipality: Municipality) -> None:
    client.cookies["owner"] = f"{municipality.pk}.{owned_notice.bill.party_id}.{owned_notice.bill_id}:1tZZZZ:forged"

    assert client.get(bill_page(owned_notice)).status_code == 302


def test_answer_is_the_same_when_the_number_or_the_id_is_wrong(owned_notice: Notice, owner_id: str) -> None:
    wrong_number = door(Client(), "2567/999999", owner_id)
    wrong_id = door(Client(), owned_notice.number, OTHER_ID)
    no_id = door(Client(), owned_notice.number, "123")

    sentences = [answer.context["form"].non_field_errors() for answer in (wrong_number, wrong_id, no_id)]
    assert [answer.status_code for answer in (wrong_number, wrong_id, no_id)] == [400] * 3
    assert sentences[0] == sentences[1] == sentences[2]


def test_door_closes_when_a_notice_is_tried_too_often(owned_notice: Notice, owner_id: str, settings: Any) -> None:
    settings.OWNER_TRIES_PER_NOTICE = 3
    answers = [door(Client(REMOTE_ADDR=f"10.0.0.{n}"), owned_notice.number, OTHER_ID).status_code for n in range(3)]

    closed = door(Client(REMOTE_ADDR="10.0.0.9"), owned_notice.number, owner_id)

    assert answers == [400] * 3
    assert closed.status_code == 429


def test_door_closes_when_an_address_tries_many_notices(owned_notice: Notice, owner_id: str, settings: Any) -> None:
    settings.OWNER_TRIES_PER_ADDRESS = 3
    answers = [door(Client(), f"2567/{n:06d}", owner_id).status_code for n in range(10, 13)]

    assert answers == [400] * 3
    assert door(Client(), owned_notice.number, owner_id).status_code == 429
    assert door(Client(REMOTE_ADDR="10.0.0.9"), owned_notice.number, owner_id).status_code == 302


def test_tries_are_kept_without_address_number_or_id(owned_notice: Notice, owner_id: str) -> None:
    door(Client(REMOTE_ADDR="10.1.2.3"), owned_notice.number, owner_id)

    kept = str(DoorKnock.objects.values().get())

    assert not any(secret in kept for secret in ("10.1.2.3", owned_notice.number, owner_id))


def test_page_is_not_cached_and_names_nobody_in_its_address(owned_notice: Notice, owner_id: str) -> None:
    answer = door(Client(), owned_notice.number, owner_id)

    assert "no-store" in answer["Cache-Control"]
    assert owner_id not in str(answer.headers) + str(answer.cookies)
    assert answer.cookies["owner"]["httponly"]
    assert answer.cookies["owner"]["samesite"] == "Strict"


def test_page_shows_the_computation_with_its_law(owned_notice: Notice, owner_page: Client) -> None:
    page = owner_page.get(bill_page(owned_notice)).content.decode()

    assert "9,000.00" in page
    assert "3,000,000.00" in page
    assert "มาตรา" in page


def test_each_line_names_its_own_sections_of_the_law(
    municipality: Municipality, shop: ParcelVersion, build: Callable[..., Any], clerk: User, owner_id: str
) -> None:
    """The owner of the shop lives on a second plot, in a house, and leaves a third unused since 2563."""
    owner = Right.objects.get(parcel=shop.parcel).party
    home = a_parcel(municipality, code="01A002", shape=square(east=100), residential_wah=100)
    a_house(municipality, on_parcel=home.parcel, shape=square(east=102, side_m=9))
    idle = a_parcel(municipality, code="01A003", shape=square(east=200), vacant_wah=100, vacant_since_be=2563)
    a_right(owner, home.parcel, is_registered_home=True)
    a_right(owner, idle.parcel)
    PartyVersion.objects.update(id_digest=citizen_ids.digest(owner_id, key=settings.PARTY_KEY))
    a_sealed(build(), by=clerk)
    notice = notices.issue(Bill.objects.get(), by=clerk, at=AT)
    client = Client()
    door(client, notice.number, owner_id)

    answer = client.get(bill_page(notice))

    laws = re.findall(r'<p class="owner__law">(.*?)</p>', answer.content.decode(), re.DOTALL)
    lines = answer.context["page"].explained.lines
    assert all(line.rates.cite_th in law for line, law in zip(lines, laws, strict=True))
    of_table = {line.table: law for line, law in zip(lines, laws, strict=True)}
    assert "มาตรา 41" in of_table[Table.MAIN_HOME]
    assert "มาตรา 43" in of_table[Table.VACANT]
    assert not re.search("มาตรา 4[13]", of_table[Table.OTHER_USE])


def test_owner_sees_the_time_granted_to_him_and_the_lower_rate(
    owned_notice: Notice, owner_page: Client, clerk: User
) -> None:
    now = timezone.now()
    last, today = timezone.localdate(now) + timedelta(days=60), timezone.localdate(now)
    paper = {"document_number": "ชม 1/2569", "reason": "น้ำท่วมบ้าน"}
    moretime.grant(owned_notice, last_date=last, decided_on=today, by=clerk, at=now, **paper)

    page = owner_page.get(bill_page(owned_notice)).content.decode()

    assert town.thai_date(last) in page
    assert "ร้อยละ 0.5" in page
    assert "น้ำท่วมบ้าน" not in page
    assert reverse("taxroll:owner_file", args=[owned_notice.bill_id, "instalments"]) not in page


def test_co_owners_are_counted_and_not_named(
    municipality: Municipality, prices: None, build: Callable[..., Any], clerk: Any, owner_id: str
) -> None:
    plot = a_parcel(municipality, code="01A009", other_wah=100, document_type="chanote", document_number="9")
    first = an_owner(municipality, name="นายหนึ่ง", id_digest=citizen_ids.digest(owner_id, key=settings.PARTY_KEY))
    second = an_owner(municipality, name="นางสอง", id_digest=citizen_ids.digest(OTHER_ID, key=settings.PARTY_KEY))
    for party in (first, second):
        a_right(party, plot.parcel, kind="co_owner", share_denominator=2)
    a_sealed(build(), by=clerk)
    bill = Bill.objects.get()
    issued = notices.issue(bill, by=clerk, at=AT)
    client = Client()
    door(client, issued.number, owner_id)

    page = client.get(bill_page(issued)).content.decode()

    assert door(Client(), issued.number, OTHER_ID).status_code == 302
    hidden = {"นายหนึ่ง", "นางสอง"} - {bill.owner_name}
    assert bill.owner_name in page
    assert not any(name in page for name in hidden)


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_code_to_pay_is_a_picture_that_reads_as_what_it_says(owned_notice: Notice, owner_page: Client) -> None:
    answer = owner_page.get(reverse("taxroll:owner_code", args=[owned_notice.bill_id]))

    with MemoryFile(answer.content) as picture, picture.open() as opened:
        [read] = zxingcpp.read_barcodes(opened.read(1))
    assert owned_notice.bill.reference in read.text


def test_code_is_one_that_banks_read_when_the_office_has_a_biller(
    owned_notice: Notice, owner_page: Client, municipality: Municipality
) -> None:
    TaxOffice.objects.create(municipality=municipality, biller_tax_id="0994000123456", biller_suffix="01")

    code = owner_page.get(bill_page(owned_notice)).context["page"].money.code

    assert code.is_thai_qr
    assert code.text.startswith("00020101021230")
    assert owned_notice.bill.reference in code.text


def test_objection_becomes_a_case_with_its_document(owned_notice: Notice, owner_page: Client) -> None:
    sent = objection(documents=[SimpleUploadedFile("deed.png", PNG)])

    answer = owner_page.post(reverse("taxroll:owner_file", args=[owned_notice.bill_id, "objection"]), sent, follow=True)

    filing = Filing.objects.get()
    assert filing.case.reference in answer.content.decode()
    assert filing.documents.get().content_type == "image/jpeg"


def test_objection_sent_twice_is_one_case(owned_notice: Notice, owner_page: Client) -> None:
    sent, address = objection(), reverse("taxroll:owner_file", args=[owned_notice.bill_id, "objection"])

    owner_page.post(address, sent)
    owner_page.post(address, sent)

    assert Filing.objects.count() == 1


@pytest.mark.parametrize("content", [b"<html><script>", b"MZ\x90\x00", b""])
def test_words_stay_typed_when_a_document_is_refused(content: bytes, owned_notice: Notice, owner_page: Client) -> None:
    sent = objection(documents=[SimpleUploadedFile("deed.png", content)])

    answer = owner_page.post(reverse("taxroll:owner_file", args=[owned_notice.bill_id, "objection"]), sent)

    assert answer.status_code == 400
    assert "ที่ดินมีเพียง 80 ตารางวา" in answer.content.decode()
    assert not Filing.objects.exists()


def test_status_is_told_for_a_tracking_code_without_names(owned_notice: Notice, owner_page: Client) -> None:
    owner_page.post(reverse("taxroll:owner_file", args=[owned_notice.bill_id, "objection"]), objection())
    filing = Filing.objects.get()

    answer = Client().post(reverse("taxroll:owner_follow"), {"code": filing.tracking.lower()})

    page = answer.content.decode()
    assert filing.case.reference in page
    assert owned_notice.bill.owner_name not in page
    assert filing.words not in page


def test_unknown_tracking_code_says_so(owned_notice: Notice, client: Client) -> None:
    answer = client.post(reverse("taxroll:owner_follow"), {"code": "0000-0000-0000-0000"})

    assert answer.status_code == 400
    assert answer.context["follow_form"].errors


def test_page_is_closed_after_leaving(owned_notice: Notice, owner_page: Client) -> None:
    owner_page.post(reverse("taxroll:owner_leave"))

    assert owner_page.get(bill_page(owned_notice)).status_code == 302


def test_requests_land_on_the_officers_list(
    owned_notice: Notice, owner_page: Client, client_as: Callable[..., Client]
) -> None:
    day, line = timezone.localdate().isoformat(), str(owned_notice.bill.lines.get().pk)
    for kind, facts in (
        ("instalments", {"parts": "3"}),
        ("change_of_use", {"happened_on": day, "line": line}),
        ("list_correction", {"grounds": "area", "line": line}),
    ):
        sent = {"words": "ขอ", "key": str(uuid.uuid4())} | facts
        assert (
            owner_page.post(reverse("taxroll:owner_file", args=[owned_notice.bill_id, kind]), sent).status_code == 302
        )

    page = client_as(Role.TAX_OFFICER).get(reverse("taxroll:filings")).content.decode()

    assert all(filing.case.reference in page for filing in Filing.objects.all())
    assert Filing.objects.count() == 3


def test_only_the_owners_own_shapes_are_sent(
    owned_notice: Notice, owner_page: Client, municipality: Municipality
) -> None:
    a_parcel(municipality, code="01A777", other_wah=10)

    shapes = owner_page.get(bill_page(owned_notice)).context["map"]["geojson"]["features"]

    assert [shape["properties"]["name"] for shape in shapes] == [ParcelVersion.objects.get(code="01A001").code]
