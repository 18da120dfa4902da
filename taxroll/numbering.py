"""Numbers of notices and receipts: one series for each municipality, kind and year, without holes."""

from django.db import connection

from gis_assets import sql_files
from gis_assets.models import Municipality


def take(*, municipality: Municipality, kind: str, year_be: int) -> str:
    """The next number, as `2567/000123`; call it inside the transaction that uses it."""
    (number,) = take_many(municipality=municipality, kind=kind, year_be=year_be, count=1)
    return number


def take_many(*, municipality: Municipality, kind: str, year_be: int, count: int) -> list[str]:
    """The next `count` numbers (at least one) in their order, in one question to the database."""
    take_numbers = sql_files.load("taxroll", "take_numbers")
    with connection.cursor() as cursor:
        cursor.execute(
            take_numbers, {"municipality": municipality.pk, "kind": kind, "year_be": year_be, "count": count}
        )
        row = cursor.fetchone()
    first = row[0] if row else 0
    return [f"{year_be}/{number:06d}" for number in range(first, first + count)]
