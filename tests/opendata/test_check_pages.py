"""The data publisher's page of checks: what is closed and why, and the decisions that open or close a layer."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gis_assets import tenancy
from gis_assets.models import JournalEntry, Municipality, Role
from opendata import gate, layers
from opendata.models import AcceptedValue, Publication, PublicationCheck, PublicationFinding
from tests import lasting
from tests.opendata.builders import a_road
from tests.speaking import Officer, english

PAGE = "/data/checks/"
NAME = "นายเหรียญ (ซอย 4)"


@lasting.fixture
def publisher(client_as: Callable[..., Officer]) -> Officer:
    return english(client_as(Role.DATA_PUBLISHER))


def the_finding(publisher: Officer) -> PublicationFinding:
    publisher.get(PAGE)
    return PublicationFinding.objects.latest("pk")


def accept(publisher: Officer, finding: PublicationFinding, reason: str) -> str:
    page = publisher.post(reverse("opendata:accept_value", args=[finding.pk]), {"reason": reason}, follow=True)
    return page.content.decode()


def is_open(municipality: Municipality, name: str = "roads") -> bool:
    return name in gate.open_layers(municipality=municipality)


def test_page_names_what_is_closed_without_the_value(municipality: Municipality, publisher: Officer) -> None:
    road = a_road(municipality, NAME)

    page = publisher.get(PAGE).content.decode()

    assert "Roads is closed" in page
    assert "นาย เ…" in page
    assert str(road.road.uid) in page
    assert "เหรียญ" not in page


def test_page_names_a_broken_declaration_loudly(
    municipality: Municipality, publisher: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "faulty", lambda: {"secrets": ("no column has a legal ground.",)})

    page = publisher.get(PAGE).content.decode()

    assert "The layer secrets is not published: its declaration is at fault." in page
    assert "no column has a legal ground." in page


def test_accepted_value_opens_the_layer_and_says_why(municipality: Municipality, publisher: Officer) -> None:
    a_road(municipality, NAME)

    page = accept(publisher, the_finding(publisher), "A lane named after its founder")

    value = AcceptedValue.objects.get()
    assert is_open(municipality)
    assert (value.layer, value.column, value.accepted_by) == ("roads", "name_th", publisher.user)
    assert "A lane named after its founder" in page
    assert JournalEntry.objects.filter(action="value accepted", why=value.reason, user=publisher.user).exists()


def test_another_value_is_not_accepted_by_it(municipality: Municipality, publisher: Officer) -> None:
    a_road(municipality, NAME)
    accept(publisher, the_finding(publisher), "A lane named after its founder")
    a_road(municipality, "นายเหรียญ (ซอย 5)")

    verdict = gate.check(layers.layer_named("roads"), municipality=municipality, on=timezone.localdate())

    assert len(verdict.findings) == 1
    assert not is_open(municipality)


def test_reason_is_needed(municipality: Municipality, publisher: Officer) -> None:
    a_road(municipality, NAME)

    page = accept(publisher, the_finding(publisher), "  ")

    assert "write in a few words why" in page
    assert not AcceptedValue.objects.exists()
    assert not is_open(municipality)


def test_citizen_id_is_never_accepted(municipality: Municipality, publisher: Officer) -> None:
    a_road(municipality, "1-1017-00203-45-0")

    page = accept(publisher, the_finding(publisher), "It is only a number")

    assert "cannot be accepted" in page
    assert not is_open(municipality)


def test_withdrawn_layer_is_closed_until_it_is_put_back(municipality: Municipality, publisher: Officer) -> None:
    publisher.get(PAGE)
    publisher.post(reverse("opendata:withdraw_layer", args=["poles"]), {"reason": "The survey was wrong"})
    withdrawn = is_open(municipality, "poles")
    checked = gate.check(layers.layer_named("poles"), municipality=municipality, on=timezone.localdate())
    after_a_check = is_open(municipality, "poles")

    publisher.post(reverse("opendata:put_back_layer", args=["poles"]))

    assert checked.is_clean
    assert (withdrawn, after_a_check) == (False, False)
    assert is_open(municipality, "poles")
    assert list(JournalEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "layer withdrawn",
        "layer put back",
    ]


def test_withdrawal_needs_a_reason(municipality: Municipality, publisher: Officer) -> None:
    publisher.get(PAGE)

    publisher.post(reverse("opendata:withdraw_layer", args=["poles"]), {"reason": ""})

    assert is_open(municipality, "poles")


def test_check_is_made_again_when_it_is_asked_for(municipality: Municipality, publisher: Officer) -> None:
    publisher.get(PAGE)

    page = publisher.post(reverse("opendata:check_layer", args=["roads"]), follow=True)

    assert "nothing in the layer looks like personal data" in page.content.decode()
    assert PublicationCheck.objects.filter(layer="roads").count() == 2


@pytest.mark.parametrize("address", ["/data/checks/owners/check/", "/data/findings/999999/accept/"])
def test_what_is_not_there_is_not_found(publisher: Officer, address: str) -> None:
    assert publisher.post(address).status_code == 404


@pytest.mark.parametrize("name", ["check_layer", "withdraw_layer", "put_back_layer"])
def test_only_the_data_publisher_of_the_town_decides(
    municipality: Municipality,
    other_municipality: Municipality,
    client: Client,
    client_as: Callable[..., Officer],
    name: str,
) -> None:
    gate.open_layers(municipality=municipality)
    address = reverse(f"opendata:{name}", args=["poles"])
    before = PublicationCheck.objects.count()

    answers = [
        one.post(address, {"reason": "x"}).status_code
        for one in (
            client,
            client_as(Role.DATA_PUBLISHER, of=other_municipality),
            client_as(Role.SURVEY_REVIEWER),
        )
    ]

    assert answers == [302, 403, 403]
    assert PublicationCheck.objects.count() == before
    assert not Publication.objects.filter(withdrawn_at__isnull=False).exists()


def test_stranger_and_other_officers_do_not_see_the_page(
    municipality: Municipality,
    other_municipality: Municipality,
    client: Client,
    client_as: Callable[..., Officer],
) -> None:
    assert client.get(PAGE).status_code == 302
    assert client_as(Role.DATA_PUBLISHER, of=other_municipality).get(PAGE).status_code == 403
    assert client_as(Role.TAX_OFFICER).get(PAGE).status_code == 403


def test_finding_of_another_municipality_cannot_be_accepted(
    municipality: Municipality, other_municipality: Municipality, publisher: Officer
) -> None:
    with tenancy.within(other_municipality):
        a_road(other_municipality, NAME)
        gate.check(layers.layer_named("roads"), municipality=other_municipality, on=timezone.localdate())
        theirs = PublicationFinding.objects.get()

    answer = publisher.post(reverse("opendata:accept_value", args=[theirs.pk]), {"reason": "x"})

    assert answer.status_code == 404
