"""Pages of campaigns: seen by the municipality's surveyors, opened by its reviewers, closed to everybody else."""

import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from gis_assets.models import Municipality, ParcelVersion, Role, Source
from landsurvey import tasks
from landsurvey.field import campaignfigures, fieldwork
from landsurvey.models import Campaign, CampaignFigures, CampaignStatus, FieldPackage, VisitPhoto
from tests import lasting
from tests.landsurvey.fieldbuilders import NOW, a_campaign, a_jpeg, a_parcel, a_visit
from tests.speaking import Officer, at_work_in, english

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
OUTLINE = b'{"type":"Polygon","coordinates":[[[98.9,18.74],[98.95,18.74],[98.95,18.75],[98.9,18.75],[98.9,18.74]]]}'


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """That a busy machine counted slowly is no reason to show figures of before."""
    monkeypatch.setattr(campaignfigures, "_AT_ONCE_S", 30)


@lasting.fixture
def base_map(source: Source) -> list[ParcelVersion]:
    return [a_parcel(f"01A00{number}", number, source=source) for number in (1, 2)]


@lasting.fixture
def campaign(municipality: Municipality, reviewer: Officer, base_map: list[ParcelVersion]) -> Campaign:
    """A campaign with one visit and its photo."""
    campaign = a_campaign(municipality, reviewer.user)
    noted = a_visit(base_map[0], campaign_uid=str(campaign.uid))
    visit = fieldwork.record(noted, municipality=municipality, by=reviewer.user, at=NOW)
    fieldwork.add_photo(visit, client_uid=uuid.uuid4(), content=a_jpeg(), name="a", at=NOW)
    return campaign


def _page(name: str, campaign: Campaign) -> str:
    return reverse(f"landsurvey:{name}", args=[campaign.uid])


def _typed(**typed: object) -> dict[str, object]:
    return {"title": "Dry season", "first_day": "2023-01-01", "last_day": "2023-06-30", "blocks": "", **typed}


def test_reviewer_opens_a_campaign(reviewer: Officer, base_map: list[ParcelVersion]) -> None:
    answer = reviewer.post(reverse("landsurvey:campaigns"), _typed(blocks="01, 01A"))

    campaign = Campaign.objects.get()
    assert answer.headers["Location"] == _page("campaign", campaign)
    assert (campaign.blocks, str(campaign.period.upper)) == (["01", "01A"], "2023-07-01")


def test_outline_of_a_file_bounds_the_campaign(reviewer: Officer, base_map: list[ParcelVersion]) -> None:
    sent = SimpleUploadedFile("outline.geojson", OUTLINE)

    reviewer.post(reverse("landsurvey:campaigns"), _typed(outline=sent))

    area = Campaign.objects.get().area
    assert area is not None
    assert area.contains(base_map[0].shape_wgs84)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"blocks": "01Z"}, "No parcel code begins with 01Z"),
        ({"blocks": "zone 1"}, "is neither a zone (01) nor a block (01A)"),
        ({"last_day": "2022-01-01"}, "The last day lies before the first"),
        ({"outline": SimpleUploadedFile("a.json", b'{"type":"Point","coordinates":[1,1]}')}, "holds no sound area"),
        ({"outline": SimpleUploadedFile("a.json", b"[[[[")}, "holds no sound area"),
    ],
)
def test_form_comes_back_as_typed_when_something_is_wrong(
    reviewer: Officer, base_map: list[ParcelVersion], typed: dict[str, object], said: str
) -> None:
    answer = reviewer.post(reverse("landsurvey:campaigns"), _typed(**typed))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="Dry season"' in answer.content.decode()
    assert not Campaign.objects.exists()


def test_surveyor_opens_and_closes_no_campaign(surveyor: Officer, campaign: Campaign) -> None:
    assert surveyor.post(reverse("landsurvey:campaigns"), _typed()).status_code == 403
    assert surveyor.post(_page("campaign_close", campaign)).status_code == 403
    assert Campaign.objects.get().status == CampaignStatus.OPEN


def test_page_says_how_far_it_has_come_and_what_is_left(surveyor: Officer, campaign: Campaign) -> None:
    page = surveyor.get(_page("campaign", campaign)).content.decode()

    assert "50.0 %" in page
    assert "1 of 2 parcels of the base map" in page
    assert "Most was done in May 23: 1 parcels." in page
    assert "01A002" in page


def test_page_asks_as_many_questions_whatever_the_number_of_parcels(
    surveyor: Officer, campaign: Campaign, source: Source
) -> None:
    counted = []
    for more in (0, 8):
        for number in range(more):
            a_parcel(f"02B00{number}", 10 + number, source=source)
        CampaignFigures.objects.all().delete()
        with CaptureQueriesContext(connection) as questions:
            surveyor.get(_page("campaign", campaign))
        counted.append(len(questions))

    assert counted[0] == counted[1]


def test_map_is_given_blocks_and_parcels_with_their_states(surveyor: Officer, campaign: Campaign) -> None:
    blocks = surveyor.get(_page("campaign_blocks", campaign)).json()
    parcels = surveyor.get(_page("campaign_parcels", campaign) + "?bbox=98.9,18.7,99,18.8").json()
    nowhere = surveyor.get(_page("campaign_parcels", campaign) + "?bbox=97,17,97.1,17.1").json()

    assert [feature["properties"] for feature in blocks["features"]] == [{"block": "01A", "parcels": 2, "done": 1}]
    assert {f["properties"]["code"]: f["properties"]["state"] for f in parcels["features"]} == {
        "01A001": "visited",
        "01A002": "left",
    }
    assert nowhere["features"] == []
    assert surveyor.get(_page("campaign_parcels", campaign) + "?bbox=here").status_code == 400


