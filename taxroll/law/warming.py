"""Makes the kernel ready before anybody asks: its passes are compiled, or found where they were kept."""

import numpy as np

from taxroll.law import kernel, library
from taxroll.law.facts import Facts
from taxroll.law.tables import Table

PHASED_IN_YEAR_BE = 2564
"""A year with a general reduction and with a phase-in, so that no pass is left out."""
LINES = 2 * kernel.INTERPRETED_UP_TO
HOME_SATANG = 60_000_000_00


def warm_up() -> None:
    """Assess one owner's many homes, together above what is exempt; with what is kept it takes two seconds."""
    one, no = np.ones(LINES, dtype=np.int64), np.zeros(LINES, dtype=np.int64)
    facts = Facts(
        owner=one,
        is_natural=one > 0,
        group=one,
        property=np.arange(LINES, dtype=np.int64),
        table=one * Table.MAIN_HOME,
        value_satang=one * HOME_SATANG,
        use_part=one,
        use_whole=one,
        is_floor_share=no > 0,
        vacant_years=no,
        reduction_ppm=no,
        old_tax_satang=no,
    )
    kernel.assess(facts, law=library.of_year(PHASED_IN_YEAR_BE))


if __name__ == "__main__":
    warm_up()
