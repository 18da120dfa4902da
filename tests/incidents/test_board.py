"""The dispatcher's pages as pages: what stands on them, and where a search leads."""

import re
from collections.abc import Callable
from uuid import uuid4

from casework import tracking
from gis_assets.models import Municipality, Role
from incidents import reports
from incidents.live import looks
from incidents.models import Kind, Report
from tests import lasting
from tests.conftest import ROOT
from tests.incidents import builders
from tests.incidents.builders import AT
from tests.speaking import Officer, at_work_in, english

ClientAs = Callable[..., Officer]
TEMPLATES = ROOT / "incidents/templates/incidents"


@lasting.fixture
def report(municipality: Municipality) -> Report:
    builders.ready(municipality)
    pole = builders.a_pole(municipality, (100, 3))
    return reports.receive(
        municipality, kind=Kind.WIRE_DOWN, key=uuid4(), channel="qr", at=AT, pole=pole, phone="0812345678"
    )


def test_board_begins_with_a_look_that_the_stream_goes_on_from(report: Report, client_as: ClientAs) -> None:
    page = client_as(Role.DISPATCHER).get("/incidents/")

    assert looks.read(page.context["map_facts"]["since"])


def test_priority_is_told_by_number_and_word_beside_its_colour(report: Report, client_as: ClientAs) -> None:
    page = english(client_as(Role.DISPATCHER)).get("/incidents/queue/").content.decode()

    assert 'class="priority priority--1"' in page
    assert ">1</text>" in page
    assert "Emergency" in page


def test_search_opens_the_incident_and_keeps_the_code_out_of_the_address(report: Report, client_as: ClientAs) -> None:
    answer = client_as(Role.DISPATCHER).post("/incidents/find/", {"q": tracking.grouped(report.tracking)})

    assert answer.headers["Location"] == f"/incidents/?incident={report.incident_id}"


def test_search_in_vain_says_what_was_typed(report: Report, client_as: ClientAs) -> None:
    answer = english(client_as(Role.DISPATCHER)).post(
        "/incidents/find/", {"q": "2569/77777"}, headers={"hx-request": "true"}
    )

    assert "2569/77777" in answer.content.decode()


def test_search_finds_nothing_of_another_municipality(
    report: Report, client_as: ClientAs, other_municipality: Municipality
) -> None:
    elsewhere = at_work_in(client_as(Role.DISPATCHER, of=other_municipality), other_municipality)

    answer = elsewhere.post("/incidents/find/", {"q": tracking.grouped(report.tracking)})

    assert answer.headers["Location"] == "/incidents/"


def test_wall_shows_nobodys_words_or_telephone_and_nothing_to_press(report: Report, client_as: ClientAs) -> None:
    page = client_as(Role.DISPATCHER).get("/incidents/wall/").content.decode()

    assert report.incident.case.reference in page
    assert "0812345678" not in page
    assert "<button" not in page
    assert "<form" not in page


def test_every_key_of_the_board_stands_in_its_list_and_in_the_guide() -> None:
    pages = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    keys = {key.upper() for key in re.findall(r'(?<![\w-])(?:data-)?key="([a-z])[ "{]', pages)}

    listed = (TEMPLATES / "parts/keys.html").read_text()
    guide = (ROOT / "docs/dispatcher.md").read_text().partition("**Keys**")[2].partition("\n- ")[0]

    assert keys >= {"C", "D", "F", "M", "N", "O", "S", "U"}
    assert keys <= set(re.findall("<kbd>(.+?)</kbd>", listed))
    assert keys <= set(re.findall("`(.+?)`", guide))