def test_visits_are_listed_and_exported_with_who_and_how_exactly(surveyor: Officer, campaign: Campaign) -> None:
    listed = surveyor.get(_page("campaign_visits", campaign)).content.decode()
    table = surveyor.get(_page("campaign_visits_csv", campaign)).content.decode()

    assert "no. 99/1, 2 storeys, Half masonry, half wood, occupied" in listed
    assert "± 3.5 m" in listed
    assert "ประตูรั้วสีเขียว" in table
    assert table.startswith("\ufeff")


def test_tax_officer_sees_visits_of_a_parcel_and_their_photos(
    client_as: Callable[..., Officer], campaign: Campaign, base_map: list[ParcelVersion]
) -> None:
    officer = english(client_as(Role.TAX_OFFICER))

    listed = officer.get(reverse("landsurvey:parcel_visits", args=[base_map[0].parcel.uid]))
    photo = officer.get(reverse("landsurvey:visit_photo", args=[VisitPhoto.objects.get().client_uid]))

    assert "Surveyed" in listed.content.decode()
    assert (photo.headers["Content-Type"], photo.headers["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert photo.getvalue() == a_jpeg()


@pytest.mark.parametrize(("name", "kind"), [("field_gpkg", b"SQLite format 3"), ("field_zip", b"PK\x03\x04")])
def test_package_goes_out_and_is_registered(surveyor: Officer, campaign: Campaign, name: str, kind: bytes) -> None:
    answer = surveyor.get(_page(name, campaign))

    assert answer.getvalue().startswith(kind)
    assert FieldPackage.objects.get().parcels == 2


def test_unknown_block_brings_back_to_the_page_with_the_reason(surveyor: Officer, campaign: Campaign) -> None:
    answer = surveyor.get(_page("field_zip", campaign) + "?blocks=09Z", follow=True)

    assert "The campaign has no parcel there" in answer.content.decode()


_READING = [
    "campaign",
    "campaign_blocks",
    "campaign_left",
    "campaign_visits",
    "campaign_visits_csv",
    "campaign_counting",
    "field_gpkg",
    "field_zip",
]
_OF_PARCELS = ["campaign_parcels"]


@pytest.mark.parametrize("name", _READING + _OF_PARCELS)
def test_campaign_is_read_by_its_surveyors_only(
    name: str,
    campaign: Campaign,
    surveyor: Officer,
    client_as: Callable[..., Officer],
    other_municipality: Municipality,
) -> None:
    address = _page(name, campaign) + "?bbox=98,18,99,19" * (name in _OF_PARCELS)

    own = surveyor.get(address)

    assert (own.status_code, bool(own.getvalue())) == (200, True)
    assert client_as(Role.TAX_OFFICER).get(address).status_code == 403
    assert _foreign(client_as, other_municipality).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_visits_and_photos_of_a_parcel_are_read_by_its_officers_only(
    campaign: Campaign,
    base_map: list[ParcelVersion],
    client_as: Callable[..., Officer],
    other_municipality: Municipality,
) -> None:
    for address in (
        reverse("landsurvey:parcel_visits", args=[base_map[0].parcel.uid]),
        reverse("landsurvey:visit_photo", args=[VisitPhoto.objects.get().client_uid]),
    ):
        assert client_as(Role.DISPATCHER).get(address).status_code == 403
        assert _foreign(client_as, other_municipality).get(address).status_code == 404
        assert Client().get(address).status_code == 302


def test_campaign_is_closed_by_nobody_else(
    campaign: Campaign,
    reviewer: Officer,
    client_as: Callable[..., Officer],
    other_municipality: Municipality,
) -> None:
    address = _page("campaign_close", campaign)

    assert _foreign(client_as, other_municipality).post(address).status_code == 404
    assert Client().post(address).status_code == 302
    assert Campaign.objects.get().status == CampaignStatus.OPEN
    reviewer.post(address)
    assert Campaign.objects.get().status == CampaignStatus.CLOSED


def _foreign(client_as: Callable[..., Officer], other: Municipality) -> Client:
    return at_work_in(client_as(Role.SURVEYOR, Role.SURVEY_REVIEWER, of=other), other)


def test_list_of_campaigns_is_empty_where_nothing_was_opened(surveyor: Officer, reviewer: Officer) -> None:
    assert "A survey reviewer opens the first" in surveyor.get(reverse("landsurvey:campaigns")).content.decode()
    assert "Open the campaign" in reviewer.get(reverse("landsurvey:campaigns")).content.decode()


def test_page_says_that_its_figures_are_behind_and_when_they_are_counted_anew(
    reviewer: Officer, campaign: Campaign, base_map: list[ParcelVersion], municipality: Municipality
) -> None:
    reviewer.get(_page("campaign", campaign))
    CampaignFigures.objects.update(took_s=60)
    fieldwork.record(a_visit(base_map[1]), municipality=municipality, by=reviewer.user, at=NOW)

    behind = reviewer.get(_page("campaign", campaign)).content.decode()
    job = ProcrastinateJob.objects.get(task_name="landsurvey.recount_campaigns")
    waiting = reviewer.get(_page("campaign_counting", campaign)).content.decode()
    tasks.recount_campaigns(**job.args)
    counted = reviewer.get(_page("campaign_counting", campaign)).content.decode()

    assert "the figures are being counted anew" in behind
    assert "every 4s" in waiting
    assert "The figures have been counted anew." in counted
    assert "100.0 %" in reviewer.get(_page("campaign", campaign)).content.decode()


def test_first_page_of_a_large_town_does_not_wait_for_its_figures(
    reviewer: Officer, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaignfigures, "_SURELY_FEW", 1)

    page = reviewer.get(_page("campaign", campaign)).content.decode()

    assert "The campaign is being counted for the first time." in page
    assert not CampaignFigures.objects.exists()
