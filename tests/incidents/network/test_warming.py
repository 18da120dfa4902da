"""The first question of a served process finds the search ready."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
COMPILED_WHEN_SERVED = """
import json
import config.asgi
from incidents.network import heap, spreading, steering, warming
loops = (
    heap.push, spreading.spread, spreading.put_back, steering.steer_each, steering.shut_in,
)
before = [len(loop.signatures) for loop in loops]
warming.warm_up()
print(json.dumps([before, [len(loop.signatures) for loop in loops]]))
"""


def test_search_is_compiled_when_the_first_request_comes() -> None:
    """One signature of each loop before any question, and no other for a question."""
    told = subprocess.run(
        [sys.executable, "-c", COMPILED_WHEN_SERVED],
        cwd=ROOT, env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}, check=True, capture_output=True,
        text=True,
    )  # fmt: skip

    before, after = json.loads(told.stdout.splitlines()[-1])

    assert before == after == [1] * 5
