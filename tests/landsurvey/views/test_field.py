"""What the phone asks of the server: areas without a person in them, visits and photos that land, refusals in words."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from gis_assets import offline
from gis_assets.models import Municipality, ParcelVersion, Role, Source
from landsurvey.field import campaigns
from landsurvey.formats import photo as photos
from landsurvey.models import Campaign, Visit, VisitPhoto
from landsurvey.views import field
from tests import lasting
from tests.landsurvey.fieldbuilders import a_campaign, a_jpeg, a_parcel, a_visit_json
from tests.speaking import Officer, at_work_in, english

pytestmark = pytest.mark.django_db


@lasting.fixture
def parcel(source: Source) -> ParcelVersion:
    return a_parcel("01A001", source=source)


@lasting.fixture
def campaign(municipality: Municipality, surveyor: Officer, parcel: ParcelVersion) -> Campaign:
    return a_campaign(municipality, surveyor.user)


def sent(client: Client, body: object) -> Any:
    content = body if isinstance(body, str) else json.dumps(body)
    return client.post(reverse("landsurvey:field_visits"), content, content_type="application/json")


def photographed(client: Client, visit: dict[str, object], content: bytes, number: uuid.UUID | None = None) -> Any:
    address = reverse("landsurvey:field_photo", args=[visit["client_uid"], number or uuid.uuid4()])
    return client.post(address, content, content_type="image/jpeg")


def test_area_carries_parcels_and_nobody(surveyor: Officer, campaign: Campaign, parcel: ParcelVersion) -> None:
    area = surveyor.get(reverse("landsurvey:field_area", args=[campaign.uid])).json()

    (carried,) = area["parcels"]
    assert (carried["uid"], carried["version"], carried["facts"]["code"]) == (
        str(parcel.parcel.uid),
        parcel.pk,
        "01A001",
    )
    assert carried["facts"].keys() == {"code", "block", "state", "area_m2", "houses", "buildings"}
    assert carried["geometry"]["type"] == "MultiPolygon"


def test_area_of_chosen_blocks_only(surveyor: Officer, campaign: Campaign, source: Source) -> None:
    a_parcel("02B001", 3, source=source)
    address = reverse("landsurvey:field_area", args=[campaign.uid])

    blocks = [surveyor.get(f"{address}?block={block}").json()["parcels"] for block in ("02B", "01", "09Z")]

    assert [[parcel["facts"]["code"] for parcel in parcels] for parcels in blocks] == [["02B001"], ["01A001"], []]


def test_area_too_large_for_a_phone_is_refused_in_words(
    surveyor: Officer, campaign: Campaign, source: Source, settings: Settings
) -> None:
    settings.FIELD_PARCELS_MOST = 1
    a_parcel("02B001", 3, source=source)

    answer = surveyor.get(reverse("landsurvey:field_area", args=[campaign.uid]))

    assert answer.status_code == 422
    assert "more than 1 parcels" in answer.json()["refusal"]


def test_closed_campaign_is_offered_no_more_but_its_visits_land(
    surveyor: Officer, campaign: Campaign, parcel: ParcelVersion
) -> None:
    offered = surveyor.get(reverse("landsurvey:field_campaigns")).json()["campaigns"]
    campaigns.close(campaign, by=surveyor.user, at=timezone.now())

    after = surveyor.get(reverse("landsurvey:field_campaigns")).json()["campaigns"]
    answer = sent(surveyor, a_visit_json(parcel, campaign_uid=str(campaign.uid)))

    assert [one["blocks"] for one in offered] == [[{"block": "01A", "parcels": 1, "done": 0}]]
    assert after == []
    assert answer.status_code == 200


def test_same_confirmation_comes_back_however_often_a_visit_is_sent(surveyor: Officer, parcel: ParcelVersion) -> None:
    visit = a_visit_json(parcel)

    first, second = (sent(surveyor, visit).json() for _ in range(2))

    assert first == second
    assert first["confirmation"] == str(Visit.objects.get().uid)


def test_landed_is_read_anew_with_its_photos(surveyor: Officer, parcel: ParcelVersion) -> None:
    visit, number = a_visit_json(parcel), uuid.uuid4()
    sent(surveyor, visit)
    photographed(surveyor, visit, a_jpeg(), number)
    photographed(surveyor, visit, a_jpeg(), number)
    address = reverse("landsurvey:field_landed") + f"?uid={visit['client_uid']}&uid={uuid.uuid4()}"

    (landed,) = surveyor.get(address).json()["visits"]
    Visit.objects.all().delete()

    assert landed["photos"] == [str(number)]
    assert surveyor.get(address).json()["visits"] == []


@pytest.mark.parametrize("body", ["", "[]", "{", "null", '{"client_uid": 7}', "[" * 10_000, "x" * 300_000])
def test_nonsense_is_refused_in_words(surveyor: Officer, body: str) -> None:
    answer = sent(surveyor, body)

    assert answer.status_code == 422
    assert "The visit cannot be read" in answer.json()["refusal"]


def test_reason_is_given_in_the_readers_language(client_as: Callable[..., Officer], parcel: ParcelVersion) -> None:
    answer = sent(english(client_as(Role.SURVEYOR)), a_visit_json(parcel, uses={"vacant": 300}))

    assert answer.json()["refusal"].startswith("The visit cannot be read: “vacant”")


def test_phone_is_told_to_wait_when_too_much_comes(
    surveyor: Officer, parcel: ParcelVersion, settings: Settings
) -> None:
    settings.FIELD_VISITS_PER_HOUR = 1
    sent(surveyor, a_visit_json(parcel))

    assert sent(surveyor, a_visit_json(parcel)).status_code == 429
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"GIF89a", a_jpeg()[:60], b"\xff\xd8\xff" + bytes(photos.MAX_BYTES)])
def test_what_is_no_photo_is_refused_in_words(surveyor: Officer, parcel: ParcelVersion, content: bytes) -> None:
    visit = a_visit_json(parcel)
    sent(surveyor, visit)

    answer = photographed(surveyor, visit, content)

    assert answer.status_code == 422
    assert answer.json()["refusal"]
    assert not VisitPhoto.objects.exists()


def test_photo_goes_to_nobody_elses_visit(
    surveyor: Officer, parcel: ParcelVersion, client_as: Callable[..., Officer]
) -> None:
    visit = a_visit_json(parcel)
    sent(surveyor, visit)

    assert photographed(client_as(Role.SURVEYOR), visit, a_jpeg()).status_code == 404


def test_visit_is_not_taken_without_the_token(surveyor: Officer, parcel: ParcelVersion) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(surveyor.user)
    without = sent(strict, a_visit_json(parcel))
    token = strict.get(reverse("landsurvey:field_session")).json()["token"]

    taken = strict.post(
        reverse("landsurvey:field_visits"),
        json.dumps(a_visit_json(parcel)),
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )

    assert (without.status_code, taken.status_code) == (403, 200)


def test_kept_page_names_nobody(surveyor: Officer, campaign: Campaign) -> None:
    surveyor.user.first_name = "สมหมาย"
    surveyor.user.save()

    page = surveyor.get(reverse("landsurvey:field")).content.decode()

    assert "สมหมาย" not in page
    assert surveyor.user.username not in page
    assert "csrf" not in page


def test_everything_the_phone_keeps_is_served_by_us() -> None:
    worker = Client().get(reverse("landsurvey:field_worker")).content.decode()

    assert all(finders.find(name) for name in field.SHELL)
    assert all(settings.STATIC_URL + name in worker for name in field.SHELL)
    assert offline.version(field.SHELL) in worker


def test_phone_pages_are_for_surveyors_of_the_municipality(
    surveyor: Officer,
    campaign: Campaign,
    parcel: ParcelVersion,
    client_as: Callable[..., Officer],
    other_municipality: Municipality,
) -> None:
    foreign = at_work_in(client_as(Role.SURVEYOR, of=other_municipality), other_municipality)
    area = reverse("landsurvey:field_area", args=[campaign.uid])
    pages = [reverse(f"landsurvey:{name}") for name in ("field", "field_session", "field_campaigns", "field_landed")]

    for address in [*pages, area]:
        assert surveyor.get(address).status_code == 200
        assert client_as(Role.TAX_OFFICER).get(address).status_code == 403
        assert Client().get(address).status_code == 302
    assert foreign.get(area).status_code == 404
    assert foreign.get(reverse("landsurvey:field_campaigns")).json()["campaigns"] == []
    assert sent(foreign, a_visit_json(parcel)).status_code == 422
    assert sent(client_as(Role.TAX_OFFICER), a_visit_json(parcel)).status_code == 403
    assert sent(Client(), a_visit_json(parcel)).status_code == 302
    assert not Visit.objects.exists()
