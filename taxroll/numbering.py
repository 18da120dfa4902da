"""Numbers of notices and receipts: one series for each municipality, kind and year, without holes."""

from django.db import connection

from gis_assets import sql_files
from gis_assets.models import Municipality


def take(*, municipality: Municipality, kind: str, year_be: int) -> str:
    """The next number, as `2567/000123`; call it inside the transaction that uses it."""
    with connection.cursor() as cursor:
        take_number = sql_files.load("taxroll", "take_number")
        cursor.execute(take_number, {"municipality": municipality.pk, "kind": kind, "year_be": year_be})
        row = cursor.fetchone()
    return f"{year_be}/{row[0] if row else 0:06d}"
