"""What everybody may see of open incidents."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from gis_assets import sql_files
from gis_assets.models import Municipality
from incidents import layers, reports
from incidents.models import Incident, Kind
from tests import lasting
from tests.incidents import builders
from tests.incidents.builders import AT, ON


def public_rows(municipality: Municipality) -> list[dict[str, object]]:
    layer = layers.LAYERS[0]
    with connection.cursor() as cursor:
        statement = sql_files.load(layer.app, layer.sql)
        cursor.execute(
            f"SELECT open.*, ST_X(geom) AS lon, ST_Y(geom) AS lat FROM ({statement}) AS open",
            {"municipality": municipality.pk, "on": ON},
        )
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@lasting.fixture
def town(municipality: Municipality) -> Municipality:
    builders.ready(municipality)
    return municipality


def test_open_incident_is_public_on_its_pole_and_to_the_hour_only(town: Municipality) -> None:
    pole = builders.a_pole(town, (40, 0))
    at = AT.replace(minute=47)
    reports.receive(
        town, kind=Kind.TREE, key=uuid4(), channel="qr", at=at, pole=pole, words="ล้มทับรั้ว", phone="0812345678"
    )

    (row,) = public_rows(town)

    assert set(row) == {"id", "geom", "kind", "state", "reported_hour", "lon", "lat"}
    assert (row["kind"], row["state"], row["reported_hour"]) == ("tree", "reported", AT.replace(minute=0))
    assert (row["lon"], row["lat"]) == pytest.approx(pole.shape_wgs84.coords)


def test_place_without_a_pole_is_public_only_roughly(town: Municipality) -> None:
    exact = builders.point((123.4, 567.8))
    reports.receive(town, kind=Kind.OTHER, key=uuid4(), channel="web", at=AT, point=exact, words="กลิ่นไหม้")

    (row,) = public_rows(town)

    assert (row["lon"], row["lat"]) != pytest.approx(exact.coords, abs=1e-6)
    assert (row["lon"], row["lat"]) == pytest.approx(exact.coords, abs=3e-4)


def test_resolved_incident_leaves_the_layer(town: Municipality) -> None:
    reports.receive(town, kind=Kind.TREE, key=uuid4(), channel="qr", at=AT, pole=builders.a_pole(town))
    Incident.objects.update(state="resolved")

    assert public_rows(town) == []


def counted(municipality: Municipality, *, on: date) -> list[tuple[str, date, int]]:
    layer = next(layer for layer in layers.LAYERS if layer.name == "incident_counts")
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load(layer.app, layer.sql), {"municipality": municipality.pk, "on": on})
        return [(kind, month, count) for _id, _geom, kind, month, count in cursor.fetchall()]


def test_incidents_are_counted_late_and_small_groups_are_left_out(town: Municipality) -> None:
    pole = builders.a_pole(town)
    for kind, many in ((Kind.TREE, 3), (Kind.OTHER, 2)):
        for _ in range(many):
            report = reports.receive(town, kind=kind, key=uuid4(), channel="qr", at=AT, pole=pole)
            Incident.objects.filter(pk=report.incident_id).update(state="resolved")
    month = AT.date().replace(day=1)
    end = (month + timedelta(days=32)).replace(day=1)

    early, late = (counted(town, on=end + timedelta(days=days)) for days in (29, 30))

    assert early == []
    assert late == [("tree", month, 3)]
