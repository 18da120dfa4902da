"""Runs two ways of doing the same work in turn and prints medians and their ratio; never a verdict."""

import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import django
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()


@dataclass(frozen=True)
class Way:
    """One way of doing the work; `prepare` undoes what a run left and is not timed."""

    name: str
    run: Callable[[], object]
    prepare: Callable[[], object] = lambda: None


def compare(ours: Way, peer: Way, *, runs: int, facts: Callable[[], Mapping[str, object]]) -> float:
    """Run both in turn after one warm-up each, print facts and medians, return the median of ours / peer."""
    seconds: dict[str, list[float]] = {ours.name: [], peer.name: []}
    for turn in range(runs + 1):
        for way in (ours, peer):
            way.prepare()
            start = time.perf_counter()
            way.run()
            if turn:
                seconds[way.name].append(time.perf_counter() - start)
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    ratio = statistics.median(a / b for a, b in zip(seconds[ours.name], seconds[peer.name], strict=True))
    print(", ".join(f"{name} {value}" for name, value in facts().items()))
    for name, taken in seconds.items():
        print(f"  {name:<34} median {medians[name]:8.3f} s   ({min(taken):.3f} to {max(taken):.3f}, {runs} runs)")
    print(f"  ratio ours / peer {ratio:.2f} (median of pairs)", file=sys.stdout)
    return ratio


def processor_seconds() -> tuple[float, float]:
    """Processor time that this process and its database process have used; other work stretches it less than the clock.

    Linux only, and the database must run on this machine.
    """
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    nanoseconds = int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    return time.process_time(), nanoseconds / 1e9
