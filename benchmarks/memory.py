"""The memory that this process and all that it started hold together while work runs; Linux only.

Pages that several processes share are counted once, divided among them (proportional set size). Reading the figures
costs time: work that is watched is not to be timed.
"""

import contextlib
import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_EVERY_S = 0.05
_PSS = re.compile(r"^Pss:\s+(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Memory:
    """Megabytes at one moment: of this process, and of those it started."""

    ours_mb: float = 0.0
    started_mb: float = 0.0

    @property
    def together_mb(self) -> float:
        return self.ours_mb + self.started_mb


def at_most(run: Callable[[], object]) -> Memory:
    """Do the work and return the moment at which all processes together held most."""
    most, is_done = [Memory()], threading.Event()

    def watch() -> None:
        while not is_done.wait(_EVERY_S):
            most.append(max(most.pop(), now(), key=lambda memory: memory.together_mb))

    beside = threading.Thread(target=watch)
    beside.start()
    try:
        run()
    finally:
        is_done.set()
        beside.join()
    return most[0]


def now() -> Memory:
    parent_of = _parents()
    started, asked = set[int](), {os.getpid()}
    while asked:
        asked = {pid for pid, parent in parent_of.items() if parent in asked}
        started |= asked
    return Memory(_pss_mb(os.getpid()), sum(map(_pss_mb, started)))


def _parents() -> dict[int, int]:
    """The parent of every process of this machine."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with contextlib.suppress(OSError):  # it has ended meanwhile
                found[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    return found


def _pss_mb(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:  # it has ended meanwhile
        return 0.0
    match = _PSS.search(told)
    return int(match[1]) * 1024 / 1e6 if match else 0.0
