"""Assessing one owner of a roll again against building the whole roll again, both kept; owners in turn from a seed.

Before it measures, it proves on every tenth owner that the roll is the same as after a whole build. Its connection is
kept as a server's are, with what was prepared on it.
"""

import argparse
import os
import random
import statistics
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

os.environ.setdefault("KEEPS_CONNECTIONS", "1")

from benchmarks import pairing  # sets Django up, hence first
from benchmarks.pairing import Way, compare
from gis_assets import tenancy
from gis_assets.models import Membership, Municipality
from taxroll import assessment
from taxroll.models import Bill, Roll, RollLine

TAX_YEAR_BE = 2567
NUMBERS = ("id", "roll", "bill", "number", "group_number")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--owners", type=int, default=100)
    asked = parser.parse_args()
    call_command("load_town", scale=asked.scale)
    municipality = Municipality.objects.get(dla_code=settings.MUNICIPALITY)
    with tenancy.within(municipality):
        measure(municipality, runs=asked.runs, owners=asked.owners)


def measure(municipality: Municipality, *, runs: int, owners: int) -> None:
    by = Membership.objects.select_related("user").filter(municipality=municipality).earliest("pk").user
    roll = built(municipality, by)
    bills = list(Bill.objects.filter(roll=roll).values_list("parties", flat=True))
    chosen = random.Random(TAX_YEAR_BE).sample(bills, min(owners, len(bills)))  # noqa: S311  no secret
    before = facts_of(roll)
    for parties in chosen[::10]:
        assessment.reassess(roll, parties=parties, by=by, at=timezone.now())
    assert facts_of(roll) == before, "The roll differs after owners were assessed again."
    turns = iter(chosen * (runs + 2))
    taken = []
    spent = pairing.processor_seconds()
    for parties in chosen:
        start = time.perf_counter()
        assessment.reassess(roll, parties=parties, by=by, at=timezone.now())
        taken.append(1_000 * (time.perf_counter() - start))
    each = [
        1_000 * (after - before) / len(chosen) for before, after in zip(spent, pairing.processor_seconds(), strict=True)
    ]
    compare(
        Way("one owner", lambda: assessment.reassess(roll, parties=next(turns), by=by, at=timezone.now())),
        Way("the whole roll", lambda: built(municipality, by)),
        runs=runs,
        facts=lambda: {"bills": f"{len(bills):,}", "lines": f"{len(before):,}", "owners": len(chosen)},
    )
    high = statistics.quantiles(taken, n=20)[-1]
    print(f"  one owner of {len(taken)}: median {statistics.median(taken):.1f} ms, 95 % within {high:.1f} ms")
    print(f"  processor time of each: {each[0]:.1f} ms ours, {each[1]:.1f} ms the database's")


def built(municipality: Municipality, by: Any) -> Roll:
    return assessment.build(municipality=municipality, tax_year_be=TAX_YEAR_BE, by=by, at=timezone.now())


def facts_of(roll: Roll) -> list[str]:
    """Everything that the lines say, apart from the order of their numbers."""
    facts = [field.name for field in RollLine._meta.fields if field.name not in NUMBERS]
    lines = RollLine.objects.filter(roll=roll).values_list("bill__parties", *facts)
    return sorted(map(repr, lines))


if __name__ == "__main__":
    main()
