"""Taking up, asking back, visiting, touching and explaining: the work before the decision and its clocks."""

import io
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from casework import calendars, standing, steps
from casework.models import Message
from gis_assets.models import Municipality, Role
from permits import moving, tasks
from permits.desk import asking, examining, explaining, queue, sittings, viewing, visiting
from permits.models import Applicant, Explanation, Petition, Sitting, Visit
from tests.casework import papers
from tests.permits.builders import ON, a_document, a_draft, a_parcel_at, a_submitted_petition, later, point
from tests.permits.desk.builders import an_examined


def test_officer_who_begins_has_the_case_and_checks_of_the_day(municipality: Municipality, official: User) -> None:
    petition = a_submitted_petition(municipality)

    examining.begin(petition, by=official, at=later(10))

    assert (moving.stands_at(petition), examining.in_charge(petition)) == ("examined", official)
    assert petition.checkups.get().as_of == ON
    with pytest.raises(examining.ExaminedAlready):
        examining.begin(petition, by=official, at=later(11))


def test_clock_stands_still_when_the_applicant_is_asked(examined: Petition, official: User) -> None:
    asked = asking.ask(examined, words="ขอสำเนาโฉนด", items=["land_document", "nothing"], by=official, at=later(12))

    assert (moving.stands_at(examined), asked.items) == ("asked", ["land_document"])
    assert examined.case is not None
    assert len(steps.open_pauses(examined.case)) == 1
    with pytest.raises(asking.AskedAlready):
        asking.ask(examined, words="อีกครั้ง", items=[], by=official, at=later(13))


def test_question_without_words_is_not_sent(examined: Petition, official: User) -> None:
    with pytest.raises(asking.NothingSaid):
        asking.ask(examined, words=" ", items=[], by=official, at=later(12))


def order(petition: Petition, officer: User, *, by: User) -> Visit:
    return visiting.order(petition, officer=officer, due_date=ON, task="ดูแนวเขตด้านตะวันออก", by=by, at=later(12))


def a_report(**facts: object) -> visiting.Report:
    said = {"key": uuid.UUID(int=1), "is_as_petitioned": True, "findings": "ตรงตามคำขอ", "position": point(5, 5)}
    return visiting.Report(**said | facts)  # type: ignore[arg-type]  # told by name


def test_visit_is_reported_once_however_often_it_is_sent(
    examined: Petition, official: User, officer: Callable[..., User]
) -> None:
    sent = officer(Role.PERMIT_OFFICER)
    visit = order(examined, sent, by=official)
    assert (moving.stands_at(examined), examining.in_charge(examined)) == ("visit", sent)

    visiting.report(visit, said=a_report(), by=sent, at=later(90))
    visiting.report(visit, said=a_report(), by=sent, at=later(95))

    visit.refresh_from_db()
    assert (visit.done_at, visit.findings) == (later(90), "ตรงตามคำขอ")
    assert (moving.stands_at(examined), examining.in_charge(examined)) == ("examined", official)
    with pytest.raises(visiting.ReportedAlready):
        visiting.report(visit, said=a_report(key=uuid.UUID(int=2)), by=sent, at=later(96))


def test_photo_of_a_visit_is_a_document_of_the_petition(examined: Petition, official: User) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (1200, 900), "green").save(picture, "JPEG")
    photo = SimpleUploadedFile("IMG_1.jpg", picture.getvalue())

    visiting.report(order(examined, official, by=official), said=a_report(photos=[photo]), by=official, at=later(90))

    kept = examined.documents.get()
    assert (kept.requirement, kept.content_type) == ("site-visit", "image/jpeg")
    assert [size_of(viewing.page(kept, number=1, is_fine=each)) for each in (False, True)] == [(1200, 900)] * 2


def size_of(picture: bytes) -> tuple[int, int]:
    opened = Image.open(io.BytesIO(picture), formats=["JPEG"])
    return opened.size


