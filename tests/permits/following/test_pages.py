"""The pages that say where a petition stands and how long petitions take: who sees what, and what nobody sees."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from gis_assets.models import Municipality, Role
from permits import secrets_of
from permits.models import Applicant, Explanation, Permit, Petition
from tests import lasting
from tests.conftest import a_municipality
from tests.permits import builders
from tests.speaking import Officer, english

ClientAs = Callable[..., Officer]
PRIVATE = ("สมชาย", "0812345678", "703", "หมู่ 3", "somchai@example.com")


@lasting.fixture
def petition(municipality: Municipality) -> Petition:
    return builders.a_submitted_petition(municipality)


def mine(petition: Petition) -> str:
    return f"/permits/mine/{secrets_of.secret(petition.uid)}/status/"


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_everybody_sees_the_steps_and_nothing_of_who_asks_when_he_has_the_number(
    client: Client, petition: Petition
) -> None:
    page = text(english(client), f"/permits/status/{petition.tracking}/")

    assert "Petition received and checked by the map" in page
    assert "Permit officer" in page
    assert "still to come" in page
    for private in (*PRIVATE, petition.parcel_code, secrets_of.secret(petition.uid), str(petition.uid)):
        assert private not in page


def test_page_says_until_when_it_is_decided_and_what_is_waited_for(client: Client, municipality: Municipality) -> None:
    begun = builders.ago(days=2)
    waiting = builders.a_submitted_petition(municipality, at=begun)
    asked = builders.a_submitted_petition(municipality, ("examined", begun + 10), ("asked", begun + 20), at=begun)
    late = builders.a_submitted_petition(
        municipality, at=builders.ago(days=60), begun_at=builders.later(builders.ago(days=61))
    )

    of_waiting, of_asked, of_late = (
        text(english(client), f"/permits/status/{each.tracking}/") for each in (waiting, asked, late)
    )

    assert "To be decided by" in of_waiting
    assert "It waits for an appointment to be booked" in of_waiting
    assert "The applicant is asked to mend or add something" in of_asked
    assert "The clock stands still" in of_asked
    assert "It should have been decided by" in of_late


def test_number_is_found_however_it_is_typed(client: Client, petition: Petition) -> None:
    typed = petition.tracking.lower()
    answer = client.get("/permits/status/", {"number": f" {typed[:4]}-{typed[4:8]} {typed[8:]} "}, follow=True)

    assert answer.status_code == 200
    assert petition.tracking[:4] in answer.content.decode()


def test_number_of_a_case_or_a_permit_typed_as_a_code_is_told_unknown(client: Client, petition: Petition) -> None:
    for page, name in (("/permits/status/", "number"), ("/permits/verify/", "code")):
        answer = client.get(page, {name: str(petition.case)}, follow=True)

        assert answer.status_code == 404
        assert str(petition.case).replace("/", "-") in answer.content.decode()


def test_draft_unknown_and_nonsense_are_answered_alike(client: Client, municipality: Municipality) -> None:
    draft = builders.a_draft(municipality)

    answers = [
        client.get(f"/permits/{page}/")
        for page in (f"status/{draft.tracking}", "status/0000000000000000", "status/nonsense", "mine/0000/status")
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    # Whoever typed a number finds it in the field again.
    assert 'value="nonsense"' in answers[2].content.decode()
    pages = [re.sub('value="[^"]*"', "", answer.content.decode()) for answer in answers]
    said = [re.search("<main.*</main>", page, re.DOTALL) for page in pages]
    assert len({found[0] for found in said if found}) == 1


@pytest.mark.parametrize("page", ["status/{}", "mine/{}/status", "mine/{}/appointment", "mine/{}/permit.pdf"])
def test_codes_are_tried_a_few_times_an_hour_only(
    client: Client, petition: Petition, settings: Settings, page: str
) -> None:
    settings.LOOKUPS_PER_HOUR = 2
    for _try in range(2):
        assert (
            client.get(f"/permits/{page.format('0000000000000001')}{'' if page.endswith('pdf') else '/'}").status_code
            == 404
        )

    code = petition.tracking if page.startswith("status") else secrets_of.secret(petition.uid)
    address = f"/permits/{page.format(code)}{'' if page.endswith('pdf') else '/'}"

    assert client.get(address).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.9").get(address).status_code != 429


def test_owner_sees_what_is_next_and_may_take_it_back(client: Client, petition: Petition) -> None:
    page = text(english(client), mine(petition))

    assert page.index("Book an appointment") < page.index('id="now"')
    assert "Take the petition back" in page
    assert petition.tracking[:4] in page


def test_explanation_is_read_by_the_owner_and_only_its_day_by_everybody(
    client: Client, petition: Petition, officer: Callable[..., User]
) -> None:
    reader, words = english(client), "รอผลตรวจจากแขวงทางหลวง"
    Explanation.objects.create(
        municipality=petition.municipality, petition=petition, due_at=builders.AT, explain_by=builders.later(10),
        words=words, new_date=date(2026, 12, 24), sent_at=builders.later(5), sent_by=officer(Role.PERMIT_OFFICER),
    )  # fmt: skip
    Explanation.objects.create(
        municipality=petition.municipality, petition=petition, due_at=builders.AT, explain_by=builders.later(20)
    )

    public, owners = text(reader, f"/permits/status/{petition.tracking}/"), text(reader, mine(petition))

    assert public.count("The office explained the delay in writing on 20 November 2026") == 1
    assert words not in public
    assert "24 December 2026" not in public
    assert words in owners
    assert "It will be decided by 24 December 2026 at the latest" in owners


def test_revoked_permit_is_not_shown_as_one_that_holds(
    client: Client, municipality: Municipality, officer: Callable[..., User]
) -> None:
    official, reader = officer(Role.LOCAL_OFFICIAL), english(client)
    issued = builders.a_submitted_petition(
        municipality, ("examined", 10), ("approved", 15), ("issued", 20), by=official
    )
    permit = Permit.objects.create(
        municipality=municipality, petition=issued, number="1/2569", verify_code="0" * 16, facts={}, seal="", file="x",
        file_sha256="", issued_at=builders.later(20), issued_by=official,
    )  # fmt: skip
    held = text(reader, mine(issued))
    assert held.index("permit.pdf") < held.index('id="now"')
    permit.revoked_at, permit.revoked_why = builders.later(1500), "สร้างผิดแบบ"
    permit.save()

    public, owners = text(reader, f"/permits/status/{issued.tracking}/"), text(reader, mine(issued))

    for page in (public, owners):
        assert "This permit was revoked on 21 November 2026 and holds no more." in page
        assert "Ask the office what to do next." in page
        assert "Nothing is waited for" not in page
        assert "permit.pdf" not in page
        assert re.findall(r'aria-current="step"><p class="way__label">([^<]*)', page) == ["The permit was revoked"]
    assert "สร้างผิดแบบ" in owners
    assert "สร้างผิดแบบ" not in public


def test_petition_of_another_municipality_is_unknown_here(
    client: Client, petition: Petition, settings: Settings
) -> None:
    other = a_municipality(dla_code="04500299", name_en="Other Town")
    settings.MUNICIPALITY = other.dla_code

    assert client.get(f"/permits/status/{petition.tracking}/").status_code == 404
    assert client.get(mine(petition)).status_code == 404


def test_open_page_is_answered_only_when_something_is_new(client: Client, petition: Petition) -> None:
    address = re.search(r'hx-get="([^"]+)"', text(client, f"/permits/status/{petition.tracking}/"))
    assert address

    assert client.get(address[1].replace("&amp;", "&")).status_code == 204


def test_draft_leads_its_owner_to_the_form(client: Client, municipality: Municipality) -> None:
    draft = builders.a_draft(municipality)

    answer = client.get(mine(draft))

    assert (answer.status_code, answer.headers["Location"]) == (302, mine(draft).removesuffix("status/"))


def test_owner_changes_where_news_go_and_stops_them(client: Client, petition: Petition) -> None:
    news = mine(petition).replace("status", "news")

    client.post(news, {"email": "new@example.com", "webhook": ""})
    assert Applicant.objects.get().email == "new@example.com"
    client.post(news, {"email": "no address", "webhook": ""})
    assert Applicant.objects.get().email == "new@example.com"
    client.post(news, {"stop": "1"})

    assert Applicant.objects.get().email == ""


@pytest.mark.parametrize("address", ["/permits/times/", "/permits/times/cases/", "/permits/next/"])
def test_times_are_for_officers_of_the_town_only(
    client: Client, client_as: ClientAs, petition: Petition, address: str
) -> None:
    elsewhere = a_municipality(dla_code="04500299", name_en="Other Town")

    for role in (Role.HEAD_OF_ENGINEERING, Role.LOCAL_OFFICIAL, Role.PERMIT_OFFICER):
        assert client_as(role).get(address).status_code == 200
    assert client_as(Role.TAX_OFFICER).get(address).status_code == 403
    assert client_as(Role.HEAD_OF_ENGINEERING, of=elsewhere).get(address).status_code == 403
    assert client.get(address).status_code == 302


def test_figures_lead_to_their_petitions(client_as: ClientAs, municipality: Municipality) -> None:
    petition = builders.a_submitted_petition(municipality, at=builders.ago(days=2))
    officer = english(client_as(Role.HEAD_OF_ENGINEERING))

    page = text(officer, "/permits/times/?days=7")
    behind = text(officer, "/permits/times/cases/?days=7&sort=entry")

    assert "The times, each for itself" in page
    assert f"/permits/desk/{petition.uid}/" in behind
    assert "No petition stands behind this figure." in text(officer, "/permits/times/cases/?days=7&which=late")


def test_head_sees_at_which_step_petitions_wait(client_as: ClientAs, municipality: Municipality) -> None:
    builders.a_submitted_petition(municipality, ("examined", builders.ago(days=2) + 30), at=builders.ago(days=2))

    page = text(english(client_as(Role.HEAD_OF_ENGINEERING)), "/permits/times/?days=7")

    waits = page[page.index("Where petitions wait") :]
    assert "Petition received and checked by the map" in waits
    assert "30 min" in waits


def test_head_of_engineering_sees_petitions_among_the_step_times(
    client_as: ClientAs, municipality: Municipality
) -> None:
    builders.a_submitted_petition(municipality, at=builders.ago(days=2))

    assert "Permit for a small building" in text(english(client_as(Role.HEAD_OF_ENGINEERING)), "/kpi/?days=7")


def test_every_page_leads_to_the_one_stop_service_and_officers_to_the_desk(
    client: Client, client_as: ClientAs, petition: Petition
) -> None:
    assert 'href="/permits/"' in text(client, f"/permits/status/{petition.tracking}/")
    home = text(english(client_as(Role.PERMIT_OFFICER)), "/home/")
    assert 'href="/permits/desk/"' in home
    assert 'hx-get="/permits/next/"' in home
