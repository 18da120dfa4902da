"""The pages of outages, planned works, groups and poles: what they show, what they do, and who may."""

import json
from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from gis_assets.models import GridNode, Municipality, Role, UtilityPoleVersion
from incidents import grouping, offenders
from incidents.cap import announcing
from incidents.models import Announcement, Incident, Outage, PlannedWork, PowerReport, Regrouping, Report
from incidents.outages import confirming
from tests import lasting
from tests.incidents import builders
from tests.incidents.outages.builders import a_node, a_row, dark
from tests.incidents.test_grouping import a_report
from tests.speaking import Officer, at_work_in, english

ClientAs = Callable[..., Officer]
PAGES = [
    "outages/",
    "outages.geojson",
    "planned/",
    "planned.geojson",
    "settings/",
    "offenders/",
    "outages/below.geojson?kind=node&id={node}",
    "{incident}/grouping/",
]
STEPS = [
    "outages/confirm/", "outages/{outage}/expect/", "outages/{outage}/restore/", "outages/{outage}/withdraw/",
    "planned/", "planned/{work}/cancel/", "{incident}/merge/", "{incident}/split/", "regroupings/{row}/undo/",
]  # fmt: skip


@lasting.fixture
def town(municipality: Municipality) -> Municipality:
    builders.ready(municipality)
    return municipality


@lasting.fixture
def node(town: Municipality) -> GridNode:
    return a_node(town, "T1", "transformer")


@lasting.fixture
def row(town: Municipality, node: GridNode) -> list[UtilityPoleVersion]:
    return a_row(town, node, first=1)


@lasting.fixture
def dispatcher(client_as: ClientAs) -> Officer:
    return english(client_as(Role.DISPATCHER))


@lasting.fixture
def numbers(town: Municipality, node: GridNode, row: list[UtilityPoleVersion], dispatcher: Officer) -> dict[str, int]:
    """One of everything, for addresses."""
    now = timezone.now()
    outage = confirming.confirm(town, device=node, by=dispatcher.user, at=now)
    work = PlannedWork.objects.create(
        municipality=town, node=node, starts_at=now, ends_at=now + timedelta(hours=1), reason="x", announced_by="y",
        entered_by=dispatcher.user, entered_at=now,
    )  # fmt: skip
    kept, joined = a_report(town, 900, number=90), a_report(town, 950, number=91)
    regrouping = grouping.merge(joined.incident, into=kept.incident, by=dispatcher.user, at=now)
    return {
        "node": node.pk, "outage": outage.pk, "work": work.pk, "incident": kept.incident_id, "row": regrouping.pk,
        "report": kept.pk,
    }  # fmt: skip


def dark_now(town: Municipality, *poles: UtilityPoleVersion) -> list[Report]:
    return [dark(town, pole, at=timezone.now() - timedelta(minutes=5)) for pole in poles]


@pytest.mark.parametrize("page", PAGES)
def test_page_is_the_dispatchers_only(
    page: str, numbers: dict[str, int], dispatcher: Officer, client: Client, client_as: ClientAs,
    other_municipality: Municipality,
) -> None:  # fmt: skip
    asked = "/incidents/" + page.format(**numbers)

    assert dispatcher.get(asked).status_code == 200
    assert client.get(asked).headers["Location"].startswith("/accounts/login/")
    assert client_as(Role.DISPATCHER, of=other_municipality).get(asked).status_code == 403
    assert client_as(Role.TAX_OFFICER).get(asked).status_code == 403


@pytest.mark.parametrize("step", STEPS)
def test_step_is_the_dispatchers_only(
    step: str, numbers: dict[str, int], client: Client, client_as: ClientAs, other_municipality: Municipality
) -> None:
    asked = "/incidents/" + step.format(**numbers)

    assert client.post(asked).headers["Location"].startswith("/accounts/login/")
    assert client_as(Role.DISPATCHER, of=other_municipality).post(asked).status_code == 403
    assert client_as(Role.RESPONDER).post(asked).status_code == 403
    assert Outage.objects.open().count() == 1
    assert PlannedWork.objects.get().cancelled_at is None
    assert Regrouping.objects.count() == 1


def test_things_of_another_town_do_not_exist(
    numbers: dict[str, int], client_as: ClientAs, other_municipality: Municipality
) -> None:
    elsewhere = at_work_in(client_as(Role.DISPATCHER, of=other_municipality), other_municipality)

    for step in (
        "outages/{outage}/withdraw/",
        "planned/{work}/cancel/",
        "{incident}/merge/",
        "regroupings/{row}/undo/",
    ):
        assert elsewhere.post("/incidents/" + step.format(**numbers)).status_code == 404
    assert elsewhere.get(f"/incidents/outages/below.geojson?kind=node&id={numbers['node']}").status_code == 404


