"""The pages of figures, cases, holidays and reports: who sees what, and that each figure leads to its cases."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone

from casework import case_types, steps
from casework.models import Case, Holiday
from gis_assets.models import Municipality, Role
from tests import lasting
from tests.casework import builders
from tests.speaking import Officer, at_work_in, english

Sign = Callable[..., Officer]
REPORTS = ("/kpi/report/2026-11/", "/kpi/report/2026-11.pdf")
PAGES = ("/kpi/", "/kpi/cases/", "/kpi/map/", "/kpi/cells.geojson", "/kpi/holidays/", *REPORTS)


@lasting.fixture
def case(municipality: Municipality) -> Case:
    """Opened two hours ago, of a town with the small case type."""
    builders.a_case_type(municipality)
    return steps.open_case(
        municipality,
        case_type="question",
        by=None,
        at=timezone.now() - timedelta(hours=2),
        kind="lamp",
        place="07",
        point=Point(98.93, 18.75, srid=4326),
    )


def moved(case: Case, by: Officer, to: str = "working") -> None:
    steps.advance(case, to=to, by=by.user, at=timezone.now() - timedelta(minutes=90), note="เริ่มทำ")


@pytest.mark.parametrize("page", PAGES)
def test_page_is_for_officers_of_this_municipality(
    client: Client, client_as: Sign, other_municipality: Municipality, case: Case, page: str
) -> None:
    assert client.get(page).status_code == 302
    assert client_as(Role.HEAD_OF_ENGINEERING, of=other_municipality).get(page).status_code == 403
    assert client_as(Role.HEAD_OF_ENGINEERING).get(page).status_code == 200
    assert client_as(Role.RESPONDER).get(page).status_code == 200


def test_head_sees_all_and_an_officer_his_own_work(client_as: Sign, case: Case) -> None:
    head, doer, idle = client_as(Role.HEAD_OF_ENGINEERING), client_as(Role.RESPONDER), client_as(Role.RESPONDER)
    moved(case, doer)

    shown = {who: english(who).get("/kpi/").content.decode() for who in (head, doer, idle)}

    assert "All officers of your division" in shown[head]
    assert "Asked" in shown[head]
    assert "Asked" in shown[doer]
    assert "The whole case" not in shown[doer].split("<tbody>")[1].split("</tbody>")[0]
    assert "No case was opened" in shown[idle]


def test_head_of_another_division_sees_no_figures(client_as: Sign, case: Case) -> None:
    assert "No case was opened" in english(client_as(Role.HEAD_OF_REVENUE)).get("/kpi/").content.decode()


def test_administrator_sees_every_division(client_as: Sign, case: Case) -> None:
    assert "Asked" in english(client_as(Role.ADMINISTRATOR)).get("/kpi/").content.decode()


@pytest.mark.parametrize("by", ["officer", "team", "kind", "place", "month"])
def test_every_group_leads_to_its_cases(client_as: Sign, case: Case, by: str) -> None:
    head = client_as(Role.HEAD_OF_ENGINEERING)
    moved(case, head)

    page = english(head).get(f"/kpi/?by={by}&step=working")

    [group] = page.context["groups"]
    behind = head.get(group["links"]["open"])
    assert [listed.case for listed in behind.context["listed"]] == [case]
    assert case.reference in behind.content.decode()


def test_figure_leads_to_the_cases_that_it_counts(client_as: Sign, case: Case) -> None:
    head = client_as(Role.HEAD_OF_ENGINEERING)
    moved(case, head)

    rows = {row["name"]: row for row in english(head).get("/kpi/").context["rows"]}

    assert head.get(rows["Asked"]["links"]["finished"]).context["count"] == 1
    assert head.get(rows["Asked"]["links"]["late"]).context["count"] == 1
    assert head.get(rows["Asked"]["links"]["open"]).context["count"] == 0
    assert head.get(rows["Working"]["links"]["overdue"]).context["count"] == 1
    assert head.get(rows[None]["links"]["all"]).context["count"] == 1


def test_months_are_drawn_as_bars_parted_by_the_standard_and_told_in_words(
    client_as: Sign, municipality: Municipality
) -> None:
    builders.a_case_type(municipality)
    newer = timezone.now() - timedelta(hours=2)
    older = newer - timedelta(days=40)
    for opened_at, minutes in ((older, 91), (newer, 90), (newer, 30)):
        walked(municipality, opened_at=opened_at, minutes=minutes)

    page = english(client_as(Role.HEAD_OF_ENGINEERING)).get("/kpi/?days=90")

    months, heat, drawn = page.context["months"], page.context["heat"], page.content.decode()
    assert [(measure.kept, missed) for _name, measure, missed in months["rows"]] == [(0, 1), (2, 0)]
    assert months["worst"][0] == months["rows"][0][0]
    assert f"Fewest kept their standard in {months['worst'][0]}: 0 %" in drawn
    assert 'class="bars"' in drawn
    assert (drawn.count('class="bars__kept"'), drawn.count('class="bars__missed"')) == (2, 2)
    assert (heat["most"], heat["busiest_hour"]) == (2, timezone.localtime(newer).hour)
    assert '<td class="heat--5">2</td>' in drawn


def test_one_month_alone_is_not_drawn(client_as: Sign, case: Case) -> None:
    page = client_as(Role.HEAD_OF_ENGINEERING).get("/kpi/")

    assert page.context["months"] == {}
    assert 'class="bars"' not in page.content.decode()


def walked(municipality: Municipality, *, opened_at: datetime, minutes: float) -> None:
    """A case that was done so many minutes after it was opened."""
    case = steps.open_case(municipality, case_type="question", by=None, at=opened_at)
    steps.advance(case, to="working", by=None, at=opened_at + timedelta(minutes=10))
    steps.advance(case, to="done", by=None, at=opened_at + timedelta(minutes=minutes))


def test_nonsense_in_the_address_is_as_good_as_nothing_said(client_as: Sign, case: Case) -> None:
    head = client_as(Role.HEAD_OF_ENGINEERING)

    for nonsense in ("?days=x", "?days=0", "?month=2569-13", "?month=9999-01", "?by=x&type=x&step=x", "?days=99999999"):
        assert head.get(f"/kpi/{nonsense}").status_code == 200
        assert head.get(f"/kpi/cases/{nonsense}&group=x&which=x").status_code == 200


def test_case_is_open_to_its_head_and_who_worked_on_it(
    client: Client, client_as: Sign, other_municipality: Municipality, case: Case
) -> None:
    head, doer = client_as(Role.HEAD_OF_ENGINEERING), client_as(Role.RESPONDER)
    moved(case, doer)
    page = f"/kpi/cases/{case.pk}/"

    assert english(head).get(page).status_code == 200
    assert "เริ่มทำ" in doer.get(page).content.decode()
    assert client_as(Role.RESPONDER).get(page).status_code == 404
    assert client_as(Role.HEAD_OF_REVENUE).get(page).status_code == 404
    assert client_as(Role.HEAD_OF_ENGINEERING, of=other_municipality).get(page).status_code in (403, 404)
    assert client.get(page).status_code == 302


def test_clock_is_stopped_and_started_on_the_page(client_as: Sign, case: Case) -> None:
    doer = english(client_as(Role.RESPONDER))
    moved(case, doer)

    stopped = doer.post(f"/kpi/cases/{case.pk}/pause/", {"ground": "papers", "note": "asked"}, follow=True)
    again = doer.post(f"/kpi/cases/{case.pk}/pause/", {"ground": "papers", "note": "kept words"})
    wrong = doer.post(f"/kpi/cases/{case.pk}/pause/", {"ground": "x", "note": "kept words"})
    started = doer.post(f"/kpi/cases/{case.pk}/resume/", {"ground": "papers"}, follow=True)

    assert "stands still" in stopped.content.decode()
    assert [page.status_code for page in (again, wrong)] == [400, 400]
    assert all("kept words" in page.content.decode() for page in (again, wrong))
    assert "runs again" in started.content.decode()
    assert case.pause_marks.count() == 2


def test_clock_is_not_stopped_by_a_stranger(
    client: Client, client_as: Sign, other_municipality: Municipality, case: Case
) -> None:
    head = client_as(Role.HEAD_OF_ENGINEERING)
    moved(case, head)

    for who, answer in (
        (client, 302),
        (client_as(Role.RESPONDER), 404),
        (client_as(Role.RESPONDER, of=other_municipality), 403),
    ):
        assert who.post(f"/kpi/cases/{case.pk}/pause/", {"ground": "papers"}).status_code == answer
        assert who.post(f"/kpi/cases/{case.pk}/resume/", {"ground": "papers"}).status_code == answer
    assert not case.pause_marks.exists()


def test_holidays_are_changed_by_heads_only(
    client: Client, client_as: Sign, other_municipality: Municipality, municipality: Municipality
) -> None:
    listed = Holiday.objects.create(
        municipality=municipality, on=date(2026, 12, 10), name="วันรัฐธรรมนูญ", recorded_at=timezone.now()
    )
    day = {"on": "2026-11-23", "name": "วันหยุดพิเศษ", "name_en": "Special", "citation": "มติ ครม."}

    for who, answer in (
        (client, 302),
        (client_as(Role.DISPATCHER), 403),
        (client_as(Role.HEAD_OF_ENGINEERING, of=other_municipality), 403),
    ):
        assert who.post("/kpi/holidays/", day).status_code == answer
        assert who.post("/kpi/holidays/propose/", {"year": "2569"}).status_code == answer
        assert who.post(f"/kpi/holidays/{listed.pk}/withdraw/").status_code == answer
    assert Holiday.objects.get().withdrawn_at is None


def test_holiday_of_another_town_does_not_exist_for_a_head_at_work_here(
    client_as: Sign, other_municipality: Municipality, municipality: Municipality
) -> None:
    theirs = Holiday.objects.create(
        municipality=municipality, on=date(2026, 12, 10), name="วันรัฐธรรมนูญ", recorded_at=timezone.now()
    )
    head = at_work_in(client_as(Role.HEAD_OF_ENGINEERING, of=other_municipality), other_municipality)

    assert head.get("/kpi/holidays/").status_code == 200
    assert head.post(f"/kpi/holidays/{theirs.pk}/withdraw/").status_code == 404


def test_holiday_is_added_proposed_and_taken_off(client_as: Sign, municipality: Municipality) -> None:
    head = english(client_as(Role.HEAD_OF_ENGINEERING))
    day = {"on": "2026-11-23", "name": "วันหยุดพิเศษ", "name_en": "Special", "citation": "มติ ครม."}

    added = head.post("/kpi/holidays/", day, follow=True)
    twice = head.post("/kpi/holidays/", day)
    proposed = head.post("/kpi/holidays/propose/", {"year": "2569"}, follow=True)
    special = Holiday.objects.get(on="2026-11-23")
    taken_off = head.post(f"/kpi/holidays/{special.pk}/withdraw/", follow=True)

    assert "Special" in added.content.decode()
    assert twice.status_code == 400
    assert "วันหยุดพิเศษ" in twice.content.decode()
    assert "Constitution Day" in proposed.content.decode()
    assert "taken off" in taken_off.content.decode()
    assert head.get("/kpi/holidays/?year=2570").context["holidays"].count() == 0


@pytest.mark.parametrize("page", ["holidays/?year=0000", "holidays/?year=0543", "report/0001-01/", "?month=0001-01"])
def test_year_beside_the_calendar_breaks_nothing(client_as: Sign, municipality: Municipality, page: str) -> None:
    assert client_as(Role.HEAD_OF_ENGINEERING).get(f"/kpi/{page}").status_code in (200, 404)


def test_holiday_typed_in_the_buddhist_era_closes_the_office_on_its_day(
    client_as: Sign, municipality: Municipality
) -> None:
    day = {"on": "2569-12-29", "name": "วันหยุดพิเศษ", "citation": "มติ ครม."}

    added = client_as(Role.HEAD_OF_ENGINEERING).post("/kpi/holidays/", day)

    assert added.headers["Location"] == "/kpi/holidays/?year=2569"
    assert Holiday.objects.get().on == date(2026, 12, 29)


def test_report_of_a_month_is_a_page_and_a_paper(client_as: Sign, case: Case) -> None:
    head = english(client_as(Role.HEAD_OF_ENGINEERING))
    moved(case, head)
    month = f"{timezone.localtime(case.opened_at):%Y-%m}"

    page, paper = head.get(f"/kpi/report/{month}/"), head.get(f"/kpi/report/{month}.pdf")

    assert "Asked" in page.content.decode()
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    assert head.get("/kpi/report/2569-13/").status_code == 404
    assert head.get("/kpi/report/2700-01/").status_code == 404


def test_squares_hold_the_cases_that_a_person_may_see(client_as: Sign, case: Case) -> None:
    head, idle = client_as(Role.HEAD_OF_ENGINEERING), client_as(Role.RESPONDER)

    seen, unseen = (json.loads(who.get("/kpi/cells.geojson").content) for who in (head, idle))

    [square] = seen["features"]
    west, south = square["geometry"]["coordinates"][0][0]
    assert abs(west - 98.93) < 0.005
    assert abs(south - 18.75) < 0.005
    assert square["properties"] == {"class": 4, "count": 1, "missed": 1.0, "median": None, "open": 1}
    assert unseen["features"] == []


def test_type_without_a_head_is_open_to_administrators_only(client_as: Sign, case: Case) -> None:
    type(case.case_type).objects.update(head="")

    assert "No case was opened" in english(client_as(Role.HEAD_OF_ENGINEERING)).get("/kpi/").content.decode()
    assert case_types.case_type(case.municipality, code="question").head == ""
