"""Pages of the review of visits: read by the survey's people, decided on by reviewers, closed to everybody else."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gis_assets.models import BuildingVersion, Municipality, ParcelVersion, Role, Source
from landsurvey.field import fieldwork
from landsurvey.models import Campaign, Decision, Visit
from tests import lasting
from tests.landsurvey.fieldbuilders import NOW, a_campaign, a_house, a_parcel, a_visit
from tests.speaking import Officer, at_work_in, english

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOTED = {"house_number": "99/1", "storeys": 2}


@lasting.fixture
def parcel(source: Source) -> ParcelVersion:
    return a_parcel("01A001", source=source)


@lasting.fixture
def house(parcel: ParcelVersion, source: Source) -> BuildingVersion:
    return a_house(parcel, source=source)


@lasting.fixture
def campaign(municipality: Municipality, reviewer: Officer, parcel: ParcelVersion) -> Campaign:
    return a_campaign(municipality, reviewer.user)


@lasting.fixture
def visit(campaign: Campaign, parcel: ParcelVersion, house: BuildingVersion, reviewer: Officer) -> Visit:
    return _landed(parcel, campaign, reviewer.user)


def _landed(parcel: ParcelVersion, campaign: Campaign, by: User, **facts: object) -> Visit:
    noted = a_visit(parcel, **{"campaign_uid": str(campaign.uid), "buildings": [NOTED], **facts})
    return fieldwork.record(noted, municipality=campaign.municipality, by=by, at=NOW)


def _decided(**typed: object) -> dict[str, object]:
    return {"decision": "accept", "on": timezone.localdate().isoformat(), "has_land": "1", "land": "1", **typed}


def _decide(visit: Visit) -> str:
    return reverse("landsurvey:visit_decide", args=[visit.uid])


LIST, MANY = reverse("landsurvey:visits"), reverse("landsurvey:visits_decide")


def test_register_stands_beside_the_visit(reviewer: Officer, visit: Visit) -> None:
    page = reviewer.get(LIST).content.decode()

    assert "01A001" in page
    assert "1-0-00.0" in page or "0-2-40.0" in page
    for words in ("Building no. 99/1", "changes the register", "data-accept", "Storeys", "<ins>2</ins>"):
        assert words in page


def test_accepted_visit_is_in_the_register_and_answers_with_its_card(reviewer: Officer, visit: Visit) -> None:
    answer = reviewer.post(_decide(visit), _decided(), headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert "Accepted" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    today = timezone.localdate()
    assert ParcelVersion.objects.as_of(today).get().residential_wah == 240
    assert BuildingVersion.objects.as_of(today).get().storeys == 2


def test_plain_form_comes_back_to_the_list(reviewer: Officer, visit: Visit) -> None:
    answer = reviewer.post(_decide(visit), _decided())

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(LIST)


def test_what_was_typed_and_chosen_stays_when_it_is_refused(reviewer: Officer, visit: Visit) -> None:
    typed = _decided(decision="accept", seen="0" * 16, comment="my word", tie_0="leave")

    answer = reviewer.post(_decide(visit), typed, headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The register changed under this visit" in page
    assert 'value="my word"' in page
    assert '<option value="leave" selected>' in page
    assert ParcelVersion.objects.count() == 1


def test_second_decision_is_refused_with_the_first(reviewer: Officer, visit: Visit) -> None:
    reviewer.post(_decide(visit), _decided())

    answer = reviewer.post(_decide(visit), _decided(decision="return", comment="no"))

    assert answer.status_code == 409
    assert "decided on this visit on" in answer.content.decode()


def test_visit_returns_with_a_word_and_is_taken_back(reviewer: Officer, visit: Visit) -> None:
    without = reviewer.post(_decide(visit), _decided(decision="return"))
    reviewer.post(_decide(visit), _decided(decision="return", comment="measure again"))
    page = reviewer.get(LIST, {"state": "returned"}).content.decode()
    reviewer.post(_decide(visit), _decided(decision="undo", comment="my mistake"))

    assert without.status_code == 422
    assert "measure again" in page
    visit.refresh_from_db()
    assert visit.decision == Decision.PENDING


def test_acceptance_is_taken_back_from_a_later_day(reviewer: Officer, visit: Visit) -> None:
    reviewer.post(_decide(visit), _decided(on="2023-07-01"))

    early = reviewer.post(_decide(visit), _decided(decision="undo", comment="x", on="2023-07-01"))
    reviewer.post(_decide(visit), _decided(decision="undo", comment="x", on="2023-07-02"))

    assert early.status_code == 422
    assert ParcelVersion.objects.as_of(date(2023, 7, 1)).get().residential_wah == 240
    assert ParcelVersion.objects.as_of(date(2023, 7, 2)).get().residential_wah == 0


def test_ticked_visits_are_decided_together(
    reviewer: Officer, visit: Visit, campaign: Campaign, source: Source
) -> None:
    other = _landed(a_parcel("01A002", 2, source=source), campaign, reviewer.user, buildings=[])
    third = _landed(a_parcel("01A003", 4, source=source), campaign, reviewer.user, buildings=[])

    reviewer.post(MANY, _decided(visit=[str(visit.uid), str(other.uid)]))

    states = dict(Visit.objects.values_list("pk", "decision"))
    assert states == {visit.pk: "accepted", other.pk: "accepted", third.pk: "pending"}


def test_whole_list_is_accepted_but_for_the_doubtful_ones(
    reviewer: Officer, visit: Visit, campaign: Campaign, source: Source
) -> None:
    doubtful = _landed(a_parcel("01A002", 2, source=source), campaign, reviewer.user, uses={"vacant": 3})

    answer = reviewer.post(MANY, _decided(every="1"), follow=True)

    page = answer.content.decode()
    assert "1 visit accepted." in page
    assert "1 visit was left. 01A002:" in page
    doubtful.refresh_from_db()
    assert doubtful.decision == Decision.PENDING


def test_many_go_back_only_with_a_word(reviewer: Officer, visit: Visit) -> None:
    answer = reviewer.post(MANY, _decided(decision="return", visit=[str(visit.uid)]), follow=True)

    assert "Write for the surveyor why the visit is returned." in answer.content.decode()


@pytest.mark.parametrize("typed", [{"decision": "x"}, {"on": "no day"}, {"visit": ["not-a-uid"]}])
def test_nonsense_is_refused_in_words(typed: dict[str, object], reviewer: Officer, visit: Visit) -> None:
    answer = reviewer.post(MANY, _decided(**typed), follow=True)

    assert "Choose the visits, what to decide, and from which day." in answer.content.decode()


def test_list_understands_only_what_it_knows(reviewer: Officer, visit: Visit) -> None:
    answer = reviewer.get(LIST, {"state": "nonsense", "campaign": "nonsense", "on": "nonsense", "page": "nonsense"})

    assert answer.status_code == 200
    assert "01A001" in answer.content.decode()


def test_surveyor_reads_and_does_not_decide(surveyor: Officer, visit: Visit) -> None:
    assert "data-accept" not in surveyor.get(LIST).content.decode()
    assert surveyor.post(_decide(visit), _decided()).status_code == 403
    assert surveyor.post(MANY, _decided(every="1")).status_code == 403
    visit.refresh_from_db()
    assert visit.decision == Decision.PENDING


def test_officer_of_another_municipality_sees_and_decides_nothing(
    client_as: Callable[..., Officer], other_municipality: Municipality, visit: Visit
) -> None:
    stranger = at_work_in(english(client_as(Role.SURVEY_REVIEWER, of=other_municipality)), other_municipality)

    assert "01A001" not in stranger.get(LIST).content.decode()
    assert stranger.post(_decide(visit), _decided()).status_code == 404
    stranger.post(MANY, _decided(visit=[str(visit.uid)]))
    visit.refresh_from_db()
    assert visit.decision == Decision.PENDING


def test_public_is_sent_to_sign_in(client: Client, visit: Visit) -> None:
    assert client.get(LIST).status_code == 302
    assert client.post(_decide(visit), _decided()).status_code == 302
    assert "login" in client.post(MANY, _decided()).headers["Location"]
