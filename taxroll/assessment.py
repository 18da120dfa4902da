"""Second step: the roll of a year, built from the valued register by the law of that year, and sealed.

A draft may be built again and again; each time it is replaced whole. A sealed roll is closed for good: the database
refuses any change, and its digest shows years later that nothing was changed behind the database's back.
"""

from datetime import datetime

import numpy as np
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from gis_assets import journal, sql_files
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from taxroll import columns, valuation
from taxroll.columns import Columns, Int64
from taxroll.law import book, kernel, library
from taxroll.law.dated import LawIsSilent
from taxroll.law.facts import Assessment
from taxroll.law.tables import Table
from taxroll.models import PRICE_KINDS, Bill, Roll, RollGap, RollLine, RollStatus
from taxroll.valuation import ValuedFacts

STAGE = "roll_line_stage"
SLICES = 5
MAIN_ROLL = 1


class NoLawForYear(Refusal):
    def __init__(self, tax_year_be: int) -> None:
        sentence = _(
            "There is no law on file for tax year %(year)s. Complete the law files first, then build the roll."
        )
        super().__init__(sentence % {"year": tax_year_be})


class RollIsSealed(Refusal):
    def __init__(self, roll: Roll) -> None:
        sentence = _("The roll of %(year)s is sealed and cannot be changed. Corrections go into a supplementary roll.")
        super().__init__(sentence % {"year": roll.tax_year_be})


class RollIsEmpty(Refusal):
    def __init__(self, roll: Roll) -> None:
        sentence = _("The roll of %(year)s has no lines. Complete owners, uses and prices, then build it again.")
        super().__init__(sentence % {"year": roll.tax_year_be})


@transaction.atomic
def build(*, municipality: Municipality, tax_year_be: int, by: User, at: datetime) -> Roll:
    """Build the draft roll of a year, replacing a former draft; raises NoLawForYear or RollIsSealed."""
    try:
        law = library.of_year(tax_year_be)
    except LawIsSilent as silence:
        raise NoLawForYear(tax_year_be) from silence
    roll = _empty_draft(municipality, tax_year_be, by, at)
    valued = valuation.value(municipality=municipality, on=roll.as_of_date)
    _store(roll, valued, kernel.assess(valued.facts, law=law))
    roll.line_count, roll.bill_count, roll.gap_count, roll.payable_satang = _totals(roll)
    roll.save()
    _write_down(roll, "roll built", by, at)
    return roll


@transaction.atomic
def seal(roll: Roll, *, by: User, at: datetime) -> Roll:
    """Close a draft for good; raises RollIsSealed or RollIsEmpty."""
    roll = Roll.objects.select_for_update().get(pk=roll.pk)
    if roll.is_sealed:
        raise RollIsSealed(roll)
    if roll.line_count == 0:
        raise RollIsEmpty(roll)
    roll.status, roll.sealed_at, roll.sealed_by, roll.rows_digest = RollStatus.SEALED, at, by, digest(roll)
    roll.save()
    _write_down(roll, "roll sealed", by, at)
    return roll


def digest(roll: Roll) -> str:
    """SHA-256 over every line as it stands now; equal to `roll.rows_digest` as long as a sealed roll is intact."""
    return str(_row("digest_of_rows", roll)[0])


def _empty_draft(municipality: Municipality, tax_year_be: int, by: User, at: datetime) -> Roll:
    """The year's roll, locked, with nothing in it."""
    fresh = {
        "as_of_date": book.assessment_day(tax_year_be),
        "built_at": at,
        "built_by": by,
        "law_digest": library.current().digest,
    }
    roll, is_new = Roll.objects.select_for_update().get_or_create(
        municipality=municipality, tax_year_be=tax_year_be, sequence=MAIN_ROLL, defaults=fresh
    )
    if roll.is_sealed:
        raise RollIsSealed(roll)
    if not is_new:
        for part in (RollLine, Bill, RollGap):
            part.objects.filter(roll=roll)._raw_delete(using=connection.alias)
        for name, now in fresh.items():
            setattr(roll, name, now)
    return roll


