"""How an app declares a public layer: plain data, found by name by `opendata`.

Closed by default: a column that is not named is not public.
"""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Column:
    """A public column of a layer."""

    name: str
    title: Words


@dataclass(frozen=True)
class Layer:
    """A public layer: `sql` names the file in `<app>/sql` that selects it.

    The SELECT gives `id` (text), `geom` (EPSG:4326) and the columns, and takes
    `%(municipality)s` (bigint) and `%(on)s` (date).
    """

    name: str
    title: Words
    description: Words
    app: str
    sql: str
    geometry: Literal["polygon", "line", "point"]
    columns: tuple[Column, ...]
    min_zoom: int = 0
