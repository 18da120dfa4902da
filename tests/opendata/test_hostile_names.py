"""Names that nobody would give a layer, at every door but the OGC API's (`tests/opendata/ogc/test_answers.py`)."""

from urllib.parse import quote

import pytest
from django.test import Client

from gis_assets.models import Municipality

NAMES = [
    "x" * 3_000, "../../etc/passwd", "parcels'; DROP TABLE x; --", "<script>alert(1)</script>", "\x00", "%FF%FE",
    "parcels\r\nSet-Cookie:x=1", "__class__", "ก" * 50, "parcels ", "PARCELS", "${jndi:x}", "{{7*7}}", ".", "..",
]  # fmt: skip
DOORS = [
    "/data/{}/", "/data/{}/api/", "/data/{}/embed/", "/data/{}.ttl", "/data/{}.jsonld", "/layers/{}.geojson",
    "/layers/{}/files/", "/layers/{}/latest.gpkg", "/layers/{}/files/2026-01-01/{}.gpkg", "/layers/parcels/files/{}/x",
    "/ogc/collections/{}/tiles", "/ogc/collections/{}/tiles/WebMercatorQuad/16/1/1",
    "/api/3/action/package_show?id={}", "/api/3/action/{}",
]  # fmt: skip
TELLTALE = {"Traceback", "psycopg", "SELECT", "<script>alert(1)", "49"}


@pytest.mark.parametrize("door", DOORS)
def test_hostile_name_is_not_found_and_nothing_else(municipality: Municipality, client: Client, door: str) -> None:
    for name in NAMES:
        refused = client.get(door.replace("{}", quote(name, safe="")))

        assert refused.status_code in (301, 400, 404), name
        assert "Set-Cookie" not in refused.headers, name
        body = refused.content.decode()
        assert len(body) < 20_000, name
        assert not {word for word in TELLTALE if word in body.split()}, name
