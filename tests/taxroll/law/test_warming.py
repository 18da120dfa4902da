"""What is compiled at set-up is all that a roll asks for."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
A_ROLL_AFTER_WARMING = """
import numpy as np
from taxroll.law import compiled, kernel, library, warming
from taxroll.law.facts import Facts
def counts():
    return {name: len(one.signatures) for name, one in vars(compiled.functions()).items() if name != "proportion"}
warming.warm_up()
before = counts()
n = 300
one = np.ones(n, dtype=np.int64)
facts = Facts(one, one > 0, one, np.arange(n), one * 1, one * 10**9, one, one, one > 1, one * 0, one * 500_000, one * 0)
kernel.assess(facts, law=library.of_year(2567))
print(set(before.values()), counts() == before)
"""


def test_nothing_is_compiled_for_a_roll_after_warming() -> None:
    """Farms worth more than is exempt, some reduced: one signature of each pass, made before."""
    told = subprocess.run(
        [sys.executable, "-c", A_ROLL_AFTER_WARMING], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == "{1} True"
