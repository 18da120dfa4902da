"""The officer's pages of filings: who may enter, the countdown, what a decision would do, and the decision."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gis_assets.models import Municipality, Role
from taxroll import assessment, ledger
from taxroll.disputes import attachments, deciding, filings
from taxroll.disputes.filings import Said
from taxroll.models import Correction, Filing, FilingChannel, FilingDocument, FilingKind, Notice, Roll, RollLine
from taxroll.rolls import listing
from tests import lasting
from tests.casework import papers
from tests.speaking import at_work_in

ClientAs = Callable[..., Client]
PDF = papers.pdf()
LISTED_AT = datetime(2024, 12, 2, 3, 0, tzinfo=UTC)


@lasting.fixture
def filing(owned_notice: Notice) -> Filing:
    deed = attachments.read([SimpleUploadedFile("deed.pdf", PDF)])
    return filings.receive(
        owned_notice,
        kind=FilingKind.OBJECTION,
        said=Said(words="ที่ดินมีเพียง 80 ตารางวา", grounds="area", attachments=deed),
        key=uuid.uuid4(),
        channel=FilingChannel.OWNER,
        by=None,
        at=timezone.now(),
    )


@lasting.fixture
def document(filing: Filing) -> FilingDocument:
    return filing.documents.get()


@lasting.fixture
def request_for_the_list(owned_notice: Notice, clerk: User) -> Filing:
    """A request about the list that came while none was published; that of 2568 is published after it."""
    asked = filings.receive(
        owned_notice,
        kind=FilingKind.LIST_CORRECTION,
        said=Said(words="ที่ดินมีเพียง 80 ตารางวา", grounds="area", line=RollLine.objects.get()),
        key=uuid.uuid4(),
        channel=FilingChannel.OWNER,
        by=None,
        at=LISTED_AT,
    )
    roll = assessment.build(municipality=owned_notice.municipality, tax_year_be=2568, by=clerk, at=LISTED_AT)
    listing.publish(roll, listed_on=date(2024, 12, 2), place="หน้าสำนักงาน", by=clerk, at=LISTED_AT)
    return asked


def pages(filing: Filing, document: FilingDocument) -> list[str]:
    return [
        reverse("taxroll:filings"),
        reverse("taxroll:filing", args=[filing.pk]),
        reverse("taxroll:filing_document", args=[document.pk]),
        reverse("taxroll:lodge", args=[filing.notice_id, "appeal"]),
    ]


def decision(**facts: Any) -> dict[str, Any]:
    line = RollLine.objects.get()
    return {"outcome": "granted", "reasons": "รังวัดใหม่", f"line{line.pk}-area_wah": "80"} | facts


def test_tax_officer_sees_every_page(filing: Filing, document: FilingDocument, client_as: ClientAs) -> None:
    officer = client_as(Role.TAX_OFFICER)

    assert [officer.get(page).status_code for page in pages(filing, document)] == [200] * 4


def test_stranger_is_sent_to_sign_in(filing: Filing, document: FilingDocument, client: Client) -> None:
    assert [client.get(page).status_code for page in pages(filing, document)] == [302] * 4


def test_owner_does_not_reach_the_officers_pages(filing: Filing, document: FilingDocument, owner_page: Client) -> None:
    assert [owner_page.get(page).status_code for page in pages(filing, document)] == [302] * 4


def test_filing_of_another_municipality_does_not_exist(
    filing: Filing, document: FilingDocument, client_as: ClientAs, other_municipality: Municipality
) -> None:
    theirs = client_as(Role.TAX_OFFICER, of=other_municipality)
    assert [theirs.get(page).status_code for page in pages(filing, document)] == [403] * 4
    at_work_in(theirs, other_municipality)

    assert [theirs.get(page).status_code for page in pages(filing, document)] == [200, 404, 404, 404]


def test_list_shows_the_days_left(filing: Filing, client_as: ClientAs) -> None:
    page = client_as(Role.TAX_OFFICER).get(reverse("taxroll:filings"))

    assert "60" in page.content.decode()
    assert page.context["counts"].open == 1


def test_document_cannot_run_anything(filing: Filing, document: FilingDocument, client_as: ClientAs) -> None:
    answer = client_as(Role.TAX_OFFICER).get(reverse("taxroll:filing_document", args=[document.pk]))

    assert answer.content == PDF
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_effect_is_shown_and_nothing_is_decided(filing: Filing, client_as: ClientAs) -> None:
    answer = client_as(Role.TAX_OFFICER).post(reverse("taxroll:try_filing", args=[filing.pk]), decision())

    filing.refresh_from_db()
    assert "7,200.00" in answer.content.decode()
    assert filing.is_open


def test_decision_is_that_of_the_head_of_revenue(filing: Filing, client_as: ClientAs) -> None:
    answer = client_as(Role.TAX_OFFICER).post(reverse("taxroll:decide_filing", args=[filing.pk]), decision())

    filing.refresh_from_db()
    assert answer.status_code == 403
    assert filing.is_open


def test_decision_lowers_what_is_owed_and_gives_the_letter(filing: Filing, client_as: ClientAs) -> None:
    head = client_as(Role.HEAD_OF_REVENUE)

    head.post(reverse("taxroll:decide_filing", args=[filing.pk]), decision())

    assert ledger.owed_by(filing.notice) == 7_200_00
    assert head.get(reverse("taxroll:filing_letter", args=[filing.pk])).content.startswith(b"%PDF")


def test_reasons_stay_typed_when_the_decision_is_refused(filing: Filing, client_as: ClientAs) -> None:
    nothing = decision() | {f"line{RollLine.objects.get().pk}-area_wah": ""}

    answer = client_as(Role.HEAD_OF_REVENUE).post(reverse("taxroll:decide_filing", args=[filing.pk]), nothing)

    assert answer.status_code == 400
    assert "รังวัดใหม่" in answer.content.decode()


def test_decision_without_reasons_is_refused_in_words(filing: Filing, client_as: ClientAs) -> None:
    head = client_as(Role.HEAD_OF_REVENUE)
    asked = head.get(reverse("taxroll:filing", args=[filing.pk])).context["form"]

    answer = head.post(reverse("taxroll:decide_filing", args=[filing.pk]), decision(reasons=" "))

    filing.refresh_from_db()
    assert asked.fields["reasons"].required
    assert answer.status_code == 400
    assert answer.context["form"].errors["reasons"] == [str(deciding.ReasonsMissing())]
    assert filing.is_open


def test_evidence_shows_the_plot_with_deed_and_measured_area(filing: Filing, client_as: ClientAs) -> None:
    evidence = client_as(Role.TAX_OFFICER).get(reverse("taxroll:filing", args=[filing.pk])).context["evidence"]

    [version] = evidence.versions
    assert version.code == "01A001"
    assert version.deed_wah == RollLine.objects.get().area_wah
    assert len(evidence.geojson["features"]) == 1 + len(evidence.neighbours)


def test_objection_is_taken_at_the_counter(owned_notice: Notice, client_as: ClientAs) -> None:
    sent = {"grounds": "use", "words": "ทำนา", "key": str(uuid.uuid4())}

    client_as(Role.TAX_OFFICER).post(reverse("taxroll:lodge", args=[owned_notice.pk, "objection"]), sent)

    assert Filing.objects.get().channel == FilingChannel.COUNTER


def test_day_of_receipt_is_recorded(filing: Filing, client_as: ClientAs) -> None:
    head = client_as(Role.HEAD_OF_REVENUE)
    head.post(reverse("taxroll:decide_filing", args=[filing.pk]), decision())

    head.post(reverse("taxroll:tell_filing", args=[filing.pk]), {"on": timezone.localdate().isoformat()})

    filing.refresh_from_db()
    assert filing.told_on == timezone.localdate()


def test_request_is_taken_into_the_open_list_by_an_officer(request_for_the_list: Filing, client_as: ClientAs) -> None:
    officer = client_as(Role.TAX_OFFICER)
    page = reverse("taxroll:filing", args=[request_for_the_list.pk])
    take = reverse("taxroll:take_into_list", args=[request_for_the_list.pk])
    assert take in officer.get(page).content.decode()

    answer = officer.post(take)

    correction = Correction.objects.get()
    request_for_the_list.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert request_for_the_list.correction == correction
    assert correction.roll == Roll.objects.get(tax_year_be=2568)
    told = officer.get(page).content.decode()
    assert reverse("taxroll:correction", args=[correction.uid]) in told
    assert take not in told


def test_second_taking_is_refused_in_words(request_for_the_list: Filing, client_as: ClientAs) -> None:
    officer = client_as(Role.TAX_OFFICER)
    take = reverse("taxroll:take_into_list", args=[request_for_the_list.pk])
    officer.post(take)

    told = officer.post(take, follow=True)

    assert str(Correction.objects.get().case) in told.content.decode()


def test_nobody_else_takes_a_request_into_the_list(
    request_for_the_list: Filing,
    client_as: ClientAs,
    owner_page: Client,
    other_municipality: Municipality,
    client: Client,
) -> None:
    take = reverse("taxroll:take_into_list", args=[request_for_the_list.pk])
    theirs = client_as(Role.TAX_OFFICER, of=other_municipality)
    in_their_town = at_work_in(client_as(Role.TAX_OFFICER, of=other_municipality), other_municipality)

    refused = [who.post(take).status_code for who in (client, owner_page, theirs, in_their_town)]
    got = client_as(Role.TAX_OFFICER).get(take).status_code

    assert refused == [302, 302, 403, 404]
    assert got == 405
    assert not Correction.objects.exists()
