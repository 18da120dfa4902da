"""Geometry columns that the one-SRID-per-column rule of GeoDjango does not fit."""

from typing import Any

from django.contrib.gis.db import models


class OwnSridGeometryField(models.GeometryField[Any, Any]):
    """A geometry whose rows carry their own SRID: as measured, or in the projected system of their municipality.

    The column is declared without an SRID, and values go in as they are instead of being transformed to one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["srid"] = 0
        super().__init__(*args, **kwargs)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return compiler.compile(value)[0] if hasattr(value, "as_sql") else "%s"
