"""An objection through the pages: a part paid, the owner objects, it is granted in part, the rest is paid."""

import uuid
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gis_assets.models import Municipality, Role
from taxroll import ledger
from taxroll.models import Filing, FilingDocument, Notice, Payment, RollLine
from tests.incidents.pictures import png

PNG = png()


def pay(officer: Client, notice: Notice, baht: str) -> int:
    typed = {
        "amount_baht": baht,
        "channel": "cash",
        "reference": "",
        "paid_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
    }
    return officer.post(reverse("taxroll:take_money", args=[notice.pk]), typed).status_code


def test_objection_walks_from_the_owners_page_to_the_new_notice_and_its_receipt(
    owned_notice: Notice, knock: Callable[..., Client], client_as: Callable[..., Client], municipality: Municipality
) -> None:
    officer, head = client_as(Role.TAX_OFFICER), client_as(Role.HEAD_OF_REVENUE)
    assert pay(officer, owned_notice, "4000.00") == 302

    owner = knock()
    page: Any = owner.get(reverse("taxroll:owner_bill", args=[owned_notice.bill_id]))
    assert "9,000.00" in page.content.decode()
    said = {
        "grounds": "area",
        "words": "ที่ดินมีเพียง 80 ตารางวา",
        "key": str(uuid.uuid4()),
        "documents": SimpleUploadedFile("deed.png", PNG, content_type="image/png"),
    }
    owner.post(reverse("taxroll:owner_file", args=[owned_notice.bill_id, "objection"]), said)
    filing, line = Filing.objects.get(), RollLine.objects.get()
    assert FilingDocument.objects.get().filing == filing

    assert head.get(reverse("taxroll:filing", args=[filing.pk])).status_code == 200
    decision = {"outcome": "partly", "reasons": "รังวัดใหม่ ตามมาตรา 73", f"line{line.pk}-area_wah": "80"}
    assert head.post(reverse("taxroll:decide_filing", args=[filing.pk]), decision).status_code == 302

    again = Notice.objects.get(cancelled_at=None)
    told = owner.get(reverse("taxroll:owner_bill", args=[owned_notice.bill_id])).content.decode()
    assert again.number in told
    assert "7,200.00" in told
    assert owner.get(reverse("taxroll:owner_notice", args=[again.pk]))["Content-Type"] == "application/pdf"
    assert owner.get(reverse("taxroll:owner_notice", args=[owned_notice.pk]))["Content-Type"] == "application/pdf"
    assert client_as(Role.TAX_OFFICER).get(reverse("taxroll:money", args=[again.pk])).status_code == 200

    assert pay(officer, again, "3200.00") == 302  # the tax first; what is due for paying late stays open
    assert Payment.objects.filter(notice=again).count() == 1
    assert ledger.owed_by(again) == 0
    assert ledger.check(municipality) == []
    assert sum(ledger.balances(municipality).values()) == 0


def test_money_of_a_notice_is_for_its_own_officers(
    owned_notice: Notice, client_as: Callable[..., Client], other_municipality: Municipality, client: Client
) -> None:
    money = reverse("taxroll:money", args=[owned_notice.pk])

    assert client_as(Role.TAX_OFFICER, of=other_municipality).get(money).status_code == 403
    assert client.get(money).status_code == 302