def test_suspect_is_confirmed_and_closed_from_the_page(
    town: Municipality, node: GridNode, row: list[UtilityPoleVersion], dispatcher: Officer
) -> None:
    other = a_row(town, node, first=20)
    dark_now(town, row[2], other[2])

    seen = dispatcher.get("/incidents/outages/").content.decode()
    dispatcher.post("/incidents/outages/confirm/", {"kind": "node", "id": node.pk, "expected_at": ""})
    outage = Outage.objects.get()
    refused = dispatcher.post(f"/incidents/outages/{outage.pk}/restore/", {"note": ""}, headers={"hx-request": "true"})
    dispatcher.post(f"/incidents/outages/{outage.pk}/restore/", {"note": "fuse changed"})

    assert "2 of 6 poles below it reported dark" in seen
    assert 'role="alert"' in refused.content.decode()
    assert set(Incident.objects.values_list("state", flat=True)) == {"resolved"}


def test_confirmed_outage_proposes_its_announcement_by_one_key_until_it_stands(
    town: Municipality, node: GridNode, row: list[UtilityPoleVersion], dispatcher: Officer
) -> None:
    now, board = timezone.now(), {"hx-request": "true"}
    dark_now(town, row[2])

    confirmed = dispatcher.post("/incidents/outages/confirm/", {"kind": "node", "id": node.pk}, headers=board)
    outage, sent_by_itself = Outage.objects.get(), Announcement.objects.count()
    announcing.announce(
        outage, severity="Moderate", expires_at=now + timedelta(hours=3), seen=None, by=dispatcher.user, at=now
    )
    announced = dispatcher.get("/incidents/outages/", headers=board).content.decode()

    assert f'href="/incidents/announcements/outage/{outage.pk}/" data-key="p"' in confirmed.content.decode()
    assert sent_by_itself == 0
    assert 'data-key="p"' not in announced
    assert "holds until" in announced
    assert "not announced" not in announced


def test_poles_below_a_device_come_with_what_was_said_of_them(
    town: Municipality, node: GridNode, row: list[UtilityPoleVersion], dispatcher: Officer
) -> None:
    dark_now(town, row[2])

    features = dispatcher.get(f"/incidents/outages/below.geojson?kind=node&id={node.pk}").json()["features"]

    assert {each["properties"]["code"]: each["properties"]["word"] for each in features} == {
        row[0].pole.code: "silent", row[1].pole.code: "silent", row[2].pole.code: "dark",
    }  # fmt: skip


def test_poles_below_a_confirmed_outage_keep_what_was_said_of_them_however_long_it_lasts(
    town: Municipality, node: GridNode, row: list[UtilityPoleVersion], dispatcher: Officer
) -> None:
    reported = timezone.now() - timedelta(days=2)
    for pole in row[:2]:
        dark(town, pole, at=reported)
    confirming.confirm(town, device=node, by=dispatcher.user, at=reported + timedelta(minutes=5))
    PowerReport.objects.create(
        municipality=town, pole=row[1].pole, at=reported + timedelta(hours=3), idempotency_key=uuid4()
    )

    features = dispatcher.get(f"/incidents/outages/below.geojson?kind=node&id={node.pk}").json()["features"]

    assert Incident.objects.filter(outage__isnull=False).count() == 2
    assert [each["properties"]["word"] for each in features] == ["dark", "lit", "silent"]


def test_citizen_says_there_is_power_and_it_counts(
    town: Municipality, row: list[UtilityPoleVersion], client: Client
) -> None:
    page = client.get(f"/p/{row[0].pole.code}/")
    form = {"key": page.context["power_key"]}

    first, again = (client.post(f"/p/{row[0].pole.code}/power/", form) for _time in range(2))

    assert (first.status_code, again.status_code) == (200, 200)
    word = PowerReport.objects.get()
    assert (word.pole, word.by) == (row[0].pole, None)
    assert client.post(f"/p/{row[0].pole.code}/power/", {"key": "no"}).status_code == 400


