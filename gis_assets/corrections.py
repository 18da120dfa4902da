"""Correcting what the register says of a thing from a day on: one new version, the rest of its history as it was.

A version that began on that very day was never right: it keeps its facts and its time of recording, and no day
(an empty period). Nothing is edited and nothing is lost.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from gis_assets.models import (
    BuildingVersion,
    ParcelVersion,
    SignVersion,
    Source,
    UnitVersion,
    UtilityPoleVersion,
)
from gis_assets.refusals import Refusal

VersionT = TypeVar("VersionT", ParcelVersion, BuildingVersion, UnitVersion, SignVersion, UtilityPoleVersion)


class NotInForce(Refusal):
    """The version does not hold on the day from which it should be corrected."""


@transaction.atomic
def correct(version: VersionT, *, facts: Mapping[str, Any], on: date, source: Source, at: datetime) -> VersionT:
    """Put a version with these facts changed in force from the day until the old one would have ended.

    Raises `NotInForce` when another officer superseded the version in the meantime.
    """
    old = type(version)._default_manager.select_for_update().get(pk=version.pk)
    if old.valid.isempty or old.valid.lower > on or (old.valid.upper is not None and old.valid.upper <= on):
        raise NotInForce(
            _(
                "%(thing)s was changed by somebody else in the meantime. "
                "Open it again and look at what stands there now."
            )
            % {"thing": str(old)}
        )
    until = old.valid.upper
    old.valid = before(old.valid, on)
    old.save(update_fields=["valid"])
    return _copied(old, facts=facts, valid=DateRange(on, until), source=source, at=at)


def before(valid: Any, on: date) -> Any:
    """The days of a period before a day; none when it began on that day."""
    return DateRange(empty=True) if valid.lower == on else DateRange(valid.lower, on)


def _copied(old: VersionT, *, facts: Mapping[str, Any], valid: Any, source: Source, at: datetime) -> VersionT:
    kept = {
        field.attname: getattr(old, field.attname)
        for field in old._meta.concrete_fields
        if not field.primary_key and not field.generated
    }
    stamp = {"valid": valid, "source_id": source.pk, "recorded_at": at}
    return type(old)._default_manager.create(**kept | dict(facts) | stamp)
