"""Where the compiled passes come from: never to a bill, and also where nothing can be kept."""

import subprocess
import sys
from pathlib import Path

from taxroll.law import compiled

ROOT = Path(__file__).resolve().parents[3]
A_BILL = """
import sys
import numpy as np
from taxroll.law import kernel, library
from taxroll.law.facts import Facts
n = kernel.INTERPRETED_UP_TO
one, no = np.ones(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
facts = Facts(one, one > 0, one, np.arange(n), one * 4, one * 100_000_00, one, one, no > 0, no, no, no)
assert kernel.assess(facts, law=library.of_year(2567)).payable_satang.sum() == n * 20_00
print("numba" in sys.modules)
"""


def test_bill_does_not_load_the_compiler() -> None:
    told = subprocess.run([sys.executable, "-c", A_BILL], cwd=ROOT, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "False"


def test_pass_is_compiled_in_memory_when_its_source_has_no_folder_to_keep_it_in() -> None:
    names: dict[str, object] = {}
    exec(compile("def twice(number):\n    return 2 * number\n", "nowhere", "exec"), names)  # noqa: S102  our own text

    twice = compiled._compile(names["twice"])  # type: ignore[arg-type, var-annotated]  # made from text

    assert twice(21) == 42
