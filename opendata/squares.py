"""Squares of the kind that most things in them have: how tiles from afar show a layer whose things are too small."""

from typing import Any, cast

from django.db import connection
from psycopg import sql

from gis_assets import sql_files
from gis_assets.publication import Layer
from opendata import tiles
from opendata.tiles import LEAST_ZOOM

CELLS = 64
EVERYWHERE = sql.SQL("feature.geom IS NOT NULL")
IN_TILE = sql.SQL("feature.geom && ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.015625), 4326)")
_SQUARE = "ST_ForcePolygonCCW(ST_MakeEnvelope(west, north, east, north + 64))"
_MIDDLE = "ST_MakePoint((west + east) / 2, north + 32)"


def store(layer: Layer, facts: dict[str, Any]) -> None:
    """Store the tiles of all zooms at which the layer is shown so.

    `facts` name the municipality, the day and the build; within a transaction.
    """
    top = layer.min_zoom - 1
    if top < LEAST_ZOOM:
        return
    facts |= _of_grid(layer)
    stored = _file("store_squares").format(squares=_drawn(layer, sql.SQL("opendata_cell")))
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("opendata", "with_room"))
        cursor.execute(cast(Any, _file("count_cells").format(cells=_counted(layer, EVERYWHERE))), facts)
        for z in range(top, LEAST_ZOOM, -1):
            cursor.execute(sql_files.load("opendata", "add_up_cells"), {"z": z})
        cursor.execute(cast(Any, stored), facts)
        cursor.execute("DROP TABLE opendata_cell")


def read(layer: Layer, facts: dict[str, Any]) -> bytes:
    """One tile as it would be stored; `facts` name the municipality, the day and the place."""
    cells = _file("cells_of_tile").format(cells=_counted(layer, IN_TILE))
    with connection.cursor() as cursor:
        cursor.execute(cast(Any, _drawn(layer, cells)), facts | _of_grid(layer))
        found = cursor.fetchone()
    return bytes(found[3]) if found else b""


def _counted(layer: Layer, within: sql.SQL) -> sql.Composed:
    by = layer.style.by
    kind = sql.SQL("{}::text").format(sql.Identifier("feature", by)) if by else sql.SQL("''::text")
    return tiles.statement("cells", layer, kind=kind, within=within)


def _drawn(layer: Layer, cell: sql.Composable) -> sql.Composed:
    by = layer.style.by
    return _file("squares").format(
        cell=cell,
        name=sql.Literal(layer.name),
        shown=sql.SQL("kind AS {}").format(sql.Identifier(by)) if by else sql.SQL("true AS is_many"),
        shape=sql.SQL(_MIDDLE if layer.geometry == "point" else _SQUARE),
    )


def _of_grid(layer: Layer) -> dict[str, Any]:
    top = layer.min_zoom - 1
    return {"top": top, "cells": CELLS * 2**top, "joined": layer.geometry != "point"}


def _file(name: str) -> sql.SQL:
    return sql.SQL(sql_files.load("opendata", name))
