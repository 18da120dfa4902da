"""What the pages of signs show: every sign of a year with its return and its assessment, and the signs on the map."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from gis_assets import sql_files, units
from gis_assets.models import Municipality, PartyVersion, SignVersion
from taxroll.models import SignLine


@dataclass(frozen=True)
class SignOfYear:
    """A sign as it stood on its first day of the year; `line` is its assessment in force."""

    version: SignVersion
    owner_name: str
    returned_on: date | None
    line: SignLine | None

    @property
    def is_exempt(self) -> bool:
        return bool(self.version.exempt_reason)

    @property
    def state(self) -> str:
        if self.line:
            return "assessed"
        if self.is_exempt:
            return "exempt"
        return "returned" if self.returned_on else "open"


STATES = {
    "open": _("Not declared yet"),
    "returned": _("Declared"),
    "assessed": _("Assessed"),
    "exempt": _("Exempt"),
}


def of_year(municipality: Municipality, *, tax_year_be: int) -> list[SignOfYear]:
    """Every sign that was shown in the year, in the order in which they were entered."""
    first = date(units.year_ce(tax_year_be), 1, 1)
    asked: dict[str, Any] = {
        "municipality": municipality.pk,
        "year": tax_year_be,
        "first": first,
        "next": first.replace(year=first.year + 1),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "signs_of_year"), asked)
        rows = cursor.fetchall()
    related = ("sign", "municipality", "on_building", "owner")
    versions = SignVersion.objects.select_related(*related).in_bulk([version for version, _day, _line in rows])
    lines = SignLine.objects.select_related("bill__roll").in_bulk([line for _version, _day, line in rows if line])
    names = owner_names(list(versions.values()))
    return [
        SignOfYear(versions[version], names.get(versions[version].owner_id, ""), day, lines.get(line))
        for version, day, line in rows
    ]


def owner_names(versions: Sequence[SignVersion]) -> dict[int, str]:
    """The latest names of the owners, by party."""
    parties = PartyVersion.objects.filter(party__in={version.owner_id for version in versions})
    return dict(parties.exclude(valid__isempty=True).order_by("valid").values_list("party", "name"))


def on_the_map(municipality: Municipality, *, on: date) -> str:
    """The signs shown on a day as GeoJSON text, without owners."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "signs_geojson"), {"municipality": municipality.pk, "on": on})
        return str((cursor.fetchone() or ("",))[0])
