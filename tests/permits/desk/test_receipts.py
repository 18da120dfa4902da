"""The receipt of a fee: what stands on it, who may download it, and that nobody can change it unseen."""

import uuid
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from gis_assets.models import Municipality, Role
from permits import secrets_of
from permits.desk import receipts
from permits.models import Applicant, Fee, Petition
from tests.permits.desk.builders import a_paid, approve, code_on, text_of
from tests.permits.desk.pages import Browsers
from tests.speaking import english


@pytest.fixture
def paid(examined: Petition, official: User) -> Fee:
    a_paid(examined, by=official)
    return Fee.objects.get()


def test_receipt_says_who_paid_what_in_words_and_as_what_it_was_received(paid: Fee, official: User) -> None:
    printed = text_of(receipts.paper(paid))

    for words in ("1/2569", "สมชาย ใจดี", "250.00", "สองร้อยห้าสิบบาทถ้วน", "เงินสด", paid.reference):
        assert words in printed
    assert paid.receipt["received_by"] in printed
    assert Role.LOCAL_OFFICIAL.value not in printed
    assert official.username not in printed


def test_receipt_stays_as_it_was_when_the_applicant_is_forgotten(paid: Fee) -> None:
    before = receipts.paper(paid)
    Applicant.objects.all().delete()

    assert receipts.paper(Fee.objects.get()) == before


def test_receipt_of_before_is_set_from_what_is_known(paid: Fee) -> None:
    before = text_of(receipts.paper(paid))
    Fee.objects.update(receipt={})

    assert text_of(receipts.paper(Fee.objects.get())) == before


def test_receipt_is_for_the_owner_and_officers_of_the_town(
    paid: Fee, client: Client, client_as: Browsers, other_municipality: Municipality
) -> None:
    secret = secrets_of.secret(paid.petition.uid)
    mine = reverse("permits:receipt_pdf", args=[secret])
    desk = reverse("permits:desk_receipt", args=[paid.petition.uid])

    assert client.get(mine).content.startswith(b"%PDF-")
    assert client.get(reverse("permits:receipt_pdf", args=[secrets_of.secret(uuid.uuid4())])).status_code == 404
    assert client_as(Role.PERMIT_OFFICER).get(desk).content.startswith(b"%PDF-")
    assert client.get(desk).status_code == 302
    assert client_as(Role.TAX_OFFICER).get(desk).status_code == 403
    assert client_as(Role.PERMIT_OFFICER, of=other_municipality).get(desk).status_code == 403
    assert mine in client.get(reverse("permits:fee", args=[secret])).content.decode()
    assert mine in client.get(reverse("permits:my_status", args=[secret])).content.decode()


def test_there_is_no_receipt_before_the_fee_is_paid(examined: Petition, official: User, client: Client) -> None:
    approve(examined, by=official)

    assert client.get(reverse("permits:receipt_pdf", args=[secrets_of.secret(examined.uid)])).status_code == 404


def test_anybody_verifies_a_receipt_without_reading_a_name_until_somebody_changes_it(
    paid: Fee, client: Client, tmp_path: Path
) -> None:
    address = code_on(receipts.paper(paid), tmp_path)
    path = reverse("permits:verify_receipt", args=[paid.reference, receipts.code(paid)])

    page = english(client).get(path)
    wrong = [
        client.get(reverse("permits:verify_receipt", args=[reference, code])).status_code
        for reference, code in ((paid.reference, "0" * 16), ("P000", receipts.code(paid)), (paid.reference, "x"))
    ]
    Fee.objects.update(amount_satang=25)
    changed = client.get(path).status_code

    assert address.endswith(path)
    assert ("Genuine" in page.content.decode(), "สมชาย" in page.content.decode()) == (True, False)
    assert (wrong, changed) == ([404] * 3, 404)
