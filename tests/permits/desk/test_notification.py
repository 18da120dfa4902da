"""A notification (s. 39 bis) is acknowledged and not permitted: on the paper, and on every page that speaks of it."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import Settings

from casework.models import Message
from gis_assets.models import Municipality, Role
from permits import secrets_of, services
from permits.desk import deciding, issuing, papers, receipts
from permits.models import Fee, Permit, Petition
from tests import lasting
from tests.permits.builders import a_parcel_at, later
from tests.permits.desk.builders import PAID_AT, a_paid, an_examined, approve, refuse, text_of
from tests.speaking import Officer, english

ClientAs = Callable[..., Officer]
PERMITTED = re.compile("ใบอนุญาต|ไม่อนุญาต|ลงนามอนุญาต|>อนุญาต<")
IN_ENGLISH = re.compile(r"\bpermit\b(?! officer)|\bapproved?\b|\brefused?\b", re.IGNORECASE)
"""A permit officer is called so whatever comes to him."""


@pytest.fixture
def half_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock shows half an hour after it came in: years on, numbers and what still holds are others."""
    monkeypatch.setattr(timezone, "now", lambda: later(30))


@lasting.fixture
def notified(municipality: Municipality, official: User) -> Petition:
    return an_examined(municipality, by=official, track="notice")


@lasting.fixture
def acknowledged(notified: Petition, official: User) -> Permit:
    return issuing.issue(a_paid(notified, by=official), by=official, at=PAID_AT)


def main_of(client: Client, address: str) -> str:
    """What a person reads in the middle of the page, without what stands in attributes."""
    page = client.get(address)
    assert page.status_code == 200
    body = page.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"<(?!/?button|/?summary)[^>]*>", "", re.sub(r"<script.*?</script>", "", body, flags=re.DOTALL))


def test_paper_acknowledges_and_says_nothing_of_a_permit(acknowledged: Permit) -> None:
    text = text_of(issuing.document(acknowledged))

    for words in (
        "ใบรับแจ้งการก่อสร้างอาคาร (มาตรา 39 ทวิ)",
        "รจ. 1/2569",
        "ได้รับแจ้งจาก",
        "ตามใบแจ้งที่",
        "ค่าใบรับแจ้ง",
        "รับแจ้งตามคำสั่ง",
    ):
        assert words in text
    assert "อนุญาต" not in text
    assert "มาตรา 21" not in text


@pytest.mark.usefixtures("half_past")
def test_whoever_verifies_it_reads_the_same_in_both_languages(acknowledged: Permit, client: Client) -> None:
    address = reverse("permits:verify", args=[acknowledged.verify_code])

    thai, in_english = main_of(client, address), main_of(english(client), address)

    assert "ตรวจสอบใบรับแจ้ง" in thai
    assert "ใบรับแจ้งการก่อสร้างอาคาร (มาตรา 39 ทวิ)" in thai
    assert "issued this acknowledgement" in in_english
    assert not PERMITTED.search(thai)
    assert not IN_ENGLISH.search(in_english)


def test_owner_and_everybody_follow_a_notification_when_it_is_acknowledged(
    acknowledged: Permit, client: Client
) -> None:
    petition = acknowledged.petition
    addresses = (
        reverse("permits:my_status", args=[secrets_of.secret(petition.uid)]),
        reverse("permits:status", args=[petition.tracking]),
    )

    pages = [main_of(client, address) for address in addresses]
    in_english = [main_of(english(client), address) for address in addresses]

    for page in pages:
        assert "การแจ้งก่อสร้างอาคารขนาดเล็ก" in page
        assert "รับแจ้งแล้ว รอชำระค่าธรรมเนียม" in page
        assert "ออกใบรับแจ้งแล้ว ไม่มีสิ่งที่ต้องรอ" in page
        assert not PERMITTED.search(page)
    assert "ดาวน์โหลดใบรับแจ้ง (PDF)" in pages[0]
    assert [page for page in in_english if IN_ENGLISH.search(page)] == []


def test_messages_tell_of_an_acknowledgement(notified: Petition, official: User, settings: Settings) -> None:
    settings.OUTBOX_CHANNELS = {"email": "casework.outbox.mail.Mail"}
    issuing.issue(a_paid(notified, by=official), by=official, at=PAID_AT)
    issuing.revoke(notified, why="ผิดแบบ", by=official, at=later(30))

    told = list(Message.objects.order_by("pk").values_list("subject", "body"))

    said = "\n".join(f"{subject}\n{body}" for subject, body in told)
    assert "สำนักงานรับแจ้งตามคำขอของท่านแล้ว" in said
    assert "ออกใบรับแจ้งของท่านแล้ว" in said
    assert "Your acknowledgement is issued" in said
    assert "ใบรับแจ้งของท่านถูกเพิกถอน" in said
    assert not PERMITTED.search(said)
    assert not IN_ENGLISH.search(said)


