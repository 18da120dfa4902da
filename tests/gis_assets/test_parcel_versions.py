"""What the database keeps for all parcel versions of a statement at once: their keys, and one version a day."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from psycopg import sql
from psycopg.types.range import Range

from config import environment
from gis_assets import parcels, tenancy
from gis_assets.models import Municipality, Parcel, ParcelVersion, Source
from tests import databases
from tests.gis_assets import builders

JUNE = date(2023, 6, 1)
WAITING = "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE a.datname = %s AND NOT l.granted"
TOWN = """
    INSERT INTO gis_assets_municipality (id, dla_code, name_th, name_en, utm_epsg, settings)
    VALUES (1, '1', '', '', 32647, '{}')
"""
SOURCE = """
    INSERT INTO gis_assets_source (municipality_id, uid, kind, reference, sha256, accuracy_class, recorded_at)
    VALUES (1, gen_random_uuid(), 'test', 'test', '', 'unknown', now())
"""
VERSION = """
    INSERT INTO gis_assets_parcelversion (
        municipality_id, parcel_id, source_id, valid, recorded_at, code, document_type, document_number, utmmap1,
        utmmap2, utmmap3, utmmap4, land_number, survey_page, measured_area_m2, agriculture_wah, residential_wah,
        other_wah, vacant_wah, accuracy_class, measured_shape, shape)
    SELECT p.municipality_id, p.id, s.id, %s::daterange, now(), '', 'none', '', '', '', '', '', '', '', 400, 0, 0, 0, 0,
        'unknown', shape, shape
    FROM gis_assets_parcel p, gis_assets_source s,
        ST_Multi(ST_MakeEnvelope(490000, 2073000, 490020, 2073020, 32647)) shape
