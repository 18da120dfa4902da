"""A roll of the register as officers build it, against moving the same rows; then what else is done to a whole roll.

The floor reads the same query and copies ready bills and lines into tables with the same indexes, checks and foreign
keys, without rows' security or triggers. Both undo what they did. Beside the clock stands the processor time of both
processes, ours and the database's, which other work on the machine stretches less.
"""

import argparse
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from benchmarks.pairing import Way, compare, processor_seconds  # sets Django up, hence first
from config import environment
from gis_assets import tenancy
from gis_assets.models import Municipality
from taxroll import assessment, properties
from taxroll.law import book
from taxroll.models import Roll
from taxroll.rolls import listing, verification

if TYPE_CHECKING:
    from django.contrib.auth.models import User

YEAR = 2567
TABLES = {"taxroll_roll": "id", "taxroll_bill": "roll_id", "taxroll_rollline": "roll_id"}
# LIKE leaves foreign keys out; a copied line refers to a copied bill.
KEYS = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'"


@dataclass
class Spent:
    """Processor time of this process and of its database process, a run each."""

    seconds: dict[str, list[float]]

    def on(self, name: str, run: Callable[[], object]) -> Callable[[], None]:
        """The same run, noted under a name."""

        def noted() -> None:
            before = sum(processor_seconds())
            run()
            self.seconds.setdefault(name, []).append(sum(processor_seconds()) - before)

        return noted

    def median(self, name: str) -> float:
        return statistics.median(self.seconds[name][1:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--walk-only", action="store_true", help="only what is done to a whole roll, once each")
    asked = parser.parse_args()
    call_command("load_town", scale=asked.scale)
    municipality = Municipality.objects.get(dla_code=settings.MUNICIPALITY)
    officer, _ = get_user_model().objects.get_or_create(username="bench")
    with tenancy.within(municipality):
        if not asked.walk_only:
            pair(municipality, officer, runs=asked.runs)
        walk(municipality, officer)


def pair(municipality: Municipality, officer: "User", *, runs: int) -> None:
    """A draft built, and the same rows moved; both undone."""
    make_floor()
    with transaction.atomic():
        roll = built(municipality, officer)
        rows = [rows_of(table, key, roll) for table, key in TABLES.items()]
        transaction.set_rollback(True)
    facts = {"lines": roll.line_count, "bills": roll.bill_count, "gaps": roll.gap_count}
    spent = Spent({})
    ours = spent.on("ours", partial(undone, partial(built, municipality, officer)))
    floor = spent.on("floor", partial(undone, partial(moved, municipality, rows)))
    compare(Way("roll built from the register", ours), Way("same rows moved", floor), runs=runs, facts=lambda: facts)
    print(
        f"  processor time {spent.median('ours'):.3f} s against {spent.median('floor'):.3f} s,"
        f" ratio {spent.median('ours') / spent.median('floor'):.2f}"
    )


def walk(municipality: Municipality, officer: "User") -> None:
    """What else is done to a whole roll, once each, by the clock."""
    now = timezone.now()
    roll = told("built", partial(built, municipality, officer))
    told("built again", partial(built, municipality, officer))
    posted_on = now.date() - timedelta(days=60)
    told("listed", partial(listing.publish, roll, listed_on=posted_on, place="Town hall", by=officer, at=now))
    told("assessed", partial(listing.assess, roll, by=officer, at=now, on=now.date()))
    told("sealed", partial(assessment.seal, roll, by=officer, at=now))
    roll.refresh_from_db()
    print(f"  lines {roll.line_count}")
    proof = told("verified", partial(verification.verify, roll))
    assert proof.is_proved, "The sealed roll is not what the register gives."


def told(name: str, run: Callable[[], Any]) -> Any:
    start, before = time.perf_counter(), sum(processor_seconds())
    result = run()
    clock, spent = time.perf_counter() - start, sum(processor_seconds()) - before
    print(f"  {name:<34} {clock:15.3f} s   (processor time {spent:.3f} s)")
    return result


def built(municipality: Municipality, officer: "User") -> Roll:
    return assessment.build(municipality=municipality, tax_year_be=YEAR, by=officer, at=timezone.now())


def undone(run: Callable[[], object]) -> None:
    with transaction.atomic():
        run()
        # Foreign keys are checked at the end of a transaction; here it ends otherwise.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def rows_of(table: str, key: str, roll: Roll) -> bytes:
    query = f"COPY (SELECT * FROM {table} WHERE {key} = {roll.pk} ORDER BY id) TO STDOUT (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        return b"".join(copy)


def make_floor() -> None:
    """Tables like those of a roll, made by the tables' owner."""
    login: dict[str, Any] = {**environment.owner(Path()), "dbname": connection.settings_dict["NAME"]}
    with psycopg.connect(**login) as owner:
        for table in TABLES:
            owner.execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)")
            for name, key in owner.execute(KEYS, [table]).fetchall():
                of_floor = re.sub(r"REFERENCES (taxroll_(roll|bill)\()", r"REFERENCES floor_\1", key)
                owner.execute(f"ALTER TABLE floor_{table} ADD CONSTRAINT {name} {of_floor}")


def moved(municipality: Municipality, rows: list[bytes]) -> None:
    properties.read_columns(municipality=municipality, on=book.assessment_day(YEAR))
    with connection.cursor() as cursor:
        for table, data in zip(TABLES, rows, strict=True):
            with cursor.copy(f"COPY floor_{table} FROM STDIN (FORMAT BINARY)") as copy:
                copy.write(data)


if __name__ == "__main__":
    main()
