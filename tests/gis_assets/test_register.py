"""Versions in the database: periods, as-of views, superseding, the journal."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.db import IntegrityError, ProgrammingError, connection, transaction
from psycopg.types.range import Range

from gis_assets import journal, parcels
from gis_assets.models import JournalEntry, Municipality, ParcelVersion
from tests.gis_assets import builders

NEW_YEAR = date(2024, 1, 1)


def test_two_versions_of_one_parcel_never_share_a_day(municipality: Municipality) -> None:
    version = builders.a_parcel(municipality)

    with pytest.raises(IntegrityError, match="parcel_has_one_version_per_day"), transaction.atomic():
        builders.a_parcel(municipality, parcel=version.parcel, valid=Range(date(2023, 12, 31), None))


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        (Range(date(2023, 1, 1), date(2024, 1, 1)), Range(date(2023, 12, 31), None)),
        (Range(date(2023, 1, 1), None), Range(None, date(2023, 1, 2))),
        (Range(None, None), Range(date(2023, 5, 1), date(2023, 5, 2))),
        (Range(date(2023, 1, 1), date.max), Range(date(9999, 12, 30), None)),
    ],
)
def test_second_version_is_refused_when_periods_share_their_last_or_only_day(
    municipality: Municipality, held: Range[date], asked: Range[date]
) -> None:
    version = builders.a_parcel(municipality, valid=held)

    with pytest.raises(IntegrityError, match="parcel_has_one_version_per_day"), transaction.atomic():
        builders.a_parcel(municipality, parcel=version.parcel, valid=asked)


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        (Range(date(2023, 1, 1), date(2024, 1, 1)), Range(date(2024, 1, 1), None)),
        (Range(None, date(2023, 1, 1)), Range(date(2023, 1, 1), date(2023, 1, 2))),
        (Range(date(2023, 1, 1), None), Range(empty=True)),
    ],
)
def test_second_version_stands_when_it_begins_on_the_day_the_first_ends(
    municipality: Municipality, held: Range[date], asked: Range[date]
) -> None:
    version = builders.a_parcel(municipality, valid=held)

    builders.a_parcel(municipality, parcel=version.parcel, valid=asked)

    assert version.parcel.versions.count() == 2


def test_neighbouring_numbers_do_not_meet_when_numbers_are_large(municipality: Municipality) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT days_held(%(one)s, %(days)s::daterange) && days_held(%(one)s, %(days)s::daterange), "
            "days_held(%(one)s, %(days)s::daterange) && days_held(%(one)s + 1, %(days)s::daterange)",
            {"one": 2**53 - 1, "days": "[2023-01-01,2023-01-02)"},
        )
        meets_itself, meets_next = cursor.fetchone()

    assert meets_itself
    assert not meets_next


def test_two_parcels_may_carry_one_code_as_real_files_do(municipality: Municipality) -> None:
    builders.a_parcel(municipality, code="01A001")
    builders.a_parcel(municipality, code="01A001")

    assert ParcelVersion.objects.filter(code="01A001").count() == 2


def test_shape_in_wgs84_is_kept_by_the_database(municipality: Municipality) -> None:
    version = builders.a_parcel(municipality)

    stored = ParcelVersion.objects.get(pk=version.pk)

    assert stored.shape.srid == 32647
    assert stored.shape_wgs84.srid == 4326
    assert stored.shape_wgs84.centroid.x == pytest.approx(98.9052, abs=1e-3)


def test_shape_outside_the_two_utm_zones_is_refused(municipality: Municipality) -> None:
    degrees = GEOSGeometry("SRID=4326;MULTIPOLYGON(((98 18, 98.1 18, 98.1 18.1, 98 18)))")

    with pytest.raises(IntegrityError, match="lies_in_utm"), transaction.atomic():
        builders.a_parcel(municipality, shape=degrees, measured_area_m2=1)


def staged_row(version: ParcelVersion, *, on: date, **facts: object) -> list[object]:
    values = {name: getattr(version, name) for name in parcels.FACTS} | facts
    values |= {name: values[name].hexewkb.decode() for name in ("shape", "measured_shape")}
    identity = [version.parcel_id, version.municipality_id, Range(on, None), version.source_id, builders.RECORDED_AT]
    return [*identity, *(values[name] for name in parcels.FACTS)]


def test_new_version_holds_from_its_day_and_the_old_until_then(municipality: Municipality) -> None:
    old = builders.a_parcel(municipality, code="01A001")

    count = parcels.supersede([staged_row(old, on=NEW_YEAR, code="01A002")], municipality=municipality, on=NEW_YEAR)

    assert count == 1
    assert ParcelVersion.objects.as_of(date(2023, 12, 31)).get().code == "01A001"
    assert ParcelVersion.objects.as_of(NEW_YEAR).get().code == "01A002"


def test_superseding_twice_on_one_day_is_refused_and_changes_nothing(municipality: Municipality) -> None:
    old = builders.a_parcel(municipality)
    parcels.supersede([staged_row(old, on=NEW_YEAR)], municipality=municipality, on=NEW_YEAR)

    with pytest.raises(parcels.WouldChangeThePast, match="01A001"):
        parcels.supersede([staged_row(old, on=NEW_YEAR)], municipality=municipality, on=NEW_YEAR)

    assert ParcelVersion.objects.count() == 2


def test_journal_cannot_be_changed_by_the_application(municipality: Municipality) -> None:
    journal.append(
        municipality=municipality, by=None, action="tested", thing_kind="parcel", thing_uid=1, at=datetime.now(UTC)
    )

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        JournalEntry.objects.update(why="rewritten")
