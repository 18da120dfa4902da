"""Taking back what one source brought: its versions end, and what was in force before comes back in new versions.

Nothing is edited and no day of the past changes: whoever asks for a day in between still sees what was in force then.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from gis_assets import lineage, sql_files
from gis_assets.models import LineageKind, Municipality, ParcelLineage, Source
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town


class CannotRestore(Refusal):
    """The day lies before what is to be taken back, or parcels were changed since."""


@transaction.atomic
def restore(
    taken_back: Source,
    *,
    since: date,
    ended: Sequence[int],
    municipality: Municipality,
    on: date,
    source: Source,
    at: datetime,
    ended_buildings: Sequence[int] = (),
) -> dict[str, int]:
    """Restore from `on` what was in force before `since`, when `taken_back` began; says how many of each kind.

    `ended`, `ended_buildings`: parcels and buildings that ended then without a version of their own. Raises
    `CannotRestore`.
    """
    _refuse_past(since, on)
    values: dict[str, Any] = {
        "municipality": municipality.pk,
        "taken_back": taken_back.pk,
        "since": since,
        "ended": list(ended),
        "ended_buildings": list(ended_buildings),
        "on": on,
        "source": source.pk,
        "at": at,
    }
    _refuse_younger(values)
    counts = {
        "versions_ended": _run("end_versions_of_source", values),
        "parcels_restored": _run("restore_parcels", values),
        "buildings_restored": _run("restore_buildings", values),
        "rights_restored": _run("restore_rights", values),
    }
    back = _steps_back(taken_back)
    return counts | {"lineage_restored": lineage.record(back, municipality=municipality, on=on, source=source)}


def _refuse_past(since: date, on: date) -> None:
    if on <= since:
        raise CannotRestore(
            _("It is in force since %(since)s and can be taken back from a later day only.")
            % {"since": town.thai_date(since)}
        )


def _steps_back(taken_back: Source) -> list[lineage.Step]:
    steps = ParcelLineage.objects.filter(source=taken_back).values_list("child_id", "parent_id").order_by("pk")
    return [lineage.Step(child, parent, LineageKind.RESTORED) for child, parent in steps]


def _refuse_younger(values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("gis_assets", "younger_than_source"), values)
        count, example = cursor.fetchone() or (0, "")
    if count:
        raise CannotRestore(
            _(
                "%(count)s of its parcels (such as %(code)s) were changed since. "
                "Take the later changes back first, or send a corrected survey."
            )
            % {"count": count, "code": example}
        )


def _run(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("gis_assets", statement), values)
        return int(cursor.rowcount)
