"""The pages of the signboard tax: declare, return, assess, notify and pay by presses; who may; what a refusal keeps."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gis_assets import citizen_ids, units
from gis_assets.models import Municipality, Party, PartyVersion, Role, Sign, SignVersion
from taxroll import ledger, notices
from taxroll.law import library
from taxroll.models import Bill, Filing, FilingKind, Notice, Payment, Receipt, SignLine, SignReturn
from tests import lasting
from tests.speaking import english
from tests.taxroll.builders import an_owner, number_with_check_digit
from tests.taxroll.reading import text_of

ClientAs = Callable[..., Client]
YEAR_BE = 2569


def typed(**changed: Any) -> dict[str, Any]:
    """A sign as it is typed: 100 x 500 cm, Thai only, shown since 2563."""
    return {
        "owner_name": "นางป้าย ทดสอบ",
        "owner": "",
        "owner_kind": "natural",
        "owner_id": "",
        "owner_address": "9 หมู่ 1",
        "words": "ร้านทดสอบ",
        "place": "ถนนทดสอบ",
        "house_number": "",
        "width_cm": "100",
        "height_cm": "500",
        "faces": "1",
        "letters": "1",
        "shown_from": "2020-05-01",
        "shown_until": "",
        "exempt_reason": "",
        "lon": "98.92",
        "lat": "18.75",
        "evidence": "ภ.ป.1 เลขรับ 1/2569",
        **changed,
    }


def squeezed(document: bytes, folder: Path) -> str:
    """The text of a paper without its spaces, which Poppler puts between a consonant and its marks."""
    return "".join(text_of(document, folder).split())


@lasting.fixture
def officer_page(client_as: ClientAs) -> Client:
    return client_as(Role.TAX_OFFICER)


@lasting.fixture
def sign(municipality: Municipality, officer_page: Client) -> Sign:
    officer_page.post(reverse("taxroll:new_sign"), typed())
    return Sign.objects.get()


@lasting.fixture
def assessed(officer_page: Client, sign: Sign) -> Bill:
    returns = {"sign": [str(sign.uid)], "received_on": "2026-03-20"}
    officer_page.post(reverse("taxroll:sign_returns", args=[YEAR_BE]), returns)
    officer_page.post(reverse("taxroll:assess_signs", args=[YEAR_BE]), {})
    return Bill.objects.get()


def test_sign_is_declared_assessed_notified_and_paid_when_pressed_through(
    municipality: Municipality, officer_page: Client, tmp_path: Path
) -> None:
    officer_page.post(reverse("taxroll:new_sign"), typed())
    sign = Sign.objects.get()
    returns = {"sign": [str(sign.uid)], "received_on": "2026-03-20"}
    officer_page.post(reverse("taxroll:sign_returns", args=[YEAR_BE]), returns)
    officer_page.post(reverse("taxroll:assess_signs", args=[YEAR_BE]), {})
    bill = Bill.objects.get()
    officer_page.post(reverse("taxroll:notice", args=[bill.pk]))
    notice = Notice.objects.get()
    now = timezone.localtime()
    money = {"amount_baht": "500.00", "paid_at": now.strftime("%Y-%m-%dT%H:%M"), "channel": "cash", "reference": ""}

    officer_page.post(reverse("taxroll:take_money", args=[notice.pk]), money)

    payment = Payment.objects.get()
    assert (payment.tax_satang, payment.penalty_satang, payment.surcharge_satang) == (500_00, 0, 0)
    assert ledger.check(municipality) == []
    assert (notice.due_date - now.date()).days == 15
    answer = officer_page.get(reverse("taxroll:receipt_paper", args=[Receipt.objects.get().pk]))
    paper = squeezed(answer.content, tmp_path)
    assert "ภาษีป้าย" in paper
    assert "ภ.ป.7" in paper


def test_notice_says_signs_and_what_each_pays_when_it_is_issued(
    officer_page: Client, assessed: Bill, tmp_path: Path
) -> None:
    officer_page.post(reverse("taxroll:notice", args=[assessed.pk]))

    issued = Notice.objects.get()
    paper = squeezed(notices.pdf(issued), tmp_path)
    assert issued.page_count == 2
    for words in ("ภ.ป.3", "หนังสือแจ้งการประเมินภาษีป้าย", "ร้านทดสอบ", "500.00", "ห้าร้อยบาทถ้วน"):
        assert words in paper


def test_bill_and_list_name_the_sign_when_it_was_assessed(officer_page: Client, assessed: Bill) -> None:
    bill = officer_page.get(reverse("taxroll:bill", args=[assessed.pk])).content.decode()
    signs = officer_page.get(reverse("taxroll:signs", args=[YEAR_BE])).content.decode()

    assert "ร้านทดสอบ" in bill
    assert "พ.ร.บ. ภาษีป้าย" in bill
    assert "500.00" in signs


@pytest.mark.parametrize(
    ("name", "arguments"), [("signs", [YEAR_BE]), ("signs_shapes", []), ("new_sign", []), ("signs_now", [])]
)
def test_pages_open_to_the_officer_only_when_asked(
    officer_page: Client,
    sign: Sign,
    client_as: ClientAs,
    other_municipality: Municipality,
    name: str,
    arguments: list[int],
) -> None:
    address = reverse(f"taxroll:{name}", args=arguments)

    answers = [
        officer_page.get(address, follow=True),
        client_as(Role.TAX_OFFICER, of=other_municipality).get(address),
        Client().get(address),
    ]

    assert [answer.status_code for answer in answers] == [200, 403, 302]


def test_sign_is_not_found_when_it_is_of_another_municipality(
    officer_page: Client, sign: Sign, client_as: ClientAs, other_municipality: Municipality
) -> None:
    address = reverse("taxroll:sign", args=[sign.uid])

    answers = [
        officer_page.get(address),
        client_as(Role.HEAD_OF_REVENUE).post(address, typed()),
        client_as(Role.TAX_OFFICER, of=other_municipality).get(address),
        Client().get(address),
    ]

    assert [answer.status_code for answer in answers] == [200, 403, 403, 302]


@pytest.mark.parametrize("name", ["sign_returns", "assess_signs"])
def test_year_is_written_by_tax_officers_only_when_posted(
    sign: Sign, client_as: ClientAs, other_municipality: Municipality, name: str
) -> None:
    address = reverse(f"taxroll:{name}", args=[YEAR_BE])

    answers = [
        client_as(Role.HEAD_OF_REVENUE).post(address, {"has_undeclared": "on"}),
        client_as(Role.TAX_OFFICER, of=other_municipality).post(address, {"has_undeclared": "on"}),
        Client().post(address, {"has_undeclared": "on"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 302]
    assert not SignLine.objects.exists()


def test_refusal_keeps_what_was_typed_when_the_place_is_out_of_town(officer_page: Client) -> None:
    answer = officer_page.post(reverse("taxroll:new_sign"), typed(lon="100.5", lat="13.7", words="ป้ายนอกเขต"))

    assert answer.status_code == 422
    assert "ป้ายนอกเขต" in answer.content.decode()
    assert "อยู่นอกเขต" in answer.content.decode()
    assert not Sign.objects.exists()


def test_known_owner_is_offered_when_the_name_is_looked_up(officer_page: Client, municipality: Municipality) -> None:
    owner = an_owner(municipality, name="นายรู้จัก ดี")

    answer = officer_page.post(reverse("taxroll:new_sign"), typed(owner_name="รู้จัก", find="1"))
    officer_page.post(reverse("taxroll:new_sign"), typed(owner_name="รู้จัก", owner=str(owner.uid)))

    assert str(owner.uid) in answer.content.decode()
    assert SignVersion.objects.get().owner == owner
    assert Party.objects.count() == 1


def test_mended_sign_holds_from_its_day_when_posted(officer_page: Client, sign: Sign) -> None:
    address = reverse("taxroll:sign", args=[sign.uid])
    owner = str(SignVersion.objects.get().owner.uid)

    answer = officer_page.post(address, typed(owner=owner, height_cm="250", on="2026-05-01"))

    assert answer.status_code == 302
    held = SignVersion.objects.order_by("valid").values_list("height_cm", "valid")
    assert [(height, valid.lower) for height, valid in held] == [(500, date(2020, 5, 1)), (250, date(2026, 5, 1))]


def test_return_keeps_the_ticks_when_its_day_has_not_come(officer_page: Client, sign: Sign) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)

    answer = officer_page.post(
        reverse("taxroll:sign_returns", args=[YEAR_BE]),
        {"sign": [str(sign.uid)], "received_on": tomorrow.isoformat()},
    )

    assert answer.status_code == 422
    assert f'value="{sign.uid}" checked' in answer.content.decode()
    assert not SignReturn.objects.exists()


def test_one_return_is_told_as_one(officer_page: Client, sign: Sign) -> None:
    returns = {"sign": [str(sign.uid)], "received_on": timezone.localdate().isoformat()}

    answer = english(officer_page).post(reverse("taxroll:sign_returns", args=[YEAR_BE]), returns, follow=True)

    assert "1 return is written down." in answer.content.decode()


def test_number_of_a_sign_counts_in_its_year_when_declared(sign: Sign) -> None:
    assert sign.number == f"{units.year_be(timezone.localdate().year)}/000001"


def test_appeal_is_filed_tried_decided_and_seen_on_the_new_notice(
    officer_page: Client, assessed: Bill, client_as: ClientAs, municipality: Municipality
) -> None:
    officer_page.post(reverse("taxroll:notice", args=[assessed.pk]))
    first, line = Notice.objects.get(), SignLine.objects.get()
    said = {"grounds": "area", "words": "ป้ายสูงเพียง 250 ซม.", "key": str(uuid.uuid4())}
    officer_page.post(reverse("taxroll:lodge", args=[first.pk, "objection"]), said)
    filing, head = Filing.objects.get(), client_as(Role.HEAD_OF_REVENUE)
    put = {f"sign{line.pk}-height_cm": "250"}

    tried = head.post(reverse("taxroll:try_filing", args=[filing.pk]), put).content.decode()
    decided = {"outcome": "granted", "reasons": "วัดใหม่ ตามมาตรา 30", **put}
    answer = head.post(reverse("taxroll:decide_filing", args=[filing.pk]), decided)

    again = Notice.objects.get(cancelled_at=None)
    shown = head.get(reverse("taxroll:filing", args=[filing.pk])).content.decode()
    assert "500.00 → 250.00" in tried
    assert (answer.status_code, again.assessed_satang, again.replaces) == (302, 250_00, first)
    assert "100 × 250" in shown
    assert ledger.check(municipality) == []


def test_only_what_signs_know_is_offered_at_the_counter(officer_page: Client, assessed: Bill) -> None:
    officer_page.post(reverse("taxroll:notice", args=[assessed.pk]))
    notice = Notice.objects.get()

    page = officer_page.get(reverse("taxroll:lodge", args=[notice.pk, "objection"])).content.decode()

    offered = {kind for kind in FilingKind if reverse("taxroll:lodge", args=[notice.pk, kind.value]) in page}
    assert offered == {FilingKind.OBJECTION, FilingKind.COURT, FilingKind.INSTALMENTS}
    assert "ภ.ป. 4" in page


def test_appeal_is_decided_by_the_head_of_this_municipality_alone(
    officer_page: Client, assessed: Bill, client: Client, client_as: ClientAs, other_municipality: Municipality
) -> None:
    officer_page.post(reverse("taxroll:notice", args=[assessed.pk]))
    said = {"grounds": "area", "words": "ป้ายเล็กกว่านี้", "key": str(uuid.uuid4())}
    officer_page.post(reverse("taxroll:lodge", args=[Notice.objects.get().pk, "objection"]), said)
    address = reverse("taxroll:decide_filing", args=[Filing.objects.get().pk])

    answers = [
        who.post(address, {"outcome": "refused", "reasons": "ไม่พบเหตุ"}).status_code
        for who in (officer_page, client, client_as(Role.HEAD_OF_REVENUE, of=other_municipality))
    ]

    assert answers == [403, 302, 403]
    assert Filing.objects.get().outcome == ""


def test_doubts_about_appeals_and_instalments_stand_on_the_page_of_signs(officer_page: Client, sign: Sign) -> None:
    page = officer_page.get(reverse("taxroll:signs", args=[YEAR_BE])).content.decode()
    law = library.of_year(YEAR_BE)

    for rule in (law.signboard_instalments, law.signboard_appeal_days, law.signboard_appeal_court_days):
        assert rule.citation.doubt_th in page


def test_doubts_stand_beside_the_appeal_and_the_instalments(officer_page: Client, assessed: Bill) -> None:
    officer_page.post(reverse("taxroll:notice", args=[assessed.pk]))
    notice, law = Notice.objects.get(), library.of_year(YEAR_BE)
    said = {"grounds": "area", "words": "ป้ายเล็กกว่านี้", "key": str(uuid.uuid4())}
    officer_page.post(reverse("taxroll:lodge", args=[notice.pk, "objection"]), said)

    filing = officer_page.get(reverse("taxroll:filing", args=[Filing.objects.get().pk])).content.decode()
    money = officer_page.get(reverse("taxroll:money", args=[notice.pk])).content.decode()

    assert law.signboard_appeal_days.citation.doubt_th in filing
    assert law.signboard_appeal_decision_days.citation.doubt_th in filing
    assert law.signboard_instalments.citation.doubt_th in money


def test_owner_of_a_sign_appeals_from_his_own_page(
    officer_page: Client, assessed: Bill, client: Client, municipality: Municipality
) -> None:
    number = number_with_check_digit("900000000001")
    digest = citizen_ids.digest(number, key=settings.PARTY_KEY)
    PartyVersion.objects.filter(party=assessed.party).update(id_digest=digest, id_tail=number[-3:])
    officer_page.post(reverse("taxroll:notice", args=[assessed.pk]))
    door = {"notice_number": Notice.objects.get().number, "citizen_id": number}
    client.post(reverse("taxroll:owner"), door)

    page = client.get(reverse("taxroll:owner_bill", args=[assessed.pk])).content.decode()
    said = {"grounds": "area", "words": "ป้ายเล็กกว่านี้", "key": str(uuid.uuid4())}
    answer = client.post(reverse("taxroll:owner_file", args=[assessed.pk, "objection"]), said)

    assert "อุทธรณ์การประเมิน" in page
    assert reverse("taxroll:owner_file", args=[assessed.pk, "change_of_use"]) not in page
    assert client.get(reverse("taxroll:owner_file", args=[assessed.pk, "change_of_use"])).status_code == 404
    assert (answer.status_code, Filing.objects.get().kind) == (302, FilingKind.OBJECTION)
    assert "ภ.ป. 4" in client.get(reverse("taxroll:owner_bill", args=[assessed.pk])).content.decode()
