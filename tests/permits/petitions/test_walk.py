"""A petition from its first letter to its end: saved, completed, submitted, asked back, withdrawn, forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from casework.models import PauseMark
from gis_assets import tenancy
from gis_assets.models import JournalEntry, Municipality, Role
from permits import moving, services
from permits.desk import asking
from permits.models import Applicant, AskBack, Checkup, Document, Petition
from permits.petitions import (
    answering,
    attaching,
    beginning,
    completeness,
    forgetting,
    saving,
    submission,
    withdrawal,
)
from permits.petitions.saving import Saved
from tests import lasting
from tests.casework import papers
from tests.permits import builders
from tests.permits.builders import AT, later
from tests.speaking import Officer

PERSON: dict[str, Any] = {
    "name": "สมหญิง ใจดี",
    "citizen_id": builders.CITIZEN_ID,
    "address": "1 หมู่ 2",
    "phone": "0811111111",
    "is_owner": "no",
}


def save(petition: Petition, page: str = "plan", *, revision: int | None = None, at: float = 1, **typed: str) -> Saved:
    words = {name: [word] for name, word in typed.items()}
    return saving.save(petition, page=page, typed=words, revision=revision, at=later(at))


def complete(municipality: Municipality, **facts: Any) -> Petition:
    """A draft with every document that is asked for."""
    petition = builders.a_petition(municipality, **facts)
    for line in attaching.asked(petition):
        if line.is_required:
            builders.a_document(petition, requirement=line.requirement.code)
    return petition


@lasting.fixture
def clerk(client_as: Any) -> Officer:
    officer: Officer = client_as(Role.PERMIT_OFFICER)
    return officer


def test_begun_petition_is_found_by_its_secret_alone(municipality: Municipality) -> None:
    petition = beginning.begin(municipality, service="signboard", language="en-GB", at=AT, sender="203.0.113.5")

    assert (petition.track, petition.language, petition.is_draft) == ("signboard", "en", True)
    assert petition.tracking not in petition.secret_digest


def test_beginning_is_refused_when_a_network_began_too_many(municipality: Municipality, settings: Any) -> None:
    settings.PETITIONS_PER_HOUR = 1
    beginning.begin(municipality, service="signboard", language="th", at=AT, sender="203.0.113.5")

    with pytest.raises(beginning.TooManyBegun):
        beginning.begin(municipality, service="signboard", language="th", at=later(30), sender="203.0.113.5")

    beginning.begin(municipality, service="signboard", language="th", at=later(61), sender="203.0.113.5")


def test_everything_typed_is_kept_and_what_is_wrong_is_told(municipality: Municipality) -> None:
    parcel, middle = builders.a_parcel_at(municipality), builders.point(15, 15)
    draft = builders.a_draft(municipality)

    save(draft, "place", parcel=str(parcel.parcel.uid), at=0.5)
    save(draft, "person", **PERSON, at=1)
    sizes: dict[str, Any] = {
        "width_m": "10",
        "depth_m": "8",
        "turn_deg": "",
        "lon": f"{middle.x}",
        "lat": f"{middle.y}",
    }
    saved = save(draft, q_storeys="๒", q_height_m="tall", q_use="dwelling", source="rectangle", **sizes, at=1.5)

    petition = Petition.objects.get()
    assert set(saved.problems) == {"q_height_m"}
    assert petition.answers == {"storeys": 2, "use": "dwelling"}
    assert (petition.parcel_code, (petition.rectangle or {})["width_m"], petition.revision) == ("01A001", 10, 3)
    assert (petition.entry_s, petition.page) == (90, "plan")
    assert Applicant.objects.get().id_tail == builders.CITIZEN_ID[-3:]
    assert not Applicant.objects.filter(id_digest__contains=builders.CITIZEN_ID).exists()


def test_breaks_are_no_time_of_entry(municipality: Municipality) -> None:
    draft = builders.a_draft(municipality)

    save(draft, at=1)
    save(draft, at=60)

    assert Petition.objects.get().entry_s == 60


def test_saving_is_refused_whole_when_another_tab_was_first(municipality: Municipality) -> None:
    draft = builders.a_draft(municipality)
    save(draft, q_storeys="1", revision=0)

    with pytest.raises(saving.SavedElsewhere):
        save(draft, q_storeys="2", revision=0, at=2)

    assert Petition.objects.get().answers["storeys"] == 1
    save(draft, q_storeys="2", at=3)
    assert Petition.objects.get().answers["storeys"] == 2


def test_late_saving_of_the_page_before_is_no_conflict(municipality: Municipality) -> None:
    draft = builders.a_draft(municipality)
    save(draft, "plan", q_storeys="1", revision=0)

    save(draft, "person", name="สมชาย", revision=0, at=2)

    assert Applicant.objects.get().name == "สมชาย"
    with pytest.raises(saving.SavedElsewhere):
        save(draft, "plan", q_storeys="2", revision=0, at=3)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"citizen_id": "1234567890123"}, "citizen_id"),
        ({"email": "somchai"}, "email"),
        ({"webhook": "http://10.0.0.1/"}, "webhook"),
        ({"name": "x" * 301}, "name"),
        ({"parcel": "00000000-0000-0000-0000-000000000000"}, "parcel"),
        ({"source": "drawn", "outline": "{}"}, "outline"),
        ({"source": "rectangle", "width_m": "0", "depth_m": "4", "lon": "98.9", "lat": "18.75"}, "width_m"),
    ],
)
def test_field_is_told_when_it_is_wrong(typed: dict[str, Any], field: str, municipality: Municipality) -> None:
    saved = save(builders.a_draft(municipality), "person", **typed)

    assert set(saved.problems) == {field}


def test_parcel_of_another_municipality_is_none_of_ours(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    draft = builders.a_draft(municipality)
    with tenancy.within(other_municipality):
        theirs = builders.a_parcel_at(other_municipality)

    assert "parcel" in save(draft, "place", parcel=str(theirs.parcel.uid)).problems


def test_form_asks_for_consent_when_the_land_is_somebody_elses(municipality: Municipality) -> None:
    mine = builders.a_petition(municipality)
    assert "owner_consent" not in {line.requirement.code for line in attaching.asked(mine)}

    save(mine, "person", is_owner="no")

    lacks = completeness.missing(Petition.objects.get())
    assert "document-owner_consent" in {lack.anchor for lack in lacks}


def test_building_of_151_m2_goes_the_ordinary_way(municipality: Municipality) -> None:
    petition = builders.a_petition(municipality)

    save(petition, q_floor_area_m2="150")
    assert Petition.objects.get().track == "small"
    save(petition, q_floor_area_m2="151", at=2)

    assert Petition.objects.get().track == "ordinary"
    assert "engineer" in {line.requirement.code for line in attaching.asked(Petition.objects.get())}


def test_submission_opens_a_case_once_and_stores_what_the_map_said(municipality: Municipality) -> None:
    builders.ready(municipality)
    petition = complete(municipality)

    submission.submit(petition, at=later(10))
    again = submission.submit(petition, at=later(11))

    assert again.case is not None
    assert (moving.stands_at(again), again.case.kind, again.submitted_at) == ("submitted", "small", later(10))
    assert again.case.point is not None
    assert Checkup.objects.count() == 1
    assert Checkup.objects.get().findings[0]["rule"] == "inside_parcel"


def test_submission_is_refused_with_all_that_is_missing(municipality: Municipality) -> None:
    with pytest.raises(submission.Incomplete) as refused:
        submission.submit(builders.a_draft(municipality), at=AT)

    pages = {lack.page for lack in refused.value.lacks}
    assert pages == {"place", "plan", "person", "documents"}
    assert Petition.objects.get().is_draft


@pytest.mark.parametrize("east", [26, 40], ids=["on two parcels", "on another's land"])
def test_failing_petition_may_be_submitted_after_a_warning(east: float, municipality: Municipality) -> None:
    builders.ready(municipality)
    builders.a_parcel_at(municipality, 30, code="01A002")
    petition = complete(municipality, footprint=builders.box(east, 10))

    with pytest.raises(submission.NotWarned):
        submission.submit(petition, at=later(10), has_seen_failures=False)
    submitted = submission.submit(petition, at=later(10), has_seen_failures=True)

    assert submitted.checkups.get().verdict == "fail"


def test_submitted_petition_is_changed_no_more(municipality: Municipality) -> None:
    petition = builders.a_submitted_petition(municipality)
    document = builders.a_document(petition)

    with pytest.raises(saving.NotToBeChanged):
        save(petition, q_storeys="2")
    with pytest.raises(attaching.NotAskedFor):
        attaching.take_out(document, at=later(5))


def asked_back(municipality: Municipality, clerk: Officer, *items: str) -> Petition:
    petition = complete(municipality)
    builders.ready(municipality)
    submission.submit(petition, at=later(1))
    petition.refresh_from_db()
    moving.move(petition, to="examined", by=clerk.user, at=later(5))
    asking.ask(petition, words="ขอภาพโฉนดที่ชัดกว่านี้", items=items, by=clerk.user, at=later(10))
    return Petition.objects.get()


def test_only_what_was_asked_can_be_changed_and_the_answer_goes_back(
    municipality: Municipality, clerk: Officer
) -> None:
    petition = asked_back(municipality, clerk, "land_document", "storeys")
    file = SimpleUploadedFile("โฉนด.pdf", papers.pdf())

    save(petition, q_storeys="2", q_height_m="9", source="none", at=20)
    attaching.attach(petition, requirement="land_document", file=file, at=later(21))
    with pytest.raises(attaching.NotAskedFor):
        attaching.attach(petition, requirement="drawings", file=SimpleUploadedFile("a.pdf", papers.pdf()), at=later(22))
    answering.answer(petition, at=later(30))

    after = Petition.objects.get()
    assert (after.answers["storeys"], after.answers["height_m"], after.footprint is None) == (2, 4.0, False)
    assert moving.stands_at(after) == "examined"
    assert AskBack.objects.get().answered_at == later(30)
    assert Checkup.objects.count() == 2
    assert not PauseMark.objects.filter(case=after.case, ends=None, end=None).exists()


def test_answer_is_refused_when_an_asked_document_is_missing(municipality: Municipality, clerk: Officer) -> None:
    petition = asked_back(municipality, clerk, "site_plan")

    with pytest.raises(submission.Incomplete):
        answering.answer(petition, at=later(30))


def test_answer_is_refused_when_nothing_was_asked(municipality: Municipality) -> None:
    with pytest.raises(answering.NothingAsked):
        answering.answer(builders.a_submitted_petition(municipality), at=later(30))


def test_withdrawing_ends_it_once_and_not_after_the_decision(municipality: Municipality) -> None:
    petition = builders.a_submitted_petition(municipality)

    withdrawal.withdraw(petition, at=later(5))
    withdrawal.withdraw(petition, at=later(6))

    assert moving.stands_at(petition) == "withdrawn"
    decided = builders.a_submitted_petition(
        municipality,
        ("examined", 1),
        ("refused", 2),
        parcel=builders.a_parcel_at(municipality, 50, code="01A009"),
    )
    with pytest.raises(withdrawal.DecidedAlready):
        withdrawal.withdraw(decided, at=later(9))


def test_document_is_kept_once_and_never_too_many(municipality: Municipality, settings: Any) -> None:
    settings.PETITION_DOCUMENTS_MOST = 1
    petition = builders.a_petition(municipality)
    send = [SimpleUploadedFile("a.pdf", papers.pdf()) for _ in range(2)]
    send[1] = SimpleUploadedFile("b.pdf", send[0].read())
    send[0].seek(0)

    first, second = (attaching.attach(petition, requirement="id_card", file=file, at=AT) for file in send)

    assert first == second
    other = SimpleUploadedFile("c.pdf", papers.pdf(pages=2))
    with pytest.raises(attaching.TooManyDocuments):
        attaching.attach(petition, requirement="id_card", file=other, at=AT)


def test_old_drafts_and_their_files_are_forgotten(
    municipality: Municipality, django_capture_on_commit_callbacks: Any
) -> None:
    old = builders.a_petition(municipality)
    document = builders.a_document(old)
    fresh = builders.a_draft(municipality, saved_at=later(60))

    with django_capture_on_commit_callbacks(execute=True):
        count = forgetting.forget_drafts(municipality, before=later(30), at=later(90))

    assert (count, list(Petition.objects.all())) == (1, [fresh])
    assert not default_storage.exists(document.file)
    assert JournalEntry.objects.get(action="drafts-forgotten").details == {"count": 1}


def test_applicant_is_forgotten_after_the_end_and_the_petition_stays(
    municipality: Municipality, django_capture_on_commit_callbacks: Any
) -> None:
    ended = builders.a_submitted_petition(municipality, ("withdrawn", 5))
    builders.a_document(ended)
    running = builders.a_submitted_petition(municipality, parcel=builders.a_parcel_at(municipality, 50, code="01A009"))

    with django_capture_on_commit_callbacks(execute=True):
        forgetting.forget_applicants(municipality, before=AT + timedelta(days=1), at=AT + timedelta(days=2))

    assert list(Applicant.objects.values_list("petition", flat=True)) == [running.pk]
    assert not Document.objects.filter(petition=ended).exists()
    assert Petition.objects.get(pk=ended.pk).forgotten_at is not None


def test_every_service_has_a_form_that_can_be_filled_in(municipality: Municipality) -> None:
    for code, service in services.every().items():
        draft = builders.a_draft(municipality, service=code, track=service.tracks[0].code)

        assert completeness.missing(draft), code
        assert set(completeness.pages(service)) >= {"place", "person", "documents", "review"}
