"""Surveys put into the register, and what is in force there afterwards."""

from datetime import date

from django.contrib.auth.models import User

from gis_assets.models import Parcel, ParcelVersion, Right
from landsurvey import promotion, review
from landsurvey.models import Upload
from tests.landsurvey.builders import AT, a_half, a_row

DAY = date(2023, 4, 1)


def promoted(upload: Upload, by: User, *, on: date = DAY) -> Upload:
    return promotion.promote(upload, effective_date=on, by=by, at=AT)


def halves(**east: object) -> tuple[dict[str, object], dict[str, object]]:
    """The square of the register cut in two: the west half keeps its code."""
    return a_row(a_half(0), LAND_NO="1"), a_row(a_half(1), LAND_NO="2", **{"PARCEL_COD": "01A001/001"} | east)


def confirmed(upload: Upload, by: User) -> Upload:
    review.confirm_lineage(upload, by=by, at=AT)
    return upload


def in_force(day: date) -> list[tuple[str, float]]:
    versions = ParcelVersion.objects.as_of(day).order_by("code")
    return [(version.code, float(version.measured_area_m2)) for version in versions]


def shares(parcel: Parcel, day: date) -> list[tuple[int, int, int, bool]]:
    fields = ("party_id", "share_numerator", "share_denominator", "awaits_confirmation")
    return sorted(Right.objects.as_of(day).filter(parcel=parcel).values_list(*fields))
