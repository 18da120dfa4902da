"""Condominium units in the register, and corrections that hold from a day on."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from psycopg.types.range import Range

from gis_assets import corrections, rights
from gis_assets.models import Municipality, ParcelVersion, Right, UnitVersion
from gis_assets.rights import Holding
from tests.gis_assets.builders import RECORDED_AT, a_parcel, a_source
from tests.taxroll.builders import a_right, a_unit, an_owner

NEW_YEAR = date(2024, 1, 1)


def test_two_versions_of_one_unit_never_share_a_day(municipality: Municipality) -> None:
    ground = a_parcel(municipality).parcel
    unit = a_unit(municipality, on_parcel=ground)

    with pytest.raises(IntegrityError, match="unit_has_one_version_per_day"), transaction.atomic():
        a_unit(municipality, on_parcel=ground, unit=unit.unit)


def test_right_is_in_one_parcel_or_building_or_unit(municipality: Municipality) -> None:
    unit = a_unit(municipality, on_parcel=a_parcel(municipality).parcel)

    with (
        pytest.raises(IntegrityError, match="right_is_in_one_parcel_or_one_building_or_one_unit"),
        transaction.atomic(),
    ):
        a_right(an_owner(municipality), unit.unit, parcel=unit.on_parcel)


def test_unit_lies_somewhere(municipality: Municipality) -> None:
    unit = a_unit(municipality, on_parcel=a_parcel(municipality).parcel)

    with pytest.raises(IntegrityError, match="unit_lies_on_a_parcel_or_in_a_building"), transaction.atomic():
        UnitVersion.objects.filter(pk=unit.pk).update(on_parcel=None)


def test_corrected_unit_holds_from_the_day_until_the_next_version(municipality: Municipality) -> None:
    unit = a_unit(
        municipality, on_parcel=a_parcel(municipality).parcel, valid=Range(date(2023, 1, 1), date(2025, 1, 1))
    )

    new = corrections.correct(
        unit, facts={"other_m2": 40, "residential_m2": 0}, on=NEW_YEAR, source=a_source(municipality), at=RECORDED_AT
    )

    unit.refresh_from_db()
    assert unit.valid.upper == new.valid.lower == NEW_YEAR
    assert (new.valid.upper, new.unit_number) == (date(2025, 1, 1), unit.unit_number)


def test_version_corrected_on_its_first_day_keeps_its_facts_and_no_day(municipality: Municipality) -> None:
    old = a_parcel(municipality, valid=Range(NEW_YEAR, None))

    corrections.correct(old, facts={"deed_area_wah": 90}, on=NEW_YEAR, source=a_source(municipality), at=RECORDED_AT)

    old.refresh_from_db()
    assert old.valid.isempty
    assert old.deed_area_wah == 100
    assert ParcelVersion.objects.as_of(NEW_YEAR).get().deed_area_wah == 90


def test_version_that_does_not_hold_on_the_day_is_not_corrected(municipality: Municipality) -> None:
    old = a_parcel(municipality, valid=Range(date(2025, 1, 1), None))

    with pytest.raises(corrections.NotInForce):
        corrections.correct(old, facts={}, on=NEW_YEAR, source=a_source(municipality), at=RECORDED_AT)


def test_corrected_holders_hold_until_the_right_that_is_already_known(municipality: Municipality) -> None:
    plot, buyer = a_parcel(municipality).parcel, an_owner(municipality)
    a_right(an_owner(municipality), plot, valid=Range(date(2023, 1, 1), date(2024, 6, 1)))
    a_right(buyer, plot, valid=Range(date(2024, 6, 1), None))
    true_owner = an_owner(municipality)

    rights.correct_holders(
        plot, holdings=[Holding(true_owner)], on=NEW_YEAR, source=a_source(municipality), at=RECORDED_AT
    )

    in_force = Right.objects.as_of(NEW_YEAR).get(parcel=plot)
    assert (in_force.party, in_force.valid.upper) == (true_owner, date(2024, 6, 1))
    assert Right.objects.as_of(date(2024, 6, 1)).get(parcel=plot).party == buyer