def test_page_has_twice_the_dots_when_it_is_looked_at_closely(examined: Petition) -> None:
    scan = a_document(examined, content=papers.pdf(pages=2))

    drawn = [size_of(viewing.page(scan, number=2, is_fine=each)) for each in (False, True)]

    assert drawn == [(1272, 1800), (2544, 3600)]


def test_visit_needs_an_officer_of_this_town_a_task_and_a_day(
    examined: Petition, official: User, officer: Callable[..., User]
) -> None:
    with pytest.raises(visiting.NotOfTheOffice):
        order(examined, officer(Role.TAX_OFFICER), by=official)
    with pytest.raises(visiting.DueInPast):
        visiting.order(examined, officer=official, due_date=ON - timedelta(days=1), task="ดู", by=official, at=later(12))
    with pytest.raises(visiting.NoTask):
        visiting.order(examined, officer=official, due_date=ON, task=" ", by=official, at=later(12))


def test_touch_is_the_time_in_which_the_page_was_in_sight(examined: Petition, official: User) -> None:
    for second in (0, 20, 40, 40, 60, 600, 620):
        sittings.touch(examined, by=official, at=later(second / 60))

    assert Sitting.objects.count() == 2
    assert sittings.total(examined) == timedelta(seconds=80)


def test_two_officers_touch_apart(examined: Petition, official: User, officer: Callable[..., User]) -> None:
    other = officer(Role.PERMIT_OFFICER)
    for second in (0, 30):
        for who in (official, other):
            sittings.touch(examined, by=who, at=later(second / 60))

    assert sittings.total(examined) == timedelta(seconds=60)


DAYS = 24 * 60.0


def test_late_petition_is_written_down_once_for_its_term(municipality: Municipality, official: User) -> None:
    petition = an_examined(municipality, by=official)

    assert explaining.write_down_due(municipality, at=later(10 * DAYS)) == 0
    assert explaining.write_down_due(municipality, at=later(22 * DAYS)) == 1
    assert explaining.write_down_due(municipality, at=later(22 * DAYS + 60)) == 0
    assert explaining.write_down_due(municipality, at=later(30 * DAYS)) == 1

    first, second = Explanation.objects.filter(petition=petition).order_by("explain_by")
    assert second.explain_by - first.explain_by == timedelta(days=7)
    assert first.explain_by - first.due_at == timedelta(days=7)


@pytest.mark.parametrize(("receiving_is_complete", "days_later"), [(1, 0), (0, 3)])
def test_period_begins_with_the_last_answer_when_the_town_counts_from_completeness(
    municipality: Municipality, receiving_is_complete: int, days_later: int
) -> None:
    municipality.settings["permit_terms"] = {"receiving_is_complete": receiving_is_complete}
    municipality.save()
    answered = 3 * DAYS
    petition = a_submitted_petition(
        municipality, ("asked", answered), ("submitted", answered), ("examined", answered + 5), ("asked", answered + 9),
        ("examined", answered + 9),
    )  # fmt: skip
    assert petition.case is not None

    term = explaining.term_of(
        petition,
        standing.history(petition.case),
        hours=calendars.office_hours(municipality),
        at=later(5 * DAYS),
    )

    # Fifteen office days after Friday the twentieth of November at ten, or after Monday the twenty-third.
    from_friday = later(21 * DAYS)
    assert term.due_at == from_friday + timedelta(days=days_later)


def test_job_of_the_morning_writes_down_delays_once(examined: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: later(22 * DAYS))

    for _run in range(2):
        tasks.write_down_delays(timestamp=0)

    assert Explanation.objects.get().petition == examined


