"""What everybody may see of open incidents."""

from uuid import uuid4

import pytest
from django.db import connection

from gis_assets import sql_files
from gis_assets.models import Municipality
from incidents import layers, reports
from incidents.models import Incident, Kind
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


@pytest.fixture
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
