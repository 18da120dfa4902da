"""Announcing, changing and taking back; and what everybody reads of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry, Point, Polygon
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from gis_assets import tenancy
from gis_assets.models import GridNode, Municipality, Role, UtilityPoleVersion
from incidents import closures
from incidents.cap import announcing
from incidents.models import Announcement, Closure, Outage
from incidents.outages import confirming
from tests import lasting
from tests.incidents import builders
from tests.incidents.builders import AT
from tests.incidents.cap import standard
from tests.incidents.cap.standard import said
from tests.incidents.outages.builders import a_node, a_row
from tests.speaking import Officer, at_work_in, english

ClientAs = Callable[..., Officer]
HOUR = timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"


@lasting.fixture
def town(municipality: Municipality) -> Municipality:
    builders.ready(municipality)
    return municipality


@lasting.fixture
def dispatcher(officer: Callable[..., User]) -> User:
    return officer(Role.DISPATCHER)


@lasting.fixture
def node(town: Municipality) -> GridNode:
    return a_node(town, "T1", "transformer")


@lasting.fixture
def row(town: Municipality, node: GridNode) -> list[UtilityPoleVersion]:
    return a_row(town, node, first=1)


@lasting.fixture
def outage(town: Municipality, node: GridNode, row: list[UtilityPoleVersion], dispatcher: User) -> Outage:
    return confirming.confirm(town, device=node, by=dispatcher, at=AT, expected_at=AT + 2 * HOUR)


def a_closure(town: Municipality, by: User, **facts: Any) -> Closure:
    square = Polygon.from_bbox((98.93, 18.74, 98.94, 18.75))
    square.srid = 4326
    given: dict[str, Any] = {"shape": square, "reason": "flood", "note": "บ้านป้าสมศรีน้ำลึก", "by": by, "at": AT}
    return closures.draw(town, **given | facts)


def told(thing: Outage | Closure, by: User, **facts: Any) -> Announcement:
    given: dict[str, Any] = {"severity": "Moderate", "expires_at": AT + 3 * HOUR, "seen": None, "at": AT}
    return announcing.announce(thing, by=by, **given | facts)


def test_outage_is_told_with_its_area_and_end(outage: Outage, row: list[UtilityPoleVersion], dispatcher: User) -> None:
    alert = standard.checked(told(outage, dispatcher).message)

    thai, in_english = alert.findall(f"{standard.CAP}info")
    places = said(thai, "area", "polygon").split()
    area = Polygon([(float(lon), float(lat)) for lat, lon in (one.split(",") for one in places)], srid=4326)
    assert (said(alert, "msgType"), said(alert, "scope"), said(alert, "references")) == ("Alert", "Public", "")
    assert said(alert, "sender") == "04500199@127.0.0.1"
    assert (said(thai, "language"), said(in_english, "language")) == ("th-TH", "en-US")
    assert (said(thai, "category"), said(thai, "urgency"), said(thai, "certainty")) == (
        "Infra",
        "Immediate",
        "Observed",
    )
    assert said(thai, "headline") == "ไฟดับที่เทศบาลเมืองทดสอบ หม้อแปลง T1"
    assert said(in_english, "headline") == "Power outage in Test Town, Transformer T1"
    assert "3 poles" in said(in_english, "description")
    assert "191" in said(in_english, "instruction")
    assert said(thai, "expires") == "2026-11-20T13:00:00+07:00"
    assert all(area.contains(pole.shape_wgs84) for pole in row)
    assert not area.contains(Point(row[-1].shape_wgs84.x + 0.01, row[-1].shape_wgs84.y, srid=4326))
    assert said(thai, "area", "geocode", "value") == "04500199"


def test_outage_of_one_pole_is_a_circle(town: Municipality, dispatcher: User) -> None:
    pole = builders.a_pole(town)
    alone = confirming.confirm(town, device=pole.pole, by=dispatcher, at=AT)

    alert = standard.checked(told(alone, dispatcher).message)

    assert said(alert, "info", "area", "circle") == f"{pole.shape_wgs84.y:.5f},{pole.shape_wgs84.x:.5f} 0.06"
    assert said(alert, "info", "area", "polygon") == ""


@pytest.mark.parametrize("line", [None, "LINESTRING(98.93 18.74, 98.931 18.741, 98.932 18.74)"])
def test_closure_is_told_with_its_roads_and_without_the_dispatchers_note(
    line: str | None, town: Municipality, dispatcher: User
) -> None:
    road = builders.a_road(town, (0, 0), (300, 0))
    road.refresh_from_db()
    shape = GEOSGeometry(line, srid=4326) if line else road.shape_wgs84
    closure = a_closure(town, dispatcher, shape=shape, reason="wire")

    alert = standard.checked(told(closure, dispatcher).message)

    info = alert.findall(f"{standard.CAP}info")[1]
    assert (said(info, "category"), said(info, "responseType")) == ("Transport", "Avoid")
    assert said(info, "headline") == "Road closed in Test Town: Wire down"
    assert ("Test Road" in said(info, "description")) == (line is None)
    assert "until further notice" in said(info, "description")
    assert "สมศรี" not in closure.announcements.get().message


def test_closure_to_come_is_told_as_future(town: Municipality, dispatcher: User) -> None:
    closure = a_closure(town, dispatcher, since=AT + HOUR)

    alert = standard.checked(told(closure, dispatcher).message)

    assert (said(alert, "info", "urgency"), said(alert, "info", "certainty")) == ("Future", "Likely")
    assert said(alert, "info", "onset") == "2026-11-20T11:00:00+07:00"


def test_message_is_marked_as_a_test_until_the_installation_is_in_service(
    outage: Outage, dispatcher: User, settings: Any
) -> None:
    first = told(outage, dispatcher)
    settings.IS_IN_SERVICE = True

    second = told(outage, dispatcher, seen=first.uid, at=AT + HOUR)

    assert said(standard.checked(first.message), "status") == "Test"
    assert said(standard.checked(second.message), "status") == "Actual"


def test_change_and_taking_back_name_all_messages_before(outage: Outage, dispatcher: User) -> None:
    first = told(outage, dispatcher)
    second = told(outage, dispatcher, seen=first.uid, at=AT + HOUR, severity="Severe")
    confirming.restore(outage, by=dispatcher, at=AT + 2 * HOUR, note="เปลี่ยนฟิวส์แล้ว")

    third = announcing.take_back(outage, by=dispatcher, at=AT + 2 * HOUR)

    update, cancel = standard.checked(second.message), standard.checked(third.message)
    names = [
        f"{one.sender},{one.identifier},{(AT + number * HOUR).astimezone(timezone.get_current_timezone()).isoformat()}"
        for number, one in enumerate((first, second))
    ]
    assert (said(update, "msgType"), said(update, "references")) == ("Update", names[0])
    assert (said(cancel, "msgType"), said(cancel, "references")) == ("Cancel", " ".join(names))
    assert said(update, "info", "severity") == "Severe"
    assert (said(cancel, "info", "responseType"), said(cancel, "info", "urgency")) == ("AllClear", "Past")
    assert said(cancel.findall(f"{standard.CAP}info")[1], "headline") == "Power is back in Test Town, Transformer T1"
    assert "ฟิวส์" not in third.message


def test_next_message_begins_anew_when_the_last_was_taken_back_or_has_expired(outage: Outage, dispatcher: User) -> None:
    told(outage, dispatcher)
    announcing.take_back(outage, by=dispatcher, at=AT + HOUR)
    again = told(outage, dispatcher, at=AT + 2 * HOUR)

    later = told(outage, dispatcher, at=AT + 9 * HOUR, expires_at=AT + 20 * HOUR)

    assert (again.kind, later.kind, later.follows) == ("Alert", "Alert", None)


def test_second_dispatcher_is_refused_when_another_announced_meanwhile(
    outage: Outage, dispatcher: User, officer: Callable[..., User]
) -> None:
    told(outage, dispatcher)

    with pytest.raises(announcing.ToldMeanwhile):
        told(outage, officer(Role.DISPATCHER), at=AT + HOUR)

    assert Announcement.objects.count() == 1


@pytest.mark.parametrize("end", [AT, AT - HOUR, AT + timedelta(days=400)])
def test_announcement_is_refused_when_it_would_not_end_within_a_year(
    end: Any, outage: Outage, dispatcher: User
) -> None:
    with pytest.raises(announcing.NoSuchEnd):
        told(outage, dispatcher, expires_at=end)


def test_nothing_is_announced_or_taken_back_when_there_is_nothing(outage: Outage, dispatcher: User) -> None:
    with pytest.raises(announcing.NotStanding):
        announcing.take_back(outage, by=dispatcher, at=AT)
    confirming.withdraw(outage, by=dispatcher, at=AT + HOUR)

    with pytest.raises(announcing.NothingToTell):
        told(outage, dispatcher, at=AT + HOUR)


def test_announcement_is_never_changed_or_deleted_in_the_database(outage: Outage, dispatcher: User) -> None:
    sent = told(outage, dispatcher)

    for act in (lambda: Announcement.objects.update(headline_th="x"), sent.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_message_is_followed_once_when_two_would(outage: Outage, dispatcher: User) -> None:
    first = told(outage, dispatcher)
    second = told(outage, dispatcher, seen=first.uid, at=AT + HOUR)
    second.pk, second.uid = None, uuid4()

    with pytest.raises(IntegrityError), transaction.atomic():
        second.save(force_insert=True)


def now_told(outage: Outage, by: User) -> Announcement:
    now = timezone.now()
    return told(outage, by, at=now, expires_at=now + HOUR)


def test_everybody_reads_the_feed_and_each_message(
    outage: Outage, dispatcher: User, town: Municipality, client: Client
) -> None:
    first = now_told(outage, dispatcher)
    second = announcing.take_back(outage, by=dispatcher, at=timezone.now())

    answer = client.get("/cap/")
    feed = ElementTree.fromstring(answer.content)
    links = [link.attrib["href"] for link in feed.findall(f"{ATOM}entry/{ATOM}link")]
    read = [client.get(link) for link in links]

    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert feed.findtext(f"{ATOM}id") == "http://testserver/cap/04500199/"
    assert [each.text for each in feed.findall(f"{ATOM}entry/{ATOM}id")] == [second.identifier, first.identifier]
    assert [each.content.decode() for each in read] == [second.message, first.message]
    assert read[0].headers["Content-Type"] == "application/cap+xml; charset=utf-8"
    assert read[0].headers["Access-Control-Allow-Origin"] == "*"
    assert all(standard.checked(each.content.decode()) for each in read)
    assert dispatcher.username not in answer.content.decode() + read[0].content.decode()


def test_feed_and_message_are_of_their_own_town_only(
    outage: Outage, dispatcher: User, client: Client, other_municipality: Municipality
) -> None:
    sent, now = now_told(outage, dispatcher), timezone.now()
    with tenancy.within(other_municipality):
        closed = a_closure(other_municipality, dispatcher, at=now)
        their_own = told(closed, dispatcher, at=now, expires_at=now + HOUR)

    theirs = client.get(f"/cap/{other_municipality.dla_code}/")

    assert client.get("/cap/04500199/").content.count(b"<entry>") == 1
    assert theirs.status_code == 200
    assert theirs.content.count(b"<entry>") == 1
    assert their_own.identifier in theirs.content.decode()
    assert client.get(f"/cap/{other_municipality.dla_code}/{their_own.uid}.xml").status_code == 200
    assert client.get(f"/cap/{other_municipality.dla_code}/{sent.uid}.xml").status_code == 404
    assert client.get("/cap/99999999/").status_code == 404
    assert client.get("/cap/").status_code == 404


PAGE = "/incidents/announcements/"


def test_dispatcher_looks_announces_changes_and_takes_back(outage: Outage, client_as: ClientAs, client: Client) -> None:
    Outage.objects.filter(pk=outage.pk).update(confirmed_at=timezone.now(), expected_at=timezone.now() + HOUR)
    browser, page = english(client_as(Role.DISPATCHER)), f"{PAGE}outage/{outage.pk}/"

    looked = browser.get(page)
    form = looked.context["form"].initial
    form = {"severity": form["severity"], "expires_at": f"{form['expires_at']:%Y-%m-%dT%H:%M}", "seen": ""}
    sent = browser.post(page, form)
    first = Announcement.objects.get()
    stale = browser.post(page, form)
    changed = browser.post(page, form | {"seen": str(first.uid), "severity": "Severe"})
    listed = browser.get(PAGE).content.decode()
    browser.post(f"{page}take-back/")

    assert "Power outage in Test Town, Transformer T1" in looked.content.decode()
    assert "ไฟดับที่เทศบาลเมืองทดสอบ" in looked.content.decode()
    assert Announcement.objects.count() == 3
    assert (sent.status_code, stale.status_code, changed.status_code) == (302, 422, 302)
    assert "in the meantime" in stale.content.decode()
    assert first.headline_en in listed
    assert list(Announcement.objects.order_by("pk").values_list("kind", flat=True)) == ["Alert", "Update", "Cancel"]
    assert str(Announcement.objects.latest("pk").uid) in client.get("/cap/").content.decode()


def test_preview_sends_nothing_and_shows_the_very_message(outage: Outage, client_as: ClientAs) -> None:
    answer = client_as(Role.DISPATCHER).get(f"{PAGE}outage/{outage.pk}/")

    standard.checked(answer.context["xml"])
    assert not Announcement.objects.exists()


def test_announcements_are_the_dispatchers_only(
    outage: Outage, dispatcher: User, town: Municipality, client: Client, client_as: ClientAs,
    other_municipality: Municipality,
) -> None:  # fmt: skip
    closure = a_closure(town, dispatcher)
    pages = [PAGE, f"{PAGE}outage/{outage.pk}/", f"{PAGE}closure/{closure.pk}/"]
    acts = [*pages[1:], f"{PAGE}outage/{outage.pk}/take-back/"]
    elsewhere, crew = client_as(Role.DISPATCHER, of=other_municipality), client_as(Role.RESPONDER)

    assert {client_as(Role.DISPATCHER).get(page).status_code for page in pages} == {200}
    assert {client.get(page).status_code for page in pages} | {client.post(act).status_code for act in acts} == {302}
    for browser in (elsewhere, crew):
        assert {browser.get(page).status_code for page in pages} == {403}
        assert {browser.post(act).status_code for act in acts} == {403}
    assert not Announcement.objects.exists()


def test_things_of_another_town_do_not_exist_here(
    outage: Outage, client_as: ClientAs, other_municipality: Municipality
) -> None:
    elsewhere = at_work_in(client_as(Role.DISPATCHER, of=other_municipality), other_municipality)

    assert elsewhere.get(f"{PAGE}outage/{outage.pk}/").status_code == 404
    assert elsewhere.post(f"{PAGE}outage/{outage.pk}/take-back/").status_code == 404


def test_list_shows_what_is_over_and_still_announced(outage: Outage, dispatcher: User, client_as: ClientAs) -> None:
    now_told(outage, dispatcher)
    confirming.restore(outage, by=dispatcher, at=timezone.now(), note="ok")

    page = english(client_as(Role.DISPATCHER)).get(PAGE).content.decode()

    assert "over: take it back" in page


def test_rows_stay_of_their_town_under_raw_sql(
    outage: Outage, dispatcher: User, other_municipality: Municipality
) -> None:
    now_told(outage, dispatcher)

    with tenancy.within(other_municipality), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM incidents_announcement")
        [(count,)] = cursor.fetchall()

    assert count == 0