def test_planned_work_is_entered_and_told_to_the_citizen(
    town: Municipality, node: GridNode, row: list[UtilityPoleVersion], dispatcher: Officer, client: Client
) -> None:
    now = timezone.localtime()
    form = {
        "code": "t1", "starts_at": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "ends_at": f"{now + timedelta(hours=2):%Y-%m-%dT%H:%M}", "reason": "new transformer", "announced_by": "PEA",
    }  # fmt: skip

    unknown = dispatcher.post("/incidents/planned/", form | {"code": "nothing"})
    entered = dispatcher.post("/incidents/planned/", form)
    report = dark(town, row[1], at=timezone.now())

    assert unknown.status_code == 422
    assert "new transformer" in unknown.content.decode()
    assert entered.status_code == 302
    assert "new transformer" in english(client).get(f"/p/{row[0].pole.code}/").content.decode()
    assert "new transformer" in english(client).get(f"/r/{report.tracking}/").content.decode()
    assert report.incident.case.reference not in dispatcher.get("/incidents/queue/").content.decode()


def square(west: float, east: float) -> str:
    """A drawing twenty metres high about the row of poles, as the page's script sends it."""
    ends = [(west, -10), (east, -10), (east, 10), (west, 10), (west, -10)]
    return json.dumps({"type": "Polygon", "coordinates": [[list(builders.point(end).coords) for end in ends]]})


def test_end_of_power_typed_in_the_buddhist_era_is_this_year(
    town: Municipality, numbers: dict[str, int], dispatcher: Officer
) -> None:
    back_at = (timezone.localtime() + timedelta(hours=3)).replace(second=0, microsecond=0)
    typed = f"{back_at.year + 543}-{back_at:%m-%dT%H:%M}"

    dispatcher.post(f"/incidents/outages/{numbers['outage']}/expect/", {"expected_at": typed})

    assert Outage.objects.get(pk=numbers["outage"]).expected_at == back_at


def a_work(**facts: str) -> dict[str, str]:
    now = timezone.localtime()
    given = {
        "code": "", "area": "", "starts_at": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "ends_at": f"{now + timedelta(hours=2):%Y-%m-%dT%H:%M}", "reason": "new cable", "announced_by": "PEA",
    }  # fmt: skip
    return given | facts


@pytest.mark.parametrize("place", [{"code": "T1"}, {"area": "a square"}])
def test_work_sent_twice_is_one_and_is_cancelled_once(
    town: Municipality, node: GridNode, row: list[UtilityPoleVersion], dispatcher: Officer, place: dict[str, str]
) -> None:
    sent = a_work(**place | ({"area": square(50, 150)} if "area" in place else {}))

    for _click in range(2):
        dispatcher.post("/incidents/planned/", sent)

    assert PlannedWork.objects.count() == 1
    dispatcher.post(f"/incidents/planned/{PlannedWork.objects.get().pk}/cancel/")
    dispatcher.post("/incidents/planned/", sent)
    assert PlannedWork.objects.filter(cancelled_at=None).count() == 1


def test_planned_work_by_area_silences_what_it_explains_and_lets_go_when_it_is_over(
    town: Municipality, row: list[UtilityPoleVersion], dispatcher: Officer
) -> None:
    inside, outside = dark_now(town, row[0], row[2])

    entered = dispatcher.post("/incidents/planned/", a_work(area=square(50, 150)), follow=True).content.decode()
    later = dark(town, row[1], at=timezone.now())
    queue = dispatcher.get("/incidents/queue/").content.decode()
    drawn = dispatcher.get("/incidents/planned.geojson").json()["features"]
    work = PlannedWork.objects.get()
    dispatcher.post(f"/incidents/planned/{work.pk}/cancel/")
    after = dispatcher.get("/incidents/queue/").content.decode()

    assert "explains 1 open incidents" in entered
    assert "1 open incident is explained by it" in entered
    assert [report.incident.case.reference in queue for report in (inside, outside, later)] == [False, True, True]
    assert [(each["id"], each["geometry"]["type"]) for each in drawn] == [(f"planned-{work.pk}", "Polygon")]
    assert inside.incident.case.reference in after


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({}, "draw the area, or type the code"),
        ({"area": square(50, 150), "code": "T1"}, "not both"),
        ({"area": "{}"}, "could not be read"),
        ({"area": json.dumps({"type": "LineString", "coordinates": [[98.93, 18.74], [98.94, 18.74]]})}, "no area"),
        ({"area": square(500_000, 500_100)}, "outside"),
        ({"area": square(50, 150), "ends_at": "2000-01-01T00:00"}, "must end after it starts"),
    ],
)
def test_planned_work_is_refused_and_what_was_typed_stays(
    wrong: dict[str, str], sentence: str, node: GridNode, dispatcher: Officer
) -> None:
    answer = dispatcher.post("/incidents/planned/", a_work(**wrong))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "new cable" in answer.content.decode()
    assert not PlannedWork.objects.exists()