def test_officer_acknowledges_at_the_desk_and_finds_it_in_the_list(notified: Petition, client_as: ClientAs) -> None:
    signer = client_as(Role.LOCAL_OFFICIAL)
    at_desk = reverse("permits:petition_at_desk", args=[notified.uid])

    before, listed = main_of(signer, at_desk), main_of(signer, reverse("permits:desk"))
    signer.post(reverse("permits:desk_decide", args=[notified.uid]), {})

    for words in ("รับแจ้ง</summary>", "ลงนามรับแจ้ง", "แจ้งไม่รับแจ้งเป็นหนังสือ"):
        assert words in before
    rows = listed.partition("/ค้นหา")[0].partition("แสดง")[2]
    assert "การแจ้งก่อสร้างอาคารขนาดเล็ก" in rows
    doubt = notified.as_offered().paper.cited.doubt.th
    assert doubt in before
    assert not PERMITTED.search(before.replace(doubt, ""))
    assert not PERMITTED.search(rows)


@pytest.mark.usefixtures("half_past")
def test_officer_takes_the_fee_and_issues_the_acknowledgement(
    notified: Petition, official: User, client_as: ClientAs
) -> None:
    decided = approve(notified, by=official)
    clerk = client_as(Role.PERMIT_OFFICER)
    at_desk = reverse("permits:petition_at_desk", args=[notified.uid])
    asked = main_of(clerk, at_desk), main_of(clerk, reverse("permits:fee", args=[secrets_of.secret(notified.uid)]))

    clerk.post(reverse("permits:desk_pay", args=[notified.uid]), {"pay-way": "cash"})

    issued = main_of(clerk, at_desk)
    assert "รับค่าธรรมเนียมและออกใบรับแจ้ง" in asked[0]
    assert "ค่าธรรมเนียมใบรับแจ้ง" in asked[1]
    assert "รจ. 1/2569" in issued
    assert [page for page in (*asked, issued) if PERMITTED.search(page)] == []
    with translation.override("th"):
        assert ": รับแจ้ง (" in deciding.said_of(decided)
    assert "การแจ้งก่อสร้างอาคารขนาดเล็ก" in text_of(receipts.paper(Fee.objects.get()))


def test_figures_of_all_petitions_know_of_notifications(
    acknowledged: Permit, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: later(60))
    signer = client_as(Role.LOCAL_OFFICIAL)

    times, behind = main_of(signer, reverse("permits:times")), main_of(signer, reverse("permits:times_cases"))

    assert "รับแจ้งแล้ว รอชำระค่าธรรมเนียม" in times
    assert "การแจ้งก่อสร้างอาคารขนาดเล็ก" in behind


def test_letter_says_that_it_is_not_acknowledged(notified: Petition, official: User, client: Client) -> None:
    decided = refuse(notified, by=official)

    letter = text_of(
        papers.letter(notified, number=decided.number, reasons="ก", grounds="ข", by=official, at=decided.at)
    )
    page = main_of(client, reverse("permits:my_status", args=[secrets_of.secret(notified.uid)]))

    assert "แจ้งไม่รับแจ้ง" in letter
    assert "อุทธรณ์" in letter
    assert "อนุญาต" not in letter
    assert "แจ้งไม่รับแจ้งเป็นหนังสือ" in page
    assert not PERMITTED.search(page)


def test_permits_keep_their_own_numbers_when_a_notification_is_acknowledged(
    acknowledged: Permit, municipality: Municipality, official: User
) -> None:
    other = an_examined(municipality, by=official, parcel=a_parcel_at(municipality, 100, code="01A002"))

    permit = issuing.issue(a_paid(other, by=official), by=official, at=PAID_AT)

    assert (acknowledged.number, permit.number) == ("รจ. 1/2569", "อ.1 1/2569")


def test_everybody_reads_which_paper_comes_of_which_way_and_its_doubt(notified: Petition, client: Client) -> None:
    page = main_of(client, reverse("permits:limits"))

    paper = notified.as_offered().paper
    assert paper.title.th in page
    assert paper.cited.doubt.th in page


@pytest.mark.parametrize(("day", "title"), [(date(2019, 12, 31), "อ.1"), (date(2020, 1, 1), "มาตรา 39 ทวิ")])
def test_paper_is_the_services_own_when_the_ways_is_not_in_force(day: date, title: str) -> None:
    service = services.every()["small-building"].on(day).going("notice")

    assert title in service.paper.title.th


def test_permit_from_before_papers_had_names_is_set_and_verified_as_a_permit(
    examined: Petition, official: User
) -> None:
    permit = issuing.issue(a_paid(examined, by=official), by=official, at=PAID_AT)
    before = {name: said for name, said in permit.facts.items() if name not in ("words", "paper_en")}

    again = papers.permit(before, number=permit.number, verify_code=permit.verify_code, issued_at=permit.issued_at)

    assert again == issuing.document(permit)
    assert papers.name_of(before).th == "ใบอนุญาต"