"""


def test_version_is_refused_when_its_parcel_does_not_exist(municipality: Municipality) -> None:
    version = builders.a_parcel(municipality)

    with pytest.raises(IntegrityError, match="parcel_version_has_its_parcel"), transaction.atomic():
        ParcelVersion.objects.filter(pk=version.pk).update(parcel_id=version.parcel_id + 1)


def test_version_is_refused_when_its_parcel_is_another_municipalitys(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    with tenancy.within(other_municipality):
        theirs = Parcel.objects.create(municipality=other_municipality)

    with pytest.raises(IntegrityError, match="parcel_version_has_its_parcel"), transaction.atomic():
        builders.a_parcel(municipality, parcel=theirs)


def test_version_is_refused_when_its_source_does_not_exist(municipality: Municipality) -> None:
    version = builders.a_parcel(municipality)

    with pytest.raises(IntegrityError, match="parcel_version_has_its_source"), transaction.atomic():
        ParcelVersion.objects.filter(pk=version.pk).update(source_id=version.source_id + 1)


@pytest.mark.parametrize(("model", "column"), [(Parcel, "parcel_id"), (Source, "source_id")])
def test_what_versions_refer_to_neither_goes_nor_changes_its_municipality(
    municipality: Municipality, other_municipality: Municipality, model: Any, column: str
) -> None:
    version = builders.a_parcel(municipality)
    referred = model.objects.filter(pk=getattr(version, column))

    with pytest.raises(IntegrityError, match=column), transaction.atomic():
        referred._raw_delete(referred.db)
    with pytest.raises(IntegrityError, match=column), transaction.atomic():
        referred.update(municipality=other_municipality)

    assert referred.exists()


def test_parcel_and_source_may_go_when_no_version_refers_to_them(municipality: Municipality) -> None:
    version = builders.a_parcel(municipality)
    version.delete()

    Parcel.objects.filter(pk=version.parcel_id).delete()
    Source.objects.filter(pk=version.source_id).delete()

    assert not Parcel.objects.exists()


def test_parcel_is_refused_when_its_municipality_does_not_exist(municipality: Municipality) -> None:
    nowhere = Municipality(pk=municipality.pk + 1_000_000)

    with (
        tenancy.within(nowhere),
        pytest.raises(IntegrityError, match="parcel_has_its_municipality"),
        transaction.atomic(),
    ):
        Parcel.objects.create(municipality_id=nowhere.pk)


def test_municipality_with_parcels_does_not_go_wherever_the_session_is_bound(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    Parcel.objects.create(municipality=municipality)
    referred = Municipality.objects.filter(pk=municipality.pk)

    with tenancy.within(other_municipality):
        with pytest.raises(IntegrityError, match="parcels lie in"), transaction.atomic():
            referred._raw_delete(referred.db)
        bound_to = connection.cursor().execute("SELECT current_municipality()").fetchone()

    assert bound_to == (other_municipality.pk,)
    assert referred.exists()


def test_two_versions_of_one_statement_are_refused_when_they_share_a_day(municipality: Municipality) -> None:
    version = builders.a_parcel(municipality, valid=Range(date(2020, 1, 1), date(2021, 1, 1)))
    common = [getattr(version, name) for name in parcels.COLUMNS[3:-2]]
    shape = f"SRID=32647;{version.shape.wkt}"
    key = [version.parcel_id, municipality.pk]
    rows = [
        [*key, Range(start, end), *common, shape, shape]
        for start, end in ((date(2023, 1, 1), date(2023, 7, 1)), (JUNE, date(2024, 1, 1)))
    ]

    with pytest.raises(IntegrityError, match="parcel_has_one_version_per_day"), transaction.atomic():
        parcels.supersede(rows, municipality=municipality, on=date(2022, 1, 1))


def test_version_is_refused_when_it_moves_to_a_parcel_that_has_its_days(municipality: Municipality) -> None:
    one = builders.a_parcel(municipality, valid=Range(date(2023, 1, 1), date(2024, 1, 1)))
    other = builders.a_parcel(municipality, valid=Range(JUNE, None))

    with pytest.raises(IntegrityError, match="parcel_has_one_version_per_day"), transaction.atomic():
        ParcelVersion.objects.filter(pk=one.pk).update(parcel=other.parcel)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """A database of its own with one parcel and one source."""
    name = f"{settings.DATABASES['default']['NAME']}_versions"
    databases.make_anew(name)
    with bound(name) as owner:
        owner.execute(TOWN)
        owner.execute("INSERT INTO gis_assets_parcel (municipality_id, uid) VALUES (1, gen_random_uuid())")
        owner.execute(SOURCE)
    yield name
    with psycopg.connect(**environment.owner(databases.ROOT), autocommit=True) as server:  # type: ignore[arg-type]
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def bound(name: str) -> "psycopg.Connection[Any]":
    owner: dict[str, Any] = {**environment.owner(databases.ROOT), "dbname": name}
    connected = psycopg.connect(**owner)
    connected.execute("SELECT set_config('app.municipality', '1', false)")
    return connected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("[2023-01-01,2024-01-01)", "[2023-06-01,)"),
        ("[2023-06-01,)", "[2023-01-01,2024-01-01)"),
        ("[2023-06-01,)",) * 2,
    ],
)
def test_second_writer_waits_and_is_refused_when_two_write_versions_of_one_parcel_at_once(
    database: str, first: str, second: str
) -> None:
    with bound(database) as one, bound(database) as other, ThreadPoolExecutor() as beside:
        one.execute(VERSION, [first])
        answer = beside.submit(other.execute, VERSION, [second])
        while (one.execute(WAITING, [database]).fetchone() or (0,))[0] == 0:
            one.execute("SELECT pg_stat_clear_snapshot()")
        waited = not answer.done()
        one.commit()
        with pytest.raises(psycopg.errors.IntegrityError, match="parcel_has_one_version_per_day"):
            answer.result()
        other.rollback()
        one.execute("DELETE FROM gis_assets_parcelversion")

    assert waited


def test_writer_is_refused_when_its_snapshot_may_be_too_old(database: str) -> None:
    with bound(database) as one:
        one.commit()
        one.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with pytest.raises(psycopg.errors.InvalidTransactionState, match="READ COMMITTED"):
            one.execute(VERSION, ["[2023-01-01,)"])
        one.rollback()
