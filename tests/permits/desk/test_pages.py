"""The desk's pages: what an officer reads there, and what is done by them."""

import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from casework.models import PauseGround
from gis_assets.models import Municipality
from permits import moving, services
from permits.desk import examining, visiting
from permits.models import AskBack, CheckMark, Decision, Explanation, Fee, Petition, Sitting
from tests.permits.builders import a_submitted_petition, ago, later
from tests.permits.desk.builders import a_finding, an_examined, approve, refuse
from tests.permits.desk.pages import at_desk
from tests.speaking import Officer, english

PNG = b"\x89PNG\r\n\x1a\n"


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


def test_next_petition_is_of_the_list_that_was_looked_at(municipality: Municipality, clerk: Officer) -> None:
    first = a_submitted_petition(municipality)
    a_submitted_petition(municipality, at=1)
    third = a_submitted_petition(municipality, ("examined", 3), ("asked", 4), at=2)
    listed = {"filter": "asked", "service": ""}

    clerk.get(reverse("permits:desk"), listed)
    page = clerk.get(at_desk("petition_at_desk", first)).content.decode()

    assert clerk.get(at_desk("desk_next", first))["Location"] == at_desk("petition_at_desk", third)
    assert clerk.get(at_desk("desk_next", third))["Location"] == f"{reverse('permits:desk')}?filter=asked&service="
    assert f'href="{reverse("permits:desk")}?filter=asked&amp;service="' in page


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


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("code", ["sketch", "small", "notice", "ordinary"])
def test_officer_reads_the_law_and_the_doubt_of_every_way(
    examined: Petition, official: User, clerk: Officer, code: str, language: str
) -> None:
    Petition.objects.filter(pk=examined.pk).update(track=code)
    cited = services.every()["small-building"].track(code).cited
    browser = english(clerk) if language == "en" else clerk
    refuse(examined, by=official) if language == "en" else None

    page = unescape(browser.get(at_desk("petition_at_desk", examined)).content.decode())

    told = page[page.index('id="track"') : page.index("</dd>", page.index('id="track"'))]
    assert cited.cite.in_language(language) in told
    assert cited.doubt.in_language(language) in told


@pytest.mark.parametrize("language", ["th", "en"])
def test_officer_reads_by_which_law_the_clock_stands_still(examined: Petition, clerk: Officer, language: str) -> None:
    browser = english(clerk) if language == "en" else clerk
    ground = PauseGround.objects.get(case_type=examined.case.case_type, code="waits-for-applicant")  # type: ignore[union-attr]
    law = (ground.citation_en, ground.doubt_en) if language == "en" else (ground.citation, ground.doubt)

    before = unescape(browser.get(at_desk("petition_at_desk", examined)).content.decode())
    browser.post(at_desk("desk_ask", examined), {"ask-words": "ขอสำเนาโฉนด"})
    after = unescape(browser.get(at_desk("petition_at_desk", examined)).content.decode())

    asking = before[before.index('name="ask-words"') : before.index("</form>", before.index('name="ask-words"'))]
    clocks = after[after.index("desk__clocks") : after.index("</dl>", after.index("desk__clocks"))]
    for words in law:
        assert words
        assert words in asking
        assert words in clocks


def test_officer_is_told_when_the_days_are_the_municipalitys_own(examined: Petition, clerk: Officer) -> None:
    examined.municipality.settings[services.SETTING] = {"small-building": {"small": {"manual_days": 10}}}
    examined.municipality.save()

    page = english(clerk).get(at_desk("petition_at_desk", examined)).content.decode()

    told = page[page.index('id="track"') :]
    assert ("10 working days" in told, "municipality's own" in unescape(told)) == (True, True)


def test_words_are_kept_to_be_copied_when_somebody_decided_meanwhile(
    examined: Petition, official: User, signer: Officer
) -> None:
    refuse(examined, by=official)
    typed = {
        "desk_ask": {"ask-words": "ขอแบบแปลนชั้นล่าง"},
        "desk_refuse": {"refuse-reasons": "ผนังชิดเขต", "refuse-grounds": ""},
    }

    pages = [english(signer).post(at_desk(name, examined), sent).content.decode() for name, sent in typed.items()]

    for page, words in zip(pages, ("ขอแบบแปลนชั้นล่าง", "ผนังชิดเขต"), strict=True):
        assert "What you typed was not sent" in page
        assert f"readonly>{words}</textarea>" in page
    assert "has moved on meanwhile" in pages[1]
    assert Decision.objects.get().by == official


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
