"""The operator's page: what failed and why, another try by hand, and for nobody else."""

from collections.abc import Callable

import pytest
from django.test import Client

from casework.models import Message
from casework.outbox import delivering
from gis_assets.models import Municipality, Role
from tests.casework.outbox.builders import NOW, a_message, tried
from tests.casework.outbox.receivers import MailServer, WebServer
from tests.speaking import Officer, at_work_in, english

pytestmark = pytest.mark.usefixtures("connected")
ClientAs = Callable[..., Officer]
PAGES = ["/messages/", "/messages/next/"]


@pytest.fixture
def failed(municipality: Municipality, web: WebServer) -> Message:
    web.answers = [410]
    return tried(a_message(municipality, "webhook", web.url("/secret-path")))


def test_failed_message_stands_first_with_its_answer_and_half_its_address(
    failed: Message, client_as: ClientAs, web: WebServer
) -> None:
    page = english(client_as(Role.ADMINISTRATOR)).get("/messages/").content.decode()

    assert "HTTP 410" in page
    assert "1 try" in page
    assert "ซ่อมเสร็จแล้ว" in page
    assert f"http://127.0.0.1:{web.port}/…" in page
    assert "secret-path" not in page
    assert "ไฟติดแล้ว" not in page


def test_mail_address_is_shortened(municipality: Municipality, client_as: ClientAs) -> None:
    a_message(municipality, "email", "somchai@example.org")

    page = client_as(Role.ADMINISTRATOR).get("/messages/?state=waiting").content.decode()

    assert "so…@example.org" in page
    assert "somchai" not in page


@pytest.mark.parametrize("way", ["one", "all"])
def test_message_is_tried_anew_by_hand(way: str, failed: Message, client_as: ClientAs, web: WebServer) -> None:
    address = f"/messages/{failed.pk}/again/" if way == "one" else "/messages/again/"

    answer = english(client_as(Role.ADMINISTRATOR)).post(address, follow=True)

    failed.refresh_from_db()
    assert "tried anew" in answer.content.decode()
    assert (failed.state, failed.tries) == ("waiting", 0)


def test_message_that_waits_again_already_is_told_so(failed: Message, client_as: ClientAs) -> None:
    operator = english(client_as(Role.ADMINISTRATOR))
    operator.post(f"/messages/{failed.pk}/again/")

    answer = operator.post(f"/messages/{failed.pk}/again/", follow=True)

    assert "not waiting for your hand" in answer.content.decode()


def test_home_says_how_many_failed(failed: Message, client_as: ClientAs) -> None:
    operator = english(client_as(Role.ADMINISTRATOR))

    assert "message to somebody outside could not be delivered" in operator.get("/messages/next/").content.decode()
    delivering.try_again(failed, by=operator.user, at=NOW)
    assert "Every message to people outside was delivered" in operator.get("/messages/next/").content.decode()


@pytest.mark.parametrize("state", ["", "waiting", "delivered", "failed", "withdrawn", "nonsense"])
def test_page_says_when_nothing_stands_there(state: str, municipality: Municipality, client_as: ClientAs) -> None:
    page = english(client_as(Role.ADMINISTRATOR)).get(f"/messages/?state={state}")

    assert page.status_code == 200
    assert "No message stands here." in page.content.decode()


def test_pages_are_closed_to_strangers_and_to_officers_who_run_nothing_here(
    failed: Message, client: Client, client_as: ClientAs, other_municipality: Municipality
) -> None:
    elsewhere = client_as(Role.ADMINISTRATOR, of=other_municipality)
    posts = ["/messages/again/", f"/messages/{failed.pk}/again/"]

    for asked, ask in [(page, "get") for page in PAGES] + [(page, "post") for page in posts]:
        assert getattr(client, ask)(asked).status_code == 302
        assert getattr(client_as(Role.DISPATCHER), ask)(asked).status_code == 403
        assert getattr(elsewhere, ask)(asked).status_code == 403
    failed.refresh_from_db()
    assert failed.state == "failed"


def test_message_does_not_exist_for_an_administrator_at_work_in_another_town(
    failed: Message, client_as: ClientAs, other_municipality: Municipality
) -> None:
    elsewhere = at_work_in(client_as(Role.ADMINISTRATOR, of=other_municipality), other_municipality)

    assert "HTTP 410" not in elsewhere.get("/messages/").content.decode()
    assert elsewhere.post(f"/messages/{failed.pk}/again/").status_code == 404
    elsewhere.post("/messages/again/")
    failed.refresh_from_db()
    assert failed.state == "failed"


def test_nothing_is_tried_by_looking(failed: Message, client_as: ClientAs, mail: MailServer) -> None:
    operator = client_as(Role.ADMINISTRATOR)

    assert operator.get(f"/messages/{failed.pk}/again/").status_code == 405
    assert operator.get("/messages/again/").status_code == 405
