"""A roll of the register as officers build it, against moving the same rows: the register read, the lines copied in.

The floor reads the same query and copies ready lines into a table with the same indexes, without foreign keys, rows'
security, joined names, bills or gaps. Both undo what they did.
"""

import argparse
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from benchmarks.pairing import Way, compare  # sets Django up, hence first
from gis_assets import tenancy
from gis_assets.models import Municipality
from taxroll import assessment, properties
from taxroll.law import book
from taxroll.models import Roll

if TYPE_CHECKING:
    from django.contrib.auth.models import User

YEAR = 2567


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    call_command("load_town", scale=asked.scale)
    municipality = Municipality.objects.get(dla_code=settings.MUNICIPALITY)
    officer, _ = get_user_model().objects.get_or_create(username="bench")
    with tenancy.within(municipality):
        with transaction.atomic():
            roll = built(municipality, officer)
            lines = lines_of(roll)
            transaction.set_rollback(True)
        facts = {"lines": roll.line_count, "bills": roll.bill_count, "gaps": roll.gap_count}
        ours = Way("roll built from the register", partial(undone, municipality, officer))
        floor = Way("same rows moved", partial(moved, municipality, lines))
        compare(ours, floor, runs=asked.runs, facts=lambda: facts)


def built(municipality: Municipality, officer: "User") -> Roll:
    return assessment.build(municipality=municipality, tax_year_be=YEAR, by=officer, at=timezone.now())


def undone(municipality: Municipality, officer: "User") -> None:
    with transaction.atomic():
        built(municipality, officer)
        # Foreign keys are checked at the end of a transaction; here it ends otherwise.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def lines_of(roll: Roll) -> bytes:
    query = f"COPY (SELECT * FROM taxroll_rollline WHERE roll_id = {roll.pk} ORDER BY number) TO STDOUT (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        return b"".join(copy)


def moved(municipality: Municipality, lines: bytes) -> None:
    properties.read_columns(municipality=municipality, on=book.assessment_day(YEAR))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE lines (LIKE taxroll_rollline INCLUDING INDEXES) ON COMMIT DROP")
        with cursor.copy("COPY lines FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(lines)


if __name__ == "__main__":
    main()
