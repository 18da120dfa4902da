"""Figures on the ground: the cases of each square of a grid, and how they kept their standard."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from casework import kpi
from casework.facts import Facts
from casework.measures import Measure
from gis_assets import columns, sql_files
from gis_assets.models import Municipality

SIDE_M = 250
CLASSES = (0.0, 0.1, 0.25, 0.5)
"""From which share of missed standards a class of colour begins."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A square by its place in the grid, from its corner in metres divided by the side."""

    x: int
    y: int
    count: int
    measure: Measure

    @property
    def missed(self) -> float | None:
        """The share that missed its standard, from 0 to 1."""
        share = self.measure.share_within
        return None if share is None else 1 - share

    @property
    def number(self) -> int:
        """Its class of colour from 1 on; 0 where nothing can be judged."""
        return 0 if self.missed is None else sum(self.missed >= border for border in CLASSES)


def of(municipality: Municipality, found: Facts) -> list[Cell]:
    """The squares in which these stays lie, the fullest first; cases without a place are left out."""
    asked = {"municipality": municipality.pk, "since": found.since, "until": found.until, "side": SIDE_M}
    placed = columns.read(sql_files.load("casework", "kpi_cells"), asked, names=("case", "x", "y"))
    order = np.argsort(placed["case"])
    case = placed["case"][order]
    if case.size == 0:
        return []
    place = np.minimum(np.searchsorted(case, found.stays.case), case.size - 1)
    rows = np.flatnonzero(case[place] == found.stays.case)
    squares = np.stack([placed["x"][order][place[rows]], placed["y"][order][place[rows]]], axis=1)
    values, of_square = np.unique(squares, axis=0, return_inverse=True)
    members = np.split(rows[np.argsort(of_square, kind="stable")], np.cumsum(np.bincount(of_square))[:-1])
    made = [
        Cell(int(x), int(y), its.size, kpi.total(found.where(its)))
        for (x, y), its in zip(values.tolist(), members, strict=True)
    ] if rows.size else []  # fmt: skip
    return sorted(made, key=lambda cell: -cell.count)


def geojson(municipality: Municipality, cells: Sequence[Cell]) -> str:
    """The squares in WGS 84 with their class, number of cases, share missed and median minutes."""
    asked: dict[str, Any] = {
        "side": SIDE_M,
        "epsg": municipality.utm_epsg,
        "x": [cell.x for cell in cells],
        "y": [cell.y for cell in cells],
        "facts": [json.dumps(_facts(cell)) for cell in cells],
    }
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("casework", "cells_geojson"), asked)
        return str((cursor.fetchone() or ("",))[0])


def _facts(cell: Cell) -> dict[str, object]:
    return {
        "class": cell.number,
        "count": cell.count,
        "missed": cell.missed,
        "median": None if cell.measure.is_small else cell.measure.median_minutes,
        "open": cell.measure.waiting,
    }
