"""A layer's version: another one after every change, the same one otherwise, whatever the order of commits."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from gis_assets import sql_files, tenancy
from gis_assets.models import Municipality, ParcelVersion
from opendata import changes, layers
from opendata.models import Change
from tests import databases
from tests.gis_assets import builders

ON = date(2024, 6, 1)


def version(municipality: Municipality, name: str = "parcels", *, on: date = ON) -> str:
    return changes.version(layers.layer_named(name), municipality=municipality, on=on)


def test_version_is_another_one_after_rows_came_changed_or_went(municipality: Municipality) -> None:
    versions = [version(municipality)]

    parcel = builders.a_parcel(municipality)
    versions.append(version(municipality))
    told = Change.objects.get(of_table="gis_assets_parcelversion")

    # A test is one transaction, which tells once of a table; what it told is taken back to hear it again.
    told.delete()
    ParcelVersion.objects.filter(pk=parcel.pk).update(code="02B002")
    versions.append(version(municipality))
    Change.objects.all().delete()
    ParcelVersion.objects.filter(pk=parcel.pk).delete()
    versions.append(version(municipality))

    assert len(set(versions)) == 4


def test_version_stays_when_another_table_changed(municipality: Municipality) -> None:
    before = version(municipality)

    builders.a_pole(municipality)

    assert version(municipality) == before
    assert version(municipality, "poles") != version(municipality, "buildings")


def test_version_stays_when_a_statement_found_no_row(municipality: Municipality) -> None:
    before = version(municipality)

    ParcelVersion.objects.filter(code="NOBODY").update(code="02B002")

    assert version(municipality) == before
    assert not Change.objects.filter(of_table="gis_assets_parcelversion").exists()


def test_other_municipality_hears_nothing(municipality: Municipality, other_municipality: Municipality) -> None:
    ours = version(municipality)
    theirs = version(other_municipality)

    with tenancy.within(other_municipality):
        builders.a_parcel(other_municipality)

    assert version(municipality) == ours
    assert version(other_municipality) != theirs


def test_boundary_has_a_new_version_when_the_municipality_changed_unbound(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    Change.objects.all().delete()
    before = version(municipality, "boundary")
    tenancy.bind(None)

    Municipality.objects.filter(pk=municipality.pk).update(name_en="New Town")

    tenancy.bind(municipality.pk)
    assert version(municipality, "boundary") != before


def test_binding_is_as_before_when_rows_of_several_municipalities_changed(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    Municipality.objects.update(name_en="Same Town")

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.municipality')")
        assert cursor.fetchone() == (str(municipality.pk),)


def test_version_holds_the_day_where_the_layer_has_a_history(municipality: Municipality) -> None:
    assert version(municipality, on=ON) != version(municipality, on=ON + timedelta(days=1))
    assert version(municipality, "landcover", on=ON) == version(municipality, "landcover", on=ON + timedelta(days=1))


@pytest.mark.parametrize("name", ["incidents", "incident_counts", "survey_progress"])
def test_version_holds_the_day_where_what_is_shown_depends_on_it(municipality: Municipality, name: str) -> None:
    assert version(municipality, name, on=ON) != version(municipality, name, on=ON + timedelta(days=1))


def test_version_of_incidents_is_another_one_when_a_pole_was_moved(municipality: Municipality) -> None:
    before = version(municipality, "incidents")

    builders.a_pole(municipality)

    assert version(municipality, "incidents") != before


def test_version_is_the_same_where_the_connection_is_bound_already(municipality: Municipality) -> None:
    builders.a_parcel(municipality)
    parcels = layers.layer_named("parcels")

    assert changes.version_here(parcels, municipality=municipality, on=ON) == version(municipality)


def test_version_is_another_one_when_a_column_was_closed(municipality: Municipality) -> None:
    parcels = layers.layer_named("parcels")
    columns = tuple(replace(c, ground=None) if c.name == "accuracy_class" else c for c in parcels.columns)

    closed = changes.version(replace(parcels, columns=columns), municipality=municipality, on=ON)

    assert closed != version(municipality)


def test_versions_stay_when_old_changes_are_folded(municipality: Municipality) -> None:
    facts = [("gis_assets_parcelversion", number, number * 7) for number in range(1, 6)]
    Change.objects.bulk_create(
        Change(
            municipality=municipality, of_table=table, transaction=n, digest=digest, at=datetime(2024, 1, n, tzinfo=UTC)
        )
        for table, n, digest in facts
    )
    builders.a_pole(municipality)
    before = version(municipality), version(municipality, "poles")

    changes.fold(municipality, before=datetime(2024, 1, 4, tzinfo=UTC))
    changes.fold(municipality, before=timezone.now() + timedelta(days=1))

    assert (version(municipality), version(municipality, "poles")) == before
    assert Change.objects.filter(of_table="gis_assets_parcelversion").count() == 1


def test_every_table_of_a_layer_is_watched(municipality: Municipality) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'layers_know_of_update'")
        watched = {table for (table,) in cursor.fetchall()}

    assert {table for layer in layers.everything().values() for table in layer.tables} <= watched


@pytest.fixture
def beside(django_db_setup: None) -> Iterator[tuple[str, int]]:
    """A database of its own with one municipality, for transactions that meet."""
    name = f"{connection.settings_dict['NAME']}_changes"
    with databases.copied(databases.model(), name):
        with databases.owner(name) as made:
            (town,) = made.execute(
                "INSERT INTO gis_assets_municipality (dla_code, name_th, name_en, utm_epsg, settings)"
                " VALUES ('04500199', 'ก', 'A', 32647, '{}') RETURNING id"
            ).fetchone() or (0,)
        yield name, int(town)


def _writer(name: str, town: int) -> "psycopg.Connection[Any]":
    writer = databases.owner(name, autocommit=False)
    writer.execute("SELECT set_config('app.municipality', %s, false)", [str(town)])
    writer.commit()
    return writer


def _insert(writer: "psycopg.Connection[Any]", town: int) -> None:
    writer.execute(
        "WITH s AS (INSERT INTO gis_assets_source"
        " (municipality_id, uid, kind, reference, sha256, accuracy_class, recorded_at)"
        " VALUES (%(t)s, gen_random_uuid(), 't', 't', '', 'rtk', now()) RETURNING id)"
        " INSERT INTO gis_assets_landcover (municipality_id, source_id, kind, name_th, name_en, shape_wgs84)"
        " SELECT %(t)s, s.id, 'water', '', '', ST_Multi(ST_MakeEnvelope(98.9, 18.7, 98.91, 18.71, 4326)) FROM s",
        {"t": town},
    )


def _digest(name: str, town: int) -> int:
    with _writer(name, town) as reader:
        facts = {"municipality": town, "tables": ["gis_assets_landcover"]}
        row = reader.execute(sql_files.load("opendata", "digest_of_changes"), facts).fetchone()
        return int((row or (0,))[0])


def test_two_writers_do_not_wait_and_each_commit_is_seen_whatever_its_order(beside: tuple[str, int]) -> None:
    with _writer(*beside) as first, _writer(*beside) as second:
        second.execute("SET lock_timeout = '20s'")
        digests = [_digest(*beside)]
        _insert(first, beside[1])
        _insert(second, beside[1])
        second.commit()
        digests.append(_digest(*beside))
        first.commit()
        digests.append(_digest(*beside))

    assert len(set(digests)) == 3