def test_job_of_the_night_forgets_old_drafts_only(
    municipality: Municipality, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PETITION_DRAFT_DAYS = 30
    old = a_draft(municipality, begun_at=later(-32 * DAYS), saved_at=later(-31 * DAYS))
    young, sent = a_draft(municipality), a_submitted_petition(municipality)
    monkeypatch.setattr(timezone, "now", lambda: later(0))

    for _run in range(2):
        tasks.forget(timestamp=0)

    assert set(Petition.objects.all()) == {young, sent}
    assert not Petition.objects.filter(pk=old.pk).exists()


def test_job_of_the_night_forgets_who_asked_when_that_has_served(
    municipality: Municipality, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PETITION_APPLICANT_DAYS = 100
    over = a_submitted_petition(municipality, ("withdrawn", 10))
    open_one = a_submitted_petition(municipality, parcel=a_parcel_at(municipality, 100))
    monkeypatch.setattr(timezone, "now", lambda: later(101 * DAYS))

    tasks.forget(timestamp=0)

    assert list(Applicant.objects.values_list("petition", flat=True)) == [open_one.pk]
    over.refresh_from_db()
    assert over.forgotten_at == later(101 * DAYS)


def test_term_of_an_explanation_is_overdue_when_it_passed_unsent(examined: Petition, official: User) -> None:
    explaining.write_down_due(examined.municipality, at=later(22 * DAYS))

    def is_overdue(days: int) -> bool:
        asks = queue.Asked(filter="open")
        [row] = queue.rows(examined.municipality, asked=asks, by=official, at=later(days * DAYS))
        return row.is_explanation_overdue

    assert (is_overdue(22), is_overdue(30)) == (False, True)


def test_petition_that_waits_for_its_applicant_is_not_late(examined: Petition, official: User) -> None:
    asking.ask(examined, words="ขอสำเนาโฉนด", items=[], by=official, at=later(12))

    assert explaining.write_down_due(examined.municipality, at=later(60 * DAYS)) == 0


def test_explanation_goes_to_the_applicant_and_without_a_name_to_the_oversight_body(
    examined: Petition, official: User, settings: object
) -> None:
    settings.OUTBOX_CHANNELS = {"email": "casework.outbox.mail.Mail"}  # type: ignore[attr-defined]
    examined.municipality.settings["permit_office"] = {"oversight_email": "province@example.com"}
    examined.municipality.save()
    explaining.write_down_due(examined.municipality, at=later(22 * DAYS))
    due = Explanation.objects.get()
    day = timezone.localdate(later(25 * DAYS))

    with pytest.raises(explaining.DayIsOver):
        explaining.send(due, words="รอผลตรวจ", new_date=ON, by=official, at=later(22 * DAYS))
    explaining.send(due, words="รอผลตรวจจากแขวงทางหลวง", new_date=day, by=official, at=later(22 * DAYS))

    told = {message.address: message for message in Message.objects.filter(kind="permit.explained")}
    assert set(told) == {"somchai@example.com", "province@example.com"}
    assert all("รอผลตรวจจากแขวงทางหลวง" in message.body for message in told.values())
    assert "/mine/" not in told["province@example.com"].body
    with pytest.raises(explaining.SentAlready):
        explaining.send(due, words="อีกครั้ง", new_date=day, by=official, at=later(23 * DAYS))


def test_queue_shows_late_first_by_due_and_finds_by_filter(municipality: Municipality, official: User) -> None:
    old = an_examined(municipality, by=official)
    new = a_submitted_petition(municipality, at=22 * DAYS - 10)
    at = later(22 * DAYS)

    def listed(name: str = "open", words: str = "", service: str = "") -> list[Petition]:
        asks = queue.Asked(filter=name, words=words, service=service)
        return [row.petition for row in queue.rows(municipality, asked=asks, by=official, at=at)]

    assert listed() == [old, new]
    assert listed("late") == [old]
    assert listed("mine") == []
    assert listed("asked") == []
    assert listed(words=str(new.case.reference)) == [new]  # type: ignore[union-attr]
    assert listed(service="signboard") == []
    assert listed("done") == []
