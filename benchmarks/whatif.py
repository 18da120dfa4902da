"""A what-if on a town's roll, against building the draft roll again with the changed prices: what it replaces.

Both run the same kernel. The what-if reads the roll's copied facts once and keeps them; its first answer, with the
reading and the loading of the compiled passes, is printed apart.
"""

import argparse
import time
from itertools import count

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone

from benchmarks.pairing import Way, compare  # sets Django up, hence first
from gis_assets import tenancy
from gis_assets.models import Municipality
from taxroll import assessment
from taxroll.insight import whatif
from taxroll.insight.scenarios import ALL, PPM, Change

# The peer builds another year's draft, or its writing would make the what-if read its facts again each time.
YEAR_BE, PEERS_YEAR_BE = 2567, 2568


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    call_command("load_town", scale=asked.scale)
    municipality = Municipality.objects.get(dla_code=settings.MUNICIPALITY)
    by = get_user_model().objects.get(username="tax")
    with tenancy.within(municipality):
        roll = assessment.build(municipality=municipality, tax_year_be=YEAR_BE, by=by, at=timezone.now())
        # Another factor each time, so that no answer can be a remembered one.
        factors = count(PPM + 1)

        def ours() -> None:
            whatif.tried(roll, Change(land_ppm={ALL: next(factors)}))

        def peer() -> None:
            assessment.build(municipality=municipality, tax_year_be=PEERS_YEAR_BE, by=by, at=timezone.now())

        begun = time.perf_counter()
        ours()
        first = time.perf_counter() - begun
        compare(
            Way("what-if, facts kept", ours),
            Way("the draft roll built again", peer),
            runs=asked.runs,
            facts=lambda: {"lines": f"{roll.line_count:,}", "first answer": f"{first:.2f} s"},
        )


if __name__ == "__main__":
    main()
