"""The desk's pages: for officers of this town only, acts for who may, papers for their owner, verification for all."""

import html
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gis_assets.models import BuildingVersion, Municipality, Role
from permits import moving, secrets_of
from permits.desk import examining, issuing, visiting
from permits.models import (
    AskBack,
    CheckMark,
    Decision,
    Explanation,
    Fee,
    Permit,
    Petition,
    RegisteredBuilding,
    Sitting,
    Visit,
)
from tests import lasting
from tests.permits.builders import a_submitted_petition, ago, box, later
from tests.permits.desk.builders import PAID_AT, a_finding, a_paid, an_examined, approve, refuse
from tests.speaking import Officer, english

Browsers = Callable[..., Officer]
PNG = b"\x89PNG\r\n\x1a\n"


def at_desk(name: str, petition: Petition, *more: object) -> str:
    return reverse(f"permits:{name}", args=[petition.uid, *more])


@lasting.fixture
def signer(client_as: Browsers) -> Officer:
    return client_as(Role.LOCAL_OFFICIAL)


@lasting.fixture
def clerk(client_as: Browsers) -> Officer:
    return client_as(Role.PERMIT_OFFICER)


ACTS = {
    "desk_beat": {},
    "desk_begin": {},
    "desk_check": {},
    "desk_ask": {"ask-words": "ขอแบบ"},
    "desk_mark": {"item": "identity", "mark": "fine"},
    "desk_visit": {"order-task": "ดูแนวเขต"},
    "desk_pay": {"pay-way": "cash"},
    "desk_issue": {},
    "desk_built": {},
    "desk_drawing": {},
}
SIZES = [({"CONTENT_LENGTH": "200000000"}, 413), ({"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, 411)]
SIGNED = {
    "desk_decide": {"approve-reasons": ""},
    "desk_refuse": {"refuse-reasons": "ไม่ครบ", "refuse-grounds": "ข้อ 50"},
    "desk_revoke": {"revoke-why": "ปลอม"},
    "desk_undo": {"undo-why": "ผิด"},
}


def test_only_officers_of_this_town_act(
    examined: Petition, client: Client, client_as: Browsers, other_municipality: Municipality
) -> None:
    elsewhere, wrong = client_as(Role.LOCAL_OFFICIAL, of=other_municipality), client_as(Role.TAX_OFFICER)

    for name, sent in (ACTS | SIGNED).items():
        url = at_desk(name, examined)
        assert client.post(url, sent).status_code == 302, name
        assert elsewhere.post(url, sent).status_code == 403, name
        assert wrong.post(url, sent).status_code == 403, name
    for name in ("desk", "visits"):
        assert client.get(reverse(f"permits:{name}")).status_code == 302
        assert elsewhere.get(reverse(f"permits:{name}")).status_code == 403
    assert not Decision.objects.exists()
    assert not Sitting.objects.exists()


def test_only_who_may_sign_decides(examined: Petition, clerk: Officer) -> None:
    assert [clerk.post(at_desk(name, examined), sent).status_code for name, sent in SIGNED.items()] == [403] * 4
    assert "Sign: approved" not in english(clerk).get(at_desk("petition_at_desk", examined)).content.decode()


def test_petition_of_another_town_is_not_found(
    municipality: Municipality, official: User, other_municipality: Municipality, client_as: Browsers
) -> None:
    petition = an_examined(municipality, by=official)
    stranger = client_as(Role.LOCAL_OFFICIAL, of=other_municipality)
    stranger.cookies["municipality"] = other_municipality.dla_code

    assert stranger.get(at_desk("petition_at_desk", petition)).status_code in {403, 404}


@pytest.mark.parametrize("language", ["th", "en"])
def test_desk_and_petition_are_shown_and_opening_is_touch(
    municipality: Municipality, official: User, clerk: Officer, language: str
) -> None:
    petition = an_examined(municipality, by=official, findings=[a_finding(), a_finding("zoning", "ask", shapes=[])])
    browser = english(clerk) if language == "en" else clerk

    listed = browser.get(reverse("permits:desk")).content.decode()
    page = browser.get(at_desk("petition_at_desk", petition)).content.decode()

    assert at_desk("petition_at_desk", petition) in listed
    assert "สมชาย ใจดี" in page
    assert "สมชาย" not in listed
    assert "1.40" in page
    assert Sitting.objects.get().officer == clerk.user


def test_desk_tells_the_clock_of_every_petition(municipality: Municipality, clerk: Officer) -> None:
    begun = ago(minutes=10)
    late = a_submitted_petition(municipality, at=ago(days=60), begun_at=later(ago(days=61)))
    asked = a_submitted_petition(municipality, ("examined", begun + 1), ("asked", begun + 2), at=begun)

    def row(petition: Petition) -> str:
        page = english(clerk).get(reverse("permits:desk"), {"q": petition.tracking}).content.decode()
        return page[page.index('<li class="desk__row') : page.index("</ol>", page.index('<li class="desk__row'))]

    assert ">late<" in row(late)
    assert "due " in row(late)
    assert "clock stands still" in row(asked)
    assert ">late<" not in row(asked)


def test_empty_desk_says_what_comes(clerk: Officer, municipality: Municipality) -> None:
    assert 'class="empty"' in clerk.get(reverse("permits:desk")).content.decode()


def test_officer_works_through_the_list(municipality: Municipality, clerk: Officer) -> None:
    first = a_submitted_petition(municipality)
    second = a_submitted_petition(municipality, at=1)

    after_first = clerk.get(at_desk("desk_next", first))
    after_last = clerk.get(at_desk("desk_next", second))

    assert after_first["Location"] == at_desk("petition_at_desk", second)
    assert after_last["Location"] == reverse("permits:desk")


def test_ticks_come_back_as_the_list_stands(examined: Petition, clerk: Officer) -> None:
    url = at_desk("desk_mark", examined)
    aside = clerk.post(url, {"item": "identity", "mark": "aside", "note": ""}, HTTP_HX_REQUEST="true")
    clerk.post(url, {"item": "identity", "mark": "aside", "note": "เคยตรวจแล้ว"}, HTTP_HX_REQUEST="true")

    assert 'role="alert"' in aside.content.decode()
    assert CheckMark.objects.filter(item="identity").last().note == "เคยตรวจแล้ว"  # type: ignore[union-attr]
    assert clerk.post(url, {"item": "identity", "mark": "maybe"}).status_code == 404


def test_refused_form_keeps_what_was_typed(municipality: Municipality, official: User, signer: Officer) -> None:
    petition = an_examined(municipality, by=official, findings=[a_finding()], at=0)

    answer = signer.post(at_desk("desk_decide", petition), {"approve-conditions": "ห้ามกองวัสดุบนทาง"})

    assert answer.status_code == 200
    assert "ห้ามกองวัสดุบนทาง" in answer.content.decode()
    assert not Decision.objects.exists()


def test_who_decides_second_reads_who_was_first(examined: Petition, official: User, signer: Officer) -> None:
    refuse(examined, by=official)

    answer = signer.post(at_desk("desk_decide", examined), {"approve-conditions": ""})

    assert official.username in answer.content.decode()
    assert Decision.objects.get().by == official


def test_question_reaches_the_applicant(examined: Petition, clerk: Officer) -> None:
    answer = clerk.post(at_desk("desk_ask", examined), {"ask-words": "ขอสำเนาโฉนด", "ask-items": ["land_document"]})

    assert answer["Location"] == at_desk("petition_at_desk", examined)
    assert AskBack.objects.get().items == ["land_document"]


def test_fee_is_paid_at_the_desk_and_the_permit_issued(examined: Petition, official: User, clerk: Officer) -> None:
    approve(examined, by=official)

    clerk.post(at_desk("desk_pay", examined), {"pay-way": "cash", "pay-slip": ""})

    assert (Fee.objects.get().receipt_number[:2], moving.stands_at(examined)) == ("1/", "issued")
    assert clerk.get(at_desk("desk_permit", examined)).content.startswith(b"%PDF-")


def test_officer_reports_a_visit_from_the_phone(examined: Petition, official: User, clerk: Officer) -> None:
    visit = visiting.order(
        examined, officer=clerk.user, due_date=timezone.localdate(later(0)), task="ดูแนวเขต", by=official, at=later(12)
    )
    url = reverse("permits:visit_report", args=[visit.pk])
    said = {"key": str(uuid.uuid4()), "is_as_petitioned": "no", "findings": "มีท่อระบายน้ำ", "lon": "98.9", "lat": "18.7"}

    page = clerk.get(reverse("permits:visits")).content.decode()
    empty = clerk.post(url, said | {"findings": ""}, HTTP_ACCEPT="application/json")
    photos = [SimpleUploadedFile(f"{each}.png", PNG) for each in range(7)]
    many = english(clerk).post(url, said | {"photos": photos}, HTTP_ACCEPT="application/json")
    sent = [clerk.post(url, said, HTTP_ACCEPT="application/json").json() for _try in range(2)]

    visit.refresh_from_db()
    assert "ดูแนวเขต" in page
    assert empty.status_code == 422
    assert (many.status_code, many.json()["refusal"]) == (422, "A visit takes 6 photos at most.")
    assert sent == [{"refusal": ""}] * 2
    assert (visit.findings, visit.is_as_petitioned, visit.position.x) == ("มีท่อระบายน้ำ", False, 98.9)  # type: ignore[union-attr]


@pytest.mark.parametrize(("claimed", "status"), SIZES)
def test_file_is_refused_before_it_is_read_when_it_is_large_or_of_unknown_size(
    claimed: dict[str, Any], status: int, clerk: Officer, client: Client
) -> None:
    report, code = reverse("permits:visit_report", args=[1]), reverse("permits:verify", args=["0000000000000000"])

    assert clerk.post(report, {"key": "x"}, **claimed).status_code == status
    assert client.post(code, {"file": SimpleUploadedFile("permit.pdf", b"%PDF-")}, **claimed).status_code == status


def test_visit_of_another_officer_is_not_found(examined: Petition, official: User, clerk: Officer) -> None:
    visit = visiting.order(
        examined, officer=official, due_date=timezone.localdate(later(0)), task="ดู", by=official, at=later(12)
    )

    assert clerk.post(reverse("permits:visit_report", args=[visit.pk]), {}).status_code == 404


def test_explanation_is_sent_from_the_page(examined: Petition, clerk: Officer) -> None:
    due = Explanation.objects.create(
        municipality=examined.municipality, petition=examined, due_at=later(0), explain_by=later(60)
    )
    day = (timezone.localdate() + timedelta(days=3)).isoformat()

    clerk.post(at_desk("desk_explain", examined, due.pk), {"explain-words": "รอแขวงการทาง", "explain-new_date": day})

    due.refresh_from_db()
    assert (due.words, due.sent_by) == ("รอแขวงการทาง", clerk.user)


def test_begin_is_refused_in_words_when_somebody_examines_it(examined: Petition, clerk: Officer) -> None:
    answer = english(clerk).post(at_desk("desk_begin", examined), follow=True)

    assert "is being examined already" in answer.content.decode()
    assert examining.in_charge(examined) is None


@pytest.fixture
def half_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock shows half an hour after the petition came in."""
    monkeypatch.setattr(timezone, "now", lambda: later(30))


def filled(browser: Officer, petition: Petition, name: str, **typed: str) -> dict[str, Any]:
    """A form of the page as the browser sends it: what it proposed, and what was typed over it."""
    form: BaseForm = browser.get(at_desk("petition_at_desk", petition)).context[name]
    proposed = {each: form.get_initial_for_field(field, each) for each, field in form.fields.items()}
    sent = {each: value for each, value in proposed.items() if value is not None} | typed
    return {form.add_prefix(each): value for each, value in sent.items()}


@pytest.mark.usefixtures("half_past")
def test_building_is_registered_as_proposed_and_taken_out_again(
    examined: Petition, official: User, signer: Officer
) -> None:
    issuing.issue(a_paid(examined, by=official), by=official, at=PAID_AT)

    built = signer.post(at_desk("desk_built", examined), filled(signer, examined, "built_form"))
    entered = BuildingVersion.objects.get()
    undone = signer.post(at_desk("desk_undo", examined), filled(signer, examined, "undo_form", why="ผิดหลัง"))

    registered = RegisteredBuilding.objects.get()
    assert built["Location"] == undone["Location"] == at_desk("petition_at_desk", examined)
    assert (registered.finished_date, registered.building) == (timezone.localdate(later(30)), entered.building)
    assert (int(entered.floor_area_m2), entered.material_class) == (100, "masonry")
    assert (registered.undone_why, registered.undone_by) == ("ผิดหลัง", signer.user)


CROSSED = {
    "type": "Polygon",
    "coordinates": [[[98.9, 18.7], [98.91, 18.71], [98.91, 18.7], [98.9, 18.71], [98.9, 18.7]]],
}
LINE = {"type": "Polygon", "coordinates": [[[98.9, 18.7], [98.91, 18.7], [98.9, 18.7], [98.9, 18.7]]]}


@pytest.mark.usefixtures("half_past")
@pytest.mark.parametrize(
    ("outline", "said"),
    [
        (json.dumps(CROSSED), "ตัด"),
        (json.dumps(LINE), "พื้นที่"),
        (box(25, 10).json, "01A001"),
        (box(900_000, 0).json, "โปรดวาดอาคารตรงที่ตั้งจริง"),
        ("{", "รูปปิด"),
    ],
    ids=["crossing", "no ground", "over the boundary", "outside the town", "no outline"],
)
def test_outline_is_refused_at_its_field_and_kept_when_it_cannot_stand(
    examined: Petition, official: User, signer: Officer, outline: str, said: str
) -> None:
    issuing.issue(a_paid(examined, by=official), by=official, at=PAID_AT)

    answer = signer.post(at_desk("desk_built", examined), filled(signer, examined, "built_form", outline=outline))

    form = answer.context["built_form"]
    assert [said in problem for problem in form.errors["outline"]] == [True]
    assert form["outline"].value() == outline
    assert form.errors["outline"][0] in html.unescape(answer.content.decode())
    assert not BuildingVersion.objects.exists()


@pytest.mark.usefixtures("half_past")
def test_other_outline_than_petitioned_is_registered_when_it_lies_on_the_parcel(
    examined: Petition, official: User, signer: Officer
) -> None:
    issuing.issue(a_paid(examined, by=official), by=official, at=PAID_AT)
    wider = box(10, 10, width_m=12)

    signer.post(at_desk("desk_built", examined), filled(signer, examined, "built_form", outline=wider.json))

    assert BuildingVersion.objects.get().shape.area == pytest.approx(120, abs=0.01)


def test_drawing_of_the_finished_building_gives_its_outlines(examined: Petition, clerk: Officer) -> None:
    file = SimpleUploadedFile("house.geojson", box(10, 10, width_m=12).json.encode())

    told = clerk.post(at_desk("desk_drawing", examined), {"drawing": file}).json()

    assert told["kind"] == "geojson"
    assert told["outlines"][0]["area_m2"] == pytest.approx(120, abs=0.01)


@pytest.mark.usefixtures("half_past")
def test_permit_is_issued_and_revoked_from_the_page(examined: Petition, official: User, signer: Officer) -> None:
    a_paid(examined, by=official)

    issued = signer.post(at_desk("desk_issue", examined))
    revoked = signer.post(at_desk("desk_revoke", examined), filled(signer, examined, "revoke_form", why="โฉนดปลอม"))

    permit = Permit.objects.get()
    assert issued["Location"] == revoked["Location"] == at_desk("petition_at_desk", examined)
    assert (permit.issued_at, permit.revoked_at, permit.revoked_why) == (later(30), later(30), "โฉนดปลอม")


@pytest.mark.usefixtures("half_past")
def test_visit_is_ordered_and_checks_run_anew_from_the_page(examined: Petition, clerk: Officer) -> None:
    day = timezone.localdate(later(0)).isoformat()

    checked = clerk.post(at_desk("desk_check", examined))
    typed = {"officer": str(clerk.user.pk), "due_date": day, "task": "ดูแนวเขต"}
    ordered = clerk.post(at_desk("desk_visit", examined), filled(clerk, examined, "order_form", **typed))

    visit = Visit.objects.get()
    assert checked["Location"] == ordered["Location"] == at_desk("petition_at_desk", examined)
    assert [each.at for each in examined.checkups.order_by("at")][-1] == later(30)
    assert (visit.officer, visit.task, visit.due_date.isoformat()) == (clerk.user, "ดูแนวเขต", day)
    assert moving.stands_at(examined) == "visit"


def test_part_of_the_form_is_asked_for_and_only_it_is_opened(
    examined: Petition, clerk: Officer, client: Client
) -> None:
    clerk.post(at_desk("desk_ask", examined), {"ask-words": "ชื่อไม่ตรงกับบัตร", "ask-items": ["person"]})
    secret = secrets_of.secret(examined.uid)

    page = client.get(reverse("permits:answer", args=[secret])).content.decode()

    opened = {name: reverse("permits:form", args=[secret, name]) in page for name in ("place", "plan", "person")}
    assert AskBack.objects.get().items == ["person"]
    assert opened == {"place": False, "plan": False, "person": True}
