"""How the processes of a run share out the tests: by file, or by folder where a whole folder looks at one thing.

A process takes the next such share when it is nearly done with its last. What takes long comes first, so that nobody is
still at it when the others are done.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

# Folders whose fixtures are made once for all their tests: a running town, two surveys, QGIS.
TOGETHER = ("tests/fixtures/", "tests/clients/")
# The walks of half the files are one share, those of the others another: together they would be done last.
WALKS = sorted(file.name for file in (Path(__file__).parent / "walks").glob("test_*.py"))
# What lies there and has nothing of those fixtures.
APART = ("tests/walks/test_notices_killed.py",)
# What takes longest, by the clock.
FIRST = (
    "tests/walks/",
    "tests/taxroll/rolls/test_distributing.py",
    "tests/landsurvey/inspecting/test_sandbox.py",
    "tests/casework/outbox/test_worker_killed.py",
    "tests/fixtures/",
)


class ByPlace(LoadScopeScheduling):  # type: ignore[misc]  # xdist tells no types
    """The tests of one share run in one process, one after the other."""

    def _split_scope(self, nodeid: str) -> str:
        return share(nodeid)


def share(nodeid: str) -> str:
    file = nodeid.split("::")[0]
    if file in APART:
        return file
    if file.startswith("tests/walks/"):
        return f"tests/walks/ {WALKS.index(Path(file).name) % 2}"
    return next((folder for folder in TOGETHER if file.startswith(folder)), file)


def in_order(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    return sorted(items, key=lambda item: _turn(item.nodeid))


def _turn(nodeid: str) -> int:
    return next((turn for turn, place in enumerate(FIRST) if nodeid.startswith(place)), len(FIRST))