def _store(roll: Roll, valued: ValuedFacts, assessed: Assessment) -> None:
    columns.stage(STAGE, _line_columns(valued, assessed))
    _insert("insert_bills", roll)
    law = library.of_year(roll.tax_year_be)
    keys = {"exempt_kinds": list(law.exempt_property), "reduction_kinds": list(law.type_reductions)}
    _insert("insert_lines", roll, price_kinds=[kind.value for kind in PRICE_KINDS], **keys)
    for gap in valued.gaps:
        versions = {
            "parcel_versions": gap.parcel_version.tolist(),
            "building_versions": gap.building_version.tolist(),
            "unit_versions": gap.unit_version.tolist(),
        }
        _insert("insert_gaps", roll, reason=gap.reason.value, **versions)


def _line_columns(valued: ValuedFacts, assessed: Assessment) -> Columns:
    """Every number of every line, in printing order; what the SQL joins is named by its id."""
    row, facts = valued.row, valued.facts
    of_property = (
        "is_building",
        "is_unit",
        "parcel_version",
        "building_version",
        "unit_version",
        "lead_party",
        "owner_count",
        "is_natural",
        "price",
        "price_kind",
        "front_ppm",
        "rest_percent",
    )
    named = {
        name: valued.properties[name][row]
        for name in (*of_property, "price_satang", "gross_satang", "age_years", "percent_off")
    }
    named |= {
        "number": np.arange(1, row.size + 1, dtype=np.int64),
        "bill_number": _bill_numbers(facts.owner),
        "property_satang": facts.value_satang,
        "group_number": facts.group + 1,
        "rate_table": facts.table,
        "vacant_years": facts.vacant_years,
        "exempt_kind": valued.properties["exempt_kind"][row] * (facts.table == Table.EXEMPT),
        "reduction_kind": valued.reduction,
        "reduction_ppm": facts.reduction_ppm,
        "old_tax_satang": facts.old_tax_satang,
        "use_part": facts.use_part,
        "use_whole": facts.use_whole,
    }
    steps = {name: column for name, column in vars(assessed).items() if column.ndim == 1}
    return named | steps | _spread("base", assessed.slice_base_satang) | _spread("tax", assessed.slice_tax_satang)


def _bill_numbers(owner: Int64) -> Int64:
    """1, 2, 3, ... in the order in which debtors first appear."""
    _, first, inverse = np.unique(owner, return_index=True, return_inverse=True)
    rank = np.empty(first.size, dtype=np.int64)
    rank[np.argsort(first)] = np.arange(1, first.size + 1)
    return rank[inverse]


def _spread(name: str, table: Int64) -> Columns:
    wide = np.zeros((table.shape[0], SLICES), dtype=np.int64)
    wide[:, : table.shape[1]] = table
    return {f"{name}_{number}": wide[:, number - 1] for number in range(1, SLICES + 1)}


def _insert(name: str, roll: Roll, **more: str | list[int] | list[str]) -> None:
    with connection.cursor() as cursor:
        parameters = {"roll": roll.pk, "municipality": roll.municipality_id, **more}
        cursor.execute(sql_files.load("taxroll", name), parameters)


def _row(name: str, roll: Roll) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", name), {"roll": roll.pk})
        return tuple(cursor.fetchone() or ())


def _totals(roll: Roll) -> tuple[int, int, int, int]:
    lines, bills, gaps, payable = (int(str(number)) for number in _row("totals_of_roll", roll))
    return lines, bills, gaps, payable


def _write_down(roll: Roll, action: str, by: User, at: datetime) -> None:
    journal.append(
        municipality=roll.municipality,
        by=by,
        action=action,
        thing_kind="tax_roll",
        thing_uid=roll.uid,
        at=at,
        details={"tax_year_be": roll.tax_year_be, "lines": roll.line_count, "payable_satang": roll.payable_satang},
    )
