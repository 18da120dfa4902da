"""Proof of a sealed roll: equal when computed again, or each difference with what explains it."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from psycopg.types.range import DateRange

from gis_assets.models import Municipality, ParcelVersion, UnitVersion
from taxroll import assessment, claims
from taxroll.claims import Decision
from taxroll.models import ClaimedUse, LandPriceZone, LineSeal, PriceAccount, PriceAccountKind, Roll, RollLine
from taxroll.rolls import listing, supplements, verification
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_condo_price, a_house, a_right, a_unit, an_owner
from tests.taxroll.conftest import AT, a_sealed
from tests.taxroll.register import of, remeasure


def verified(*arguments: str) -> tuple[int, str]:
    """Exit code and output of the command."""
    said = StringIO()
    try:
        call_command("roll", "verify", "--municipality", "04500199", "--year", "2567", *arguments, stdout=said)
    except SystemExit as ended:
        return int(str(ended.code)), said.getvalue()
    return 0, said.getvalue()


def test_sealed_roll_is_proved_when_nothing_changed(sealed: Roll) -> None:
    found = verification.verify(sealed)

    assert found.is_proved
    assert (found.lines, found.differences, found.digest_now) == (1, (), sealed.rows_digest)


def test_second_run_leaves_nothing_behind(sealed: Roll) -> None:
    verification.verify(sealed)

    assert (Roll.objects.count(), RollLine.objects.count(), LineSeal.objects.count()) == (1, 1, 1)


def test_each_column_that_changed_is_named_with_what_the_register_was_told(sealed: Roll) -> None:
    remeasure(of("01A001"), deed_area_wah=110, other_wah=110)

    found = verification.verify(sealed)

    columns = {one.column: (one.sealed, one.again) for one in found.differences}
    assert columns["area_wah"] == ("100.00", "110.00")
    assert columns["payable_satang"] == ("900000", "990000")
    assert found.is_intact
    assert not found.is_proved
    assert found.unexplained == 0
    assert found.differences[0].explained_by[0].kind == "parcel"


def test_change_of_a_price_is_explained_when_an_account_came_after_the_sealing(
    sealed: Roll, municipality: Municipality, clerk: User
) -> None:
    LandPriceZone.objects.update(price_satang_per_wah=31_000_00)
    PriceAccount.objects.create(
        municipality=municipality,
        kind=PriceAccountKind.ZONES,
        title="บัญชีใหม่",
        valid=DateRange(date(2024, 1, 1), None),
        file_name="zones.csv",
        sha256="0" * 64,
        imported_at=AT + timedelta(days=40),
        imported_by=clerk,
    )

    found = verification.verify(sealed)

    assert found.unexplained == 0
    assert {said.kind for one in found.differences for said in one.explained_by} == {"price"}
    assert "บัญชีใหม่" in found.differences[0].explained_by[0].source


def test_change_of_a_price_is_explained_when_one_was_approved_for_the_property_since(sealed: Roll, clerk: User) -> None:
    decided = Decision(of("01A001"), date(2024, 1, 1), None, "มติที่ 5/2567", clerk, AT + timedelta(days=3))
    claims.approve_price(decided, price_satang=31_000_00)

    found = verification.verify(sealed)

    assert found.differences
    assert found.unexplained == 0
    assert "มติที่ 5/2567" in found.differences[0].explained_by[0].source


def test_exemption_decided_after_the_sealing_explains_what_it_changes(sealed: Roll, clerk: User) -> None:
    decided = Decision(of("01A001"), date(2024, 1, 1), None, "คำสั่งที่ 9/2567", clerk, AT + timedelta(days=3))
    claims.exempt(decided, kind="religious", of_use=ClaimedUse.WHOLE, area=None)

    found = verification.verify(sealed)

    assert {one.column for one in found.differences} == {"line"}  # the use of the line is another
    assert found.unexplained == 0
    assert {said.source for one in found.differences for said in one.explained_by} == {"คำสั่งที่ 9/2567"}


def test_exemption_that_is_withdrawn_explains_what_comes_back(
    shop: ParcelVersion, build: Callable[..., Roll], clerk: User
) -> None:
    decided = Decision(shop.parcel, date(2024, 1, 1), None, "คำสั่งที่ 9/2567", clerk, AT)
    claim = claims.exempt(decided, kind="religious", of_use=ClaimedUse.WHOLE, area=None)
    roll = a_sealed(build(), by=clerk)
    claims.withdraw(claim, why="ไม่ใช่วัด", by=clerk, at=AT + timedelta(days=3))

    found = verification.verify(roll)

    assert found.differences
    assert found.unexplained == 0


def test_unit_told_of_after_the_sealing_explains_what_it_changes(
    municipality: Municipality, shop: ParcelVersion, build: Callable[..., Roll], clerk: User
) -> None:
    flat = a_unit(municipality, on_parcel=shop.parcel)
    a_right(an_owner(municipality, name="นางห้องชุด"), flat.unit)
    a_condo_price(municipality, baht_per_m2=50_000)
    roll = a_sealed(build(), by=clerk)
    a_condo_price(municipality, baht_per_m2=60_000, floor="5")
    UnitVersion.objects.filter(pk=flat.pk).update(area_m2=50, residential_m2=50, recorded_at=AT + timedelta(days=3))

    found = verification.verify(roll)

    assert {one.column for one in found.differences} >= {"area_m2", "price_satang", "payable_satang"}
    assert found.unexplained == 0
    assert {said.kind for one in found.differences for said in one.explained_by} == {"unit"}


def test_change_of_one_plot_explains_the_sums_of_the_owners_other_plots(
    municipality: Municipality, prices: None, build: Callable[..., Roll], clerk: User
) -> None:
    """Two farms of one owner share fifty million: what the larger one takes is missing for the other."""
    owner = an_owner(municipality)
    for code, wah, east in (("01A001", 1_200, 0), ("01A002", 600, 500)):
        plot = a_parcel(municipality, code=code, agriculture_wah=wah, deed_area_wah=wah, shape=square(east=east))
        a_right(owner, plot.parcel)
    roll = a_sealed(build(), by=clerk)
    remeasure(of("01A001"), deed_area_wah=1_500, agriculture_wah=1_500, shape=square(east=0))

    found = verification.verify(roll)

    touched = {one.column for one in found.differences if one.parcel_code == "01A002"}
    assert touched >= {"exemption_satang", "payable_satang"}
    assert found.unexplained == 0


def test_what_another_owners_plot_was_told_explains_nothing(
    municipality: Municipality, shop: ParcelVersion, build: Callable[..., Roll], clerk: User
) -> None:
    other = a_parcel(municipality, code="01A002", other_wah=50, deed_area_wah=50, shape=square(east=500))
    a_right(an_owner(municipality, name="นางอื่น"), other.parcel)
    roll = a_sealed(build(), by=clerk)
    remeasure(of("01A002"), deed_area_wah=60, other_wah=60, shape=square(east=500))
    ParcelVersion.objects.filter(pk=shop.pk).update(deed_area_wah=110, other_wah=110)

    found = verification.verify(roll)

    unexplained = {one.parcel_code for one in found.differences if not one.explained_by}
    assert unexplained == {"01A001"}


def test_account_of_buildings_explains_no_price_of_land(sealed: Roll, municipality: Municipality, clerk: User) -> None:
    LandPriceZone.objects.update(price_satang_per_wah=31_000_00)
    PriceAccount.objects.create(
        municipality=municipality,
        kind=PriceAccountKind.BUILDINGS,
        title="บัญชีสิ่งปลูกสร้าง",
        valid=DateRange(date(2024, 1, 1), None),
        file_name="types.csv",
        sha256="1" * 64,
        imported_at=AT + timedelta(days=40),
        imported_by=clerk,
    )

    found = verification.verify(sealed)

    assert found.unexplained == len(found.differences) > 0


def test_change_of_a_price_is_found_and_no_record_explains_it(sealed: Roll) -> None:
    LandPriceZone.objects.update(price_satang_per_wah=31_000_00)

    found = verification.verify(sealed)

    assert {one.column for one in found.differences} >= {"price_satang", "value_satang", "payable_satang"}
    assert found.unexplained == len(found.differences)


def test_new_building_is_a_line_on_one_side_only(municipality: Municipality, sealed: Roll) -> None:
    a_house(municipality, on_parcel=of("01A001"))

    [found] = verification.verify(sealed).differences

    assert (found.column, found.sealed, found.again) == ("line", None, "7200")


def test_supplementary_roll_is_proved_by_the_debtors_that_it_bills(
    municipality: Municipality, sealed: Roll, clerk: User
) -> None:
    remeasure(of("01A001"), deed_area_wah=110, other_wah=110)
    draft = supplements.build(municipality=municipality, tax_year_be=2567, by=clerk, at=AT)
    second = assessment.seal(listing.assess(draft, by=clerk, at=AT, on=AT.date()), by=clerk, at=AT)

    assert verification.verify(second).is_proved


def test_draft_has_nothing_to_prove(shop: ParcelVersion, build: Callable[..., Roll]) -> None:
    with pytest.raises(verification.RollNotSealed):
        verification.verify(build())


def test_command_says_equal_with_exit_code_0_and_what_differs_with_3(sealed: Roll) -> None:
    assert verified()[0] == 0
    assert "same to the satang" in verified()[1]

    remeasure(of("01A001"), deed_area_wah=110, other_wah=110)

    code, said = verified()
    assert code == 3
    assert "area_wah: 100.00 -> 110.00" in said


def test_command_writes_json(sealed: Roll) -> None:
    code, said = verified("--json")

    told: dict[str, Any] = json.loads(said)
    assert (code, told["is_proved"], told["sealed_digest"]) == (0, True, sealed.rows_digest)


def test_command_refuses_a_draft(shop: ParcelVersion, build: Callable[..., Roll]) -> None:
    build()

    with pytest.raises(CommandError, match=r"not sealed|ยังไม่"):
        verified()
