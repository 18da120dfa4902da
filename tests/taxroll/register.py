"""Changes of the register from 1 January 2567 on, as officers enter them: the former version ends, the next begins."""

from datetime import UTC, date, datetime
from typing import Any

from psycopg.types.range import Range

from gis_assets.models import Parcel, ParcelVersion, Party, Right
from tests.gis_assets.builders import a_parcel
from tests.taxroll.builders import a_right

FIRST_DAY, NEW_YEAR = date(2023, 1, 1), date(2024, 1, 1)
LATER = datetime(2024, 5, 1, 3, 0, tzinfo=UTC)


def of(code: str) -> Parcel:
    """The parcel that carries the code."""
    return ParcelVersion.objects.filter(code=code).latest("pk").parcel


def hand_over(parcel: Parcel, *, to: Party | None) -> None:
    """Another holder, or none."""
    Right.objects.filter(parcel=parcel).update(valid=Range(FIRST_DAY, NEW_YEAR))
    if to:
        a_right(to, parcel, valid=Range(NEW_YEAR, None), recorded_at=LATER)


def remeasure(parcel: Parcel, **facts: Any) -> ParcelVersion:
    """Another area, other uses."""
    former = ParcelVersion.objects.filter(parcel=parcel).latest("pk")
    ParcelVersion.objects.filter(pk=former.pk).update(valid=Range(FIRST_DAY, NEW_YEAR))
    kept = {"code": former.code, "shape": former.shape, "valid": Range(NEW_YEAR, None), "recorded_at": LATER}
    return a_parcel(parcel.municipality, parcel=parcel, **kept | facts)
