"""Numbers of permits, refusals and receipts: counted for each kind and year, none left out, none given twice."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from gis_assets import sql_files, units
from gis_assets.models import Municipality


@transaction.atomic
def next_number(municipality: Municipality, *, kind: str, at: datetime) -> str:
    """The next number of a kind in the Buddhist year of the instant, such as `12/2569`."""
    year_be = units.year_be(timezone.localtime(at).year)
    values: dict[str, str | int] = {"municipality": municipality.pk, "kind": kind, "year_be": year_be}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("permits", "next_number"), values)
        [(number,)] = cursor.fetchall()
    return f"{number}/{year_be}"
