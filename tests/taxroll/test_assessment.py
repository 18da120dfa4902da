"""A roll: drafted, replaced, sealed, and then closed even to raw SQL."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, IntegrityError, connection, transaction

from gis_assets import citizen_ids, tenancy
from gis_assets.models import JournalEntry, Municipality, ParcelVersion, Role
from taxroll import assessment, explanation, references
from taxroll.law import library
from taxroll.models import Bill, ClaimedUse, ExemptUse, GapReason, Roll, RollGap, RollLine
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import (
    SINCE,
    a_condo_price,
    a_house,
    a_right,
    a_unit,
    a_zone,
    an_owner,
    number_with_check_digit,
)
from tests.taxroll.conftest import AT, a_listed

Build = Callable[..., Roll]


def test_shop_owes_nine_thousand_baht(shop: ParcelVersion, build: Build) -> None:
    roll = build()

    bill = Bill.objects.get(roll=roll)
    assert (bill.value_satang, bill.payable_satang) == (3_000_000_00, 9_000_00)
    assert (roll.line_count, roll.bill_count, roll.gap_count, roll.payable_satang) == (1, 1, 0, 9_000_00)


def test_line_copies_the_facts_it_used(shop: ParcelVersion, build: Build) -> None:
    build()

    line = RollLine.objects.get()
    assert (line.parcel_code, line.document_number, line.area_wah) == ("01A001", "12345", Decimal(100))
    assert (line.price_satang, line.price_source) == (30_000_00, "บัญชีราคาประเมินทดสอบ")
    assert line.slice_base_satang == [3_000_000_00, 0, 0, 0, 0]
    assert line.slice_tax_satang == [9_000_00, 0, 0, 0, 0]


def test_bill_copies_the_owner(shop: ParcelVersion, build: Build) -> None:
    build()

    bill = Bill.objects.get()
    assert (bill.owner_name, bill.owner_id_tail, bill.plot_count, bill.building_count) == ("นายทดสอบ ใจดี", "123", 1, 0)


def test_building_line_says_age_and_depreciation(municipality: Municipality, prices: None, build: Build) -> None:
    house = a_house(municipality)
    a_right(an_owner(municipality), house.building)

    build()

    line = RollLine.objects.get()
    assert (line.gross_satang, line.age_years, line.depreciation_percent) == (600_000_00, 10, 40)
    assert (line.value_satang, line.payable_satang) == (360_000_00, 72_00)


def test_reference_made_by_the_database_is_that_of_the_program(
    municipality: Municipality, shop: ParcelVersion, build: Build
) -> None:
    roll = build()

    made = references.make(dla_code=municipality.dla_code, tax_year_be=2567, sequence=roll.sequence, number=1)
    assert Bill.objects.get().reference == made
    assert references.is_valid(made)


def test_mistyped_reference_is_not_valid() -> None:
    reference = references.make(dla_code="04500199", tax_year_be=2567, sequence=1, number=7)

    assert not references.is_valid(reference[:-3] + "9" + reference[-2:])
    assert not references.is_valid("")


def test_draft_is_replaced_when_built_again(municipality: Municipality, shop: ParcelVersion, build: Build) -> None:
    first = build()
    plot = a_parcel(municipality, code="01A002", shape=square(east=100), other_wah=100)
    a_right(an_owner(municipality), plot.parcel)

    second = build()

    assert second.pk == first.pk
    assert (second.bill_count, RollLine.objects.count(), Bill.objects.count()) == (2, 2, 2)


def test_what_cannot_be_taxed_is_listed(municipality: Municipality, prices: None, build: Build) -> None:
    a_parcel(municipality, code="01A009", other_wah=10)

    roll = build()

    gap = RollGap.objects.get(roll=roll)
    assert (gap.parcel_code, gap.reason, roll.line_count) == ("01A009", GapReason.NO_OWNER, 0)


def test_roll_of_a_year_without_law_is_refused(municipality: Municipality, build: Build) -> None:
    with pytest.raises(assessment.NoLawForYear):
        build(2562)


def test_sealed_roll_is_refused_when_built_again(sealed: Roll, build: Build) -> None:
    with pytest.raises(assessment.RollIsSealed):
        build()


def test_roll_is_sealed_only_once(sealed: Roll, clerk: User) -> None:
    with pytest.raises(assessment.RollIsSealed):
        assessment.seal(sealed, by=clerk, at=AT)


def test_empty_roll_cannot_be_published(municipality: Municipality, build: Build, clerk: User) -> None:
    with pytest.raises(assessment.RollIsEmpty):
        a_listed(build(), by=clerk)


def test_sealed_roll_names_law_rows_and_who(sealed: Roll, clerk: User) -> None:
    assert sealed.law_digest == library.current().digest
    assert sealed.rows_digest == assessment.digest(sealed)
    assert (sealed.sealed_by, sealed.sealed_at) == (clerk, AT)


def test_digest_changes_with_any_fact(shop: ParcelVersion, build: Build) -> None:
    roll = build()
    before = assessment.digest(roll)

    RollLine.objects.update(parcel_code="01A00X")

    assert assessment.digest(roll) != before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE taxroll_rollline SET parcel_code = 'X'",
        "DELETE FROM taxroll_rollline",
        "UPDATE taxroll_bill SET owner_name = 'X'",
        (
            "INSERT INTO taxroll_rollgap (municipality_id, roll_id, kind, parcel_code, house_number, reason)"
            " SELECT municipality_id, id, 'land', '', '', 'no_use' FROM taxroll_roll"
        ),
        "UPDATE taxroll_roll SET payable_satang = 0",
        "UPDATE taxroll_roll SET status = 'draft', sealed_at = NULL, sealed_by_id = NULL",
        "UPDATE taxroll_lineseal SET number = 99",
        "DELETE FROM taxroll_lineseal",
        "DELETE FROM taxroll_roll",
    ],
)
def test_database_refuses_to_touch_a_sealed_roll(statement: str, sealed: Roll) -> None:
    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_line_cannot_be_moved_into_a_sealed_roll(sealed: Roll, build: Build) -> None:
    draft = build(2568)

    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic():
        RollLine.objects.filter(roll=draft).update(roll=sealed, number=999)


def test_line_is_refused_when_its_bill_is_of_another_roll(shop: ParcelVersion, build: Build) -> None:
    first, second = build(2567), build(2568)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS line_is_of_its_bill_and_roll IMMEDIATE")

    with pytest.raises(IntegrityError, match="line_is_of_its_bill_and_roll"), transaction.atomic():
        RollLine.objects.filter(roll=first).update(bill=Bill.objects.get(roll=second))


def test_drafts_stay_free_beside_a_sealed_roll(sealed: Roll, build: Build) -> None:
    draft = build(2568)

    assert RollLine.objects.filter(roll=draft).update(house_number="1") == 1


def test_every_move_is_written_in_the_journal(sealed: Roll) -> None:
    deeds = JournalEntry.objects.filter(thing_uid=str(sealed.uid)).order_by("pk")

    assert [deed.action for deed in deeds] == ["roll built", "list published", "roll assessed", "roll sealed"]


def test_roll_of_another_municipality_is_not_seen(sealed: Roll, other_municipality: Municipality) -> None:
    with tenancy.within(other_municipality):
        assert not Roll.objects.exists()
        assert not RollLine.objects.exists()


def test_farm_exemption_is_spent_once_over_all_plots(municipality: Municipality, prices: None, build: Build) -> None:
    owner = an_owner(municipality)
    for number in range(2):
        plot = a_parcel(
            municipality, code=f"0{number}", shape=square(east=100 * number), deed_area_wah=1000, agriculture_wah=1000
        )
        a_right(owner, plot.parcel)

    build()

    bill = Bill.objects.get()
    assert (bill.value_satang, bill.exemption_satang) == (60_000_000_00, 50_000_000_00)
    assert bill.payable_satang == 1_000_00


def test_farm_exemption_is_given_anew_in_each_municipality(
    municipality: Municipality, other_municipality: Municipality, officer: Callable[..., User]
) -> None:
    """One person, known by the same digest, farms 60 million baht of land in two municipalities."""
    digest = citizen_ids.digest(number_with_check_digit("900000000001"), key=settings.PARTY_KEY)
    for place in (municipality, other_municipality):
        by = officer(Role.TAX_OFFICER, of=place)
        with tenancy.within(place):
            a_zone(place)
            farm = a_parcel(place, deed_area_wah=2000, agriculture_wah=2000)
            a_right(an_owner(place, id_digest=digest), farm.parcel)
            assessment.build(municipality=place, tax_year_be=2567, by=by, at=AT)

    owed = []
    for place in (municipality, other_municipality):
        with tenancy.within(place):
            bill = Bill.objects.get()
            owed.append((bill.value_satang, bill.exemption_satang, bill.payable_satang))

    assert owed == [(60_000_000_00, 50_000_000_00, 1_000_00)] * 2


def test_lines_of_units_copy_what_their_deeds_say(municipality: Municipality, prices: None, build: Build) -> None:
    ground, owner = a_parcel(municipality), an_owner(municipality)
    for number in ("101/1", "101/2"):
        a_right(owner, a_unit(municipality, on_parcel=ground.parcel, unit_number=number).unit)
    a_condo_price(municipality, baht_per_m2=50_000, floor="5")

    build()

    first, second = RollLine.objects.order_by("number")
    assert (first.kind, first.unit_number, first.floor, first.registration_number) == ("unit", "101/1", "5", "7/2560")
    assert (first.price_kind, first.area_m2, second.unit_number) == ("condominium", Decimal(40), "101/2")
    bill = Bill.objects.get()
    assert (bill.unit_count, bill.plot_count, bill.building_count) == (2, 0, 0)
    assert bill.payable_satang == 800_00


def test_exempt_line_names_its_kind_and_owes_nothing(
    municipality: Municipality, shop: ParcelVersion, build: Build, clerk: User
) -> None:
    ExemptUse.objects.create(
        municipality=municipality,
        parcel=shop.parcel,
        kind="public_use",
        of_use=ClaimedUse.OTHER,
        area=40,
        valid=SINCE,
        evidence="หนังสืออุทิศ",
        decided_by=clerk,
        decided_at=AT,
    )

    roll = build()

    taxed, exempt = RollLine.objects.order_by("number")
    assert (taxed.exempt_kind, taxed.payable_satang) == ("", 5_400_00)
    assert (exempt.exempt_kind, exempt.value_satang, exempt.exemption_satang) == (
        "public_use",
        1_200_000_00,
        1_200_000_00,
    )
    explained = explanation.explain(roll.bills.get()).lines[1]
    assert explained.exempt_kind == library.of_year(2567).exempt_property["public_use"].value
