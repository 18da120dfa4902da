"""Papers of the desk: for their owner, verified by everybody, drawn for officers; their codes read by a machine."""

import base64
import re
import uuid
from pathlib import Path

import pytest
import zxingcpp
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rasterio.io import MemoryFile

from gis_assets import thai_qr
from gis_assets.models import Role
from permits import secrets_of
from permits.desk import issuing, office
from permits.models import Fee, Permit, Petition
from tests.permits.builders import a_document, later
from tests.permits.desk.builders import PAID_AT, a_paid, approve, code_on, refuse
from tests.permits.desk.pages import Browsers, at_desk
from tests.speaking import Officer, english

JPEG = b"\xff\xd8\xff"


@pytest.fixture
def clerk(client_as: Browsers) -> Officer:
    return client_as(Role.PERMIT_OFFICER)


def test_owner_sees_fee_and_papers_by_the_secret_and_nobody_else(
    examined: Petition, official: User, client: Client
) -> None:
    secret, wrong = secrets_of.secret(examined.uid), secrets_of.secret(uuid.uuid4())
    approve(examined, by=official)

    page = client.get(reverse("permits:fee", args=[secret])).content.decode()

    assert "250.00" in page
    assert Fee.objects.get().reference in page
    assert client.get(reverse("permits:permit_pdf", args=[secret])).status_code == 404
    assert {client.get(reverse(f"permits:{name}", args=[wrong])).status_code for name in ("fee", "permit_pdf")} == {404}


def test_owner_reads_the_letter(examined: Petition, official: User, client: Client) -> None:
    refuse(examined, by=official)

    answer = client.get(reverse("permits:letter_pdf", args=[secrets_of.secret(examined.uid)]))

    assert answer.content.startswith(b"%PDF-")


def test_anybody_verifies_a_permit_and_its_file(examined: Petition, official: User, client: Client) -> None:
    permit = issuing.issue(a_paid(examined, by=official), by=official, at=PAID_AT)
    url = reverse("permits:verify", args=[permit.verify_code])
    browser = english(client)

    page = browser.get(url).content.decode()
    same = browser.post(url, {"file": SimpleUploadedFile("permit.pdf", issuing.document(permit))}).content.decode()
    other = browser.post(url, {"file": SimpleUploadedFile("permit.pdf", b"%PDF-1.7")}).content.decode()
    issuing.revoke(examined, why="สมชายยื่นแบบปลอม", by=official, at=later(60))
    revoked = browser.get(url).content.decode()
    mine = browser.get(reverse("permits:my_status", args=[secrets_of.secret(examined.uid)])).content.decode()
    Permit.objects.update(number="อ.1 9/2569")
    changed = browser.get(url).content.decode()

    assert ("อ.1 1/2569" in page, "สมชาย" in page, "somchai" in page) == (True, False, False)
    assert "byte for byte" in same
    assert "is not the one" in other
    assert ("Revoked" in revoked, "แบบปลอม" in revoked, "แบบปลอม" in mine) == (True, False, True)
    assert "Do not trust" in changed
    assert browser.get(reverse("permits:verify", args=["0000000000000000"])).status_code == 404
    assert browser.get(reverse("permits:verify"), {"code": permit.verify_code.lower()})["Location"] == url


def test_document_is_drawn_and_saved_but_never_run(examined: Petition, clerk: Officer, official: User) -> None:
    permit = issuing.issue(a_paid(examined, by=official), by=official, at=PAID_AT)
    document = a_document(examined, content=issuing.document(permit))
    url = at_desk("desk_document", examined, document.uid)

    saved = clerk.get(url, {"original": ""})

    assert clerk.get(url, {"page": "1"}).content.startswith(JPEG)
    assert clerk.get(url, {"page": "1", "fine": ""})["Content-Type"] == "image/jpeg"
    assert clerk.get(url, {"page": "2"}).status_code == 404
    assert saved["Content-Disposition"].startswith("attachment")
    assert "sandbox" in saved["Content-Security-Policy"]


def test_code_on_the_permit_reads_as_the_address_that_verifies_it(
    examined: Petition, official: User, tmp_path: Path
) -> None:
    permit = issuing.issue(a_paid(examined, by=official), by=official, at=PAID_AT)

    read = code_on(issuing.document(permit), tmp_path)

    assert read == settings.PUBLIC_URL + reverse("permits:verify", args=[permit.verify_code])


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_code_of_the_fee_reads_as_what_banks_take(examined: Petition, official: User, client: Client) -> None:
    examined.municipality.settings[office.SETTING] = {"biller": "099400016550100"}
    examined.municipality.save()
    approve(examined, by=official)

    page = client.get(reverse("permits:fee", args=[secrets_of.secret(examined.uid)])).content.decode()

    fee = Fee.objects.get()
    taken = re.search(r"data:image/png;base64,([^\"]+)", page)
    assert taken
    with MemoryFile(base64.b64decode(taken[1])) as picture, picture.open() as opened:
        [read] = zxingcpp.read_barcodes(opened.read(1))
    assert read.text == thai_qr.payload(biller="099400016550100", ref1=fee.reference, amount_satang=25_000)
