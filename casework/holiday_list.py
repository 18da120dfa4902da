"""The municipality's list of holidays: proposed by a package, decided by an officer, with every change kept."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from typing import Any

import holidays
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework.models import Holiday
from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal

BETWEEN = "; "
FIRST_YEAR, LAST_YEAR = 2000, 2100


class HolidayIsListed(Refusal):
    """The day is on the list already."""


class HolidayIsWithdrawn(Refusal):
    """The day was taken off the list already."""


class YearOutOfReach(Refusal):
    """No proposal can be made for this year."""


@dataclass(frozen=True)
class Proposed:
    """A day that the office is probably closed on."""

    on: date
    name_th: str
    name_en: str


def proposed(year: int) -> list[Proposed]:
    """The holidays of a common year as the package knows them, put right by `data/holidays.toml`."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise YearOutOfReach(_("Holidays can be proposed for the years 2543 to 2643 only."))
    rules = _rules()
    found = _listed(year, category="public", left_out=[entry["name"] for entry in rules["leave_out"]])
    for entry in rules["add"]:
        found = _listed(year, category=entry["category"], left_out=[]) | found
    return [found[day] for day in sorted(found)]


def source() -> Mapping[str, str]:
    """Where proposals come from and what is doubtful about them, in both languages."""
    entry: Mapping[str, str] = _rules()["source"]
    return entry


@transaction.atomic
def adopt(municipality: Municipality, *, year: int, by: AbstractBaseUser | None, at: datetime) -> list[Holiday]:
    """Put the proposed days of a year on the list that were never on it; what an officer took off stays off."""
    known = set(Holiday.objects.filter(municipality=municipality, on__year=year).values_list("on", flat=True))
    made = [
        _listed_day(municipality, day.on, day.name_th, day.name_en, source()["cite_th"], by=by, at=at)
        for day in proposed(year)
        if day.on not in known
    ]
    _write_down(municipality, "holidays.proposed", str(year), by=by, at=at, details={"days": len(made)})
    return made


@transaction.atomic
def add(
    municipality: Municipality,
    *,
    on: date,
    name: str,
    name_en: str = "",
    citation: str,
    by: AbstractBaseUser,
    at: datetime,
) -> Holiday:
    """Put a day on the list; raises HolidayIsListed."""
    if Holiday.objects.select_for_update().filter(municipality=municipality, on=on, withdrawn_at=None).exists():
        raise HolidayIsListed(_("This day is on the list already. Take it off first to change its name."))
    listed = _listed_day(municipality, on, name, name_en, citation, by=by, at=at)
    _write_down(municipality, "holiday.added", on.isoformat(), by=by, at=at, details={"name": name})
    return listed


@transaction.atomic
def withdraw(holiday: Holiday, *, by: AbstractBaseUser, at: datetime) -> Holiday:
    """Take a day off the list: the office works on it. Raises HolidayIsWithdrawn."""
    locked = Holiday.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=holiday.pk)
    if locked.withdrawn_at:
        raise HolidayIsWithdrawn(_("This day was taken off the list already."))
    locked.withdrawn_at, locked.withdrawn_by_id = at, by.pk
    locked.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _write_down(locked.municipality, "holiday.withdrawn", locked.on.isoformat(), by=by, at=at, details={})
    return locked


def _rules() -> dict[str, Any]:
    return tomllib.loads(resources.files("casework").joinpath("data", "holidays.toml").read_text(encoding="utf-8"))


def _listed(year: int, *, category: str, left_out: list[str]) -> dict[date, Proposed]:
    """The package's days; names that share a day stand in the same order in both languages."""
    thai, english = (
        holidays.country_holidays("TH", years=year, categories=(category,), language=language)
        for language in ("th", "en_US")
    )
    found = {}
    for day in english:
        names = zip(thai[day].split(BETWEEN), english[day].split(BETWEEN), strict=True)
        kept = [(th, en) for th, en in names if not any(en.startswith(name) for name in left_out)]
        if kept:
            found[day] = Proposed(day, BETWEEN.join(th for th, _en in kept), BETWEEN.join(en for _th, en in kept))
    return found


def _listed_day(
    municipality: Municipality,
    on: date,
    name: str,
    name_en: str,
    citation: str,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
) -> Holiday:
    return Holiday.objects.create(
        municipality=municipality,
        on=on,
        name=name,
        name_en=name_en,
        citation=citation,
        recorded_at=at,
        recorded_by_id=None if by is None else by.pk,
    )


def _write_down(
    municipality: Municipality,
    action: str,
    what: str,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    details: dict[str, Any],
) -> None:
    journal.append(
        municipality=municipality, by=by, action=action, thing_kind="holiday", thing_uid=what, at=at, details=details
    )
