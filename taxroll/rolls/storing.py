"""Writing valued and assessed columns as the lines, bills and gaps of a roll. Numbers travel; SQL joins the words."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from gis_assets import bulk, sql_files
from taxroll import columns
from taxroll.columns import Columns, Int64
from taxroll.law import library
from taxroll.law.facts import Assessment
from taxroll.law.tables import Table
from taxroll.models import PRICE_KINDS, Bill, Roll, RollGap, RollLine
from taxroll.valuation import ValuedFacts

STAGE = "roll_line_stage"
JOINED_ON = ("bill_number", "price_kind", "price", "parcel_version", "building_version", "unit_version")
SLICES = 5


@dataclass(frozen=True)
class Counts:
    """How many rows were written or taken away, and what they come to (satang)."""

    lines: int = 0
    bills: int = 0
    gaps: int = 0
    payable_satang: int = 0


def clear(roll: Roll) -> None:
    """Take everything out of a draft."""
    for part in (RollLine, Bill, RollGap):
        part.objects.filter(roll=roll)._raw_delete(using=connection.alias)


def store(roll: Roll, valued: ValuedFacts, assessed: Assessment) -> None:
    """Write the lines, bills and gaps of an empty roll, and tell the planner of them.

    Without statistics the draft built again at once takes eight times as long, and a first what-if twenty times.
    """
    stage(roll, line_columns(valued, assessed))
    insert(roll, valued)
    for part in (RollLine, Bill):
        bulk.refresh_statistics(part._meta.db_table)


def stage(roll: Roll, lines: Columns) -> None:
    """Put lines into the temporary tables that the inserts read, and find out whom each bill stands for."""
    columns.stage(STAGE, lines, joined_on=JOINED_ON)
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "make_debtor_stage"))
        cursor.execute("DELETE FROM pg_temp.roll_debtor_stage")
        cursor.execute(sql_files.load("taxroll", "stage_debtors"), {"roll": roll.pk, "on": roll.as_of_date})


def insert(roll: Roll, valued: ValuedFacts) -> None:
    """Write what is staged, and the gaps."""
    run("insert_bills", roll)
    law = library.of_year(roll.tax_year_be)
    words = {"exempt_kinds": list(law.exempt_property), "reduction_kinds": list(law.type_reductions)}
    run("insert_lines", roll, price_kinds=[kind.value for kind in PRICE_KINDS], **words)
    for gap in valued.gaps:
        versions = {
            "parcel_versions": gap.parcel_version.tolist(),
            "building_versions": gap.building_version.tolist(),
            "unit_versions": gap.unit_version.tolist(),
        }
        run("insert_gaps", roll, reason=gap.reason.value, **versions)


def line_columns(valued: ValuedFacts, assessed: Assessment, *, after: int = 0) -> Columns:
    """Every number of every line, in printing order; what the SQL joins is named by its id.

    Lines and joint bases are numbered on from `after`.
    """
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
        "number": np.arange(after + 1, after + row.size + 1, dtype=np.int64),
        "bill_number": _bill_numbers(facts.owner),
        "property_satang": facts.value_satang,
        "group_number": facts.group + after + 1,
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


def totals(roll: Roll) -> Counts:
    """What a roll holds."""
    [(lines, bills, gaps, payable)] = rows("totals_of_roll", roll)
    return Counts(lines, bills, gaps, int(payable))


def counts_of(valued: ValuedFacts, assessed: Assessment) -> Counts:
    """What is written for them."""
    return Counts(
        lines=valued.row.size,
        bills=np.unique(valued.facts.owner).size,
        gaps=sum(gap.parcel_version.size for gap in valued.gaps),
        payable_satang=int(assessed.payable_satang.sum()),
    )


def run(name: str, roll: Roll, **more: str | int | list[int] | list[str]) -> int:
    """Run one statement on a roll and return how many rows it touched."""
    with connection.cursor() as cursor:
        parameters = {"roll": roll.pk, "municipality": roll.municipality_id, **more}
        cursor.execute(sql_files.load("taxroll", name), parameters)
        return int(cursor.rowcount)


def rows(name: str, roll: Roll, **more: list[int]) -> list[tuple[Any, ...]]:
    """What one statement tells of a roll."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", name), {"roll": roll.pk, **more})
        return list(cursor.fetchall())


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
