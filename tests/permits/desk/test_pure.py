"""Fees line by line, references, terms and the sketch: values in, values out."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from shapely import LineString, box

from casework.clock import OfficeHours, Span
from permits import services
from permits.cited import Cited, Text
from permits.desk import feelines, periods, references, sketch
from permits.services import Fee, Track

ON = date(2026, 11, 20)
FRIDAY_TEN = datetime(2026, 11, 20, 3, tzinfo=UTC)
HOURS = OfficeHours(zone=ZoneInfo("Asia/Bangkok"))
NOBODY_SAYS = Text("", "")


def cited(**facts: Any) -> Cited:
    said: dict[str, Any] = {
        "cite": NOBODY_SAYS,
        "evidence": "copied",
        "doubt": NOBODY_SAYS,
        "in_force_from": date(2020, 1, 1),
    }
    return Cited(**said | facts)


def a_fee(code: str = "fee", **facts: Any) -> Fee:
    said: dict[str, Any] = {"code": code, "name": Text("ค่าธรรมเนียม", "Fee"), "cited": cited()}
    return Fee(**said | facts)


def lines(*of: Fee, on: date = ON, **answers: Any) -> list[feelines.FeeLine]:
    return feelines.lines(of, answers=answers, track="small", area_m2=Decimal("80.25"), on=on)


@pytest.mark.parametrize(
    ("fee", "satang"),
    [
        (a_fee(satang=200_00), 200_00),
        (a_fee(satang_each=50, each="floor_area_m2"), 50_25),
        (a_fee(satang_each=50, each="floor_area_m2", satang=10_00), 60_25),
        (a_fee(satang_each=1, each="floor_area_m2"), 1_01),
        (a_fee(satang_each=50, each="floor_area_m2", least_satang=100_00), 100_00),
        (a_fee(satang_each=100, each="area_m2"), 80_25),
    ],
)
def test_line_costs_what_its_rate_says(fee: Fee, satang: int) -> None:
    [line] = lines(fee, floor_area_m2=100.5)

    assert line.satang == satang


def test_line_says_that_the_least_sum_was_taken() -> None:
    [line] = lines(a_fee(satang_each=50, each="floor_area_m2", least_satang=100_00), floor_area_m2=100.5)

    assert (line.is_least, line.units) == (True, "100.5")


def test_only_lines_are_due_whose_conditions_and_days_hold() -> None:
    ended = a_fee("ended", cited=cited(in_force_until=date(2026, 11, 20)))
    other_track = a_fee("other", when={"track": ("ordinary",)})
    high = a_fee("high", when={"storeys": ("3",)})

    due = lines(ended, other_track, high, a_fee("low", when={"storeys": ("1", "2")}), storeys=2)

    assert [line.code for line in due] == ["low"]


@pytest.mark.parametrize("said", [None, "many", float("nan"), -1])
def test_fee_is_not_counted_when_its_units_are_no_number(said: Any) -> None:
    with pytest.raises(feelines.NotCounted):
        lines(a_fee(satang_each=50, each="floor_area_m2"), floor_area_m2=said)


def test_small_house_costs_permit_and_drawings() -> None:
    service = services.every()["small-building"]

    due = feelines.lines(
        service.fees, answers={"storeys": 1, "floor_area_m2": 100.0}, track="small", area_m2=None, on=ON
    )

    assert feelines.total(due) == 250_00


def test_reference_of_a_fee_is_no_reference_of_a_tax() -> None:
    made = references.make(dla_code="04500199", year_be=2569, number=12)

    assert made == "P" + "0450019969000012" + made[-2:]
    assert references.is_valid(made)
    assert not references.is_valid(made[1:])
    assert not references.is_valid(made[:-3] + made[-3:][::-1])


def a_track(days: int, counts: str = "office") -> Track:
    return Track("small", NOBODY_SAYS, days, "ข.1", cited(), counts)


def test_office_days_pass_while_the_office_works() -> None:
    due = periods.due_at(a_track(2), since=FRIDAY_TEN, pauses=[], office=HOURS)

    assert due == datetime(2026, 11, 24, 3, tzinfo=UTC)


def test_days_of_the_calendar_pass_over_the_weekend() -> None:
    due = periods.due_at(a_track(2, "calendar"), since=FRIDAY_TEN, pauses=[], office=HOURS)

    assert due == FRIDAY_TEN + timedelta(days=2)


def test_days_of_waiting_for_the_applicant_do_not_count() -> None:
    asked = Span(FRIDAY_TEN + timedelta(hours=1), FRIDAY_TEN + timedelta(hours=49))

    due = periods.due_at(a_track(2, "calendar"), since=FRIDAY_TEN, pauses=[asked], office=HOURS)

    assert due == FRIDAY_TEN + timedelta(days=4)


def test_explanation_is_due_again_when_the_last_term_is_over() -> None:
    first = periods.explain_by(FRIDAY_TEN, days=7, former=[], at=FRIDAY_TEN + timedelta(hours=1))
    assert first == FRIDAY_TEN + timedelta(days=7)

    assert periods.explain_by(FRIDAY_TEN, days=7, former=[first], at=FRIDAY_TEN + timedelta(days=6)) is None
    assert periods.explain_by(FRIDAY_TEN, days=7, former=[first], at=FRIDAY_TEN + timedelta(days=8)) == (
        FRIDAY_TEN + timedelta(days=14)
    )


def test_sketch_shows_sides_and_distances_at_a_usual_scale() -> None:
    site = sketch.Site(
        plan=box(10, 10, 22, 18),
        parcel=box(0, 0, 30, 30),
        parcel_code="01A001",
        roads=[("Soi 4", LineString([(-90, -2), (90, -2)]))],
        gaps=[("8.00", LineString([(22, 14), (30, 14)]))],
    )

    drawn = sketch.draw(site, wide_mm=170, high_mm=80)

    assert drawn is not None
    assert drawn["scale"] == 500
    assert sorted(word[-1] for word in drawn["words"]) == ["01A001", "12.00", "12.00", "8.00", "8.00", "8.00", "Soi 4"]
    assert all(-1 <= x <= 171 and -1 <= y <= 81 for _role, points, _closed in drawn["lines"] for x, y in points)
    assert drawn == sketch.draw(site, wide_mm=170, high_mm=80)


def test_nothing_is_drawn_when_nothing_was_placed() -> None:
    assert sketch.draw(sketch.Site(plan=None, parcel=None), wide_mm=170, high_mm=80) is None
