"""OGC API - Tiles: the abstract tests of its annex A that are about addresses, over every layer.

What lies in a tile is tried in `tests/opendata/test_tiles.py`, where GDAL reads it.
"""

from typing import Any

import pytest
import shapely

from opendata import tiles
from opendata.ogc import documents
from tests.opendata.ogc.town import COUNTS, NAMES, Program, link

pytestmark = pytest.mark.django_db
GRID_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
TILING_SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
VECTOR_TILES = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
MVT = "application/vnd.mapbox-vector-tile"


def template(told: dict[str, Any]) -> str:
    (found,) = [one for one in told["links"] if one["rel"] == "item"]
    assert (found["templated"], found["type"]) == (True, MVT)
    return str(found["href"])


def test_conf_tiles_core_conformance_success(program: Program) -> None:
    """Also `/conf/tileset/conformance-success`, `/conf/tilesets-list/conformance-success` and
    `/conf/geodata-tilesets/conformance-success`."""
    assert set(documents.TILES) <= set(program.json("/conformance")["conformsTo"])


def test_conf_geodata_tilesets_desc_links_lead_to_the_list_of_each_layer(program: Program) -> None:
    """Also `/conf/geodata-tilesets/operation`."""
    for name in NAMES:
        address = link(program.json(f"/collections/{name}"), VECTOR_TILES)
        assert address.endswith(f"/ogc/collections/{name}/tiles")
        assert program.json(address)["tilesets"], name


def test_conf_tilesets_list_tileset_links(program: Program) -> None:
    for name in NAMES:
        for listed in program.json(f"/collections/{name}/tiles")["tilesets"]:
            assert (listed["dataType"], listed["tileMatrixSetURI"]) == ("vector", GRID_URI)
            assert listed["crs"]
            assert link(listed, "self").endswith(f"/ogc/collections/{name}/tiles/WebMercatorQuad")
            assert program.json(link(listed, TILING_SCHEME))["uri"] == GRID_URI


def test_conf_tileset_description(program: Program) -> None:
    for name in NAMES:
        told = program.json(f"/collections/{name}/tiles/WebMercatorQuad")
        assert template(told).endswith("/{tileMatrix}/{tileRow}/{tileCol}")
        assert [layer["id"] for layer in told["layers"]] == [name]
        assert {"tileMatrix", "minTileRow", "maxTileRow", "minTileCol", "maxTileCol"} == set(
            told["tileMatrixSetLimits"][0]
        )


def test_conf_tiles_core_tc_op_gives_the_tile_in_which_a_feature_lies(program: Program) -> None:
    """`/conf/tiles-core/tc-success` and the definitions of `/conf/tiles-core/tc-tilematrix-definition`,
    `/conf/tiles-core/tc-tilerow-definition`, `/conf/tiles-core/tc-tilecol-definition`: each in its place."""
    for name in COUNTS:
        told = program.json(f"/collections/{name}/tiles/WebMercatorQuad")
        at = shapely.from_geojson(str(program.features(name, limit=1)[0]["geometry"]).replace("'", '"')).centroid
        (place,) = tiles.places_over(at.x, at.y, at.x, at.y, z=16)
        address = template(told).format(tileMatrix=place.z, tileRow=place.y, tileCol=place.x)

        answer = program.get(address)

        assert (answer.status_code, answer["Content-Type"]) == (200, MVT), name
        assert name.encode() in answer.content


def test_conf_tiles_core_tc_error(program: Program) -> None:
    address = template(program.json("/collections/parcels/tiles/WebMercatorQuad"))
    for matrix, row, col in ((19, 0, 0), (16, 2**16, 0), (16, 0, 2**16), ("x", 0, 0)):
        refused = program.get(address.format(tileMatrix=matrix, tileRow=row, tileCol=col))
        assert refused.status_code in (400, 404), (matrix, row, col)
    assert program.get(address.format(tileMatrix=16, tileRow=0, tileCol=0)).status_code == 204