def test_map_shows_what_is_suspected_and_what_is_confirmed(
    town: Municipality, node: GridNode, row: list[UtilityPoleVersion], dispatcher: Officer
) -> None:
    other = a_row(town, node, first=20)
    dark_now(town, row[2], other[2])

    suspected = dispatcher.get("/incidents/outages.geojson").json()["features"]
    confirming.confirm(town, device=node, by=dispatcher.user, at=timezone.now())
    confirmed = dispatcher.get("/incidents/outages.geojson").json()["features"]

    assert [(each["properties"]["state"], each["properties"]["code"]) for each in suspected] == [("suspected", "T1")]
    assert [(each["properties"]["state"], each["properties"]["code"]) for each in confirmed] == [("confirmed", "T1")]


def test_settings_stand_with_their_doubt_and_the_towns_own_is_marked(town: Municipality, dispatcher: Officer) -> None:
    town.settings = {"grouping": {"near_m": 77}}
    town.save(update_fields=["settings"])

    page = dispatcher.get("/incidents/settings/").content.decode()

    assert "Rounded up from what makers state" in page
    assert "no published value was found" in page
    assert "77 <span" in page
    assert page.count("municipality&#x27;s own") + page.count("municipality's own") == 1


def test_incidents_are_joined_split_and_joined_again_from_the_panel(town: Municipality, dispatcher: Officer) -> None:
    kept, joined = a_report(town, 0, number=1), a_report(town, 50, number=2)
    panel = dispatcher.get(f"/incidents/{kept.incident_id}/grouping/").content.decode()

    dispatcher.post(f"/incidents/{joined.incident_id}/merge/", {"into": kept.incident_id})
    merged = list(kept.incident.reports.all())
    dispatcher.post(f"/incidents/{kept.incident_id}/split/", {"reports": [joined.pk]})
    row = Regrouping.objects.get(kind="split")
    dispatcher.post(f"/incidents/regroupings/{row.pk}/undo/")

    assert joined.incident.case.reference in panel
    assert merged == [kept, joined]
    assert list(kept.incident.reports.all()) == [kept, joined]


def test_pole_shows_its_history_to_staff(
    town: Municipality, row: list[UtilityPoleVersion], dispatcher: Officer, client: Client, client_as: ClientAs
) -> None:
    (report,) = dark_now(town, row[0])
    asked = f"/incidents/poles/{row[0].pole.code}/"

    page = dispatcher.get(asked).content.decode()

    assert report.incident.case.reference in page
    assert client_as(Role.RESPONDER).get(asked).status_code == 200
    assert client.get(asked).status_code == 302
    assert client_as(Role.TAX_OFFICER).get(asked).status_code == 403
    assert dispatcher.get("/incidents/poles/nonsense/").status_code == 404


def test_pole_with_trouble_twice_is_ranked_by_its_years(
    town: Municipality, row: list[UtilityPoleVersion], dispatcher: Officer
) -> None:
    dark_now(town, row[0], row[1])
    for kind in ("tree", "lamp_out"):
        a_second = dark(town, row[0], at=timezone.now())
        Incident.objects.filter(pk=a_second.incident_id).update(kind=kind)

    (pole,) = dispatcher.get("/incidents/offenders/?by=pole").context["rows"]
    (transformer,) = dispatcher.get("/incidents/offenders/?by=transformer").context["rows"]

    assert (pole.code, pole.incidents, round(pole.per_year, 1)) == (row[0].pole.code, 2, 2.0)
    assert (transformer.code, transformer.poles) == ("T1", 2)


def test_trouble_before_seven_in_the_morning_is_ranked_on_its_day(
    town: Municipality, row: list[UtilityPoleVersion]
) -> None:
    on = timezone.localdate() - timedelta(days=1)
    midnight = datetime.combine(on, time(), tzinfo=timezone.get_default_timezone())
    for since_midnight in (timedelta(minutes=-1), timedelta(), timedelta(hours=6), timedelta(days=1)):
        made = dark(town, row[0], at=midnight + since_midnight)
        Incident.objects.filter(pk=made.incident_id).update(state="resolved")

    (pole,) = offenders.ranked(town, by=offenders.By.POLE, since=on, until=on)

    assert pole.incidents == 2
