"""The whole roll: read from PostgreSQL, computed, written back and indexed, against the floor and against SQL.

The floor moves the same rows the same way and computes nothing: COPY out, COPY in of ready bytes, the same index. SQL
is one set-based statement for each municipality. All three use so many connections, whole municipalities in each. Timed
are `columns.read`, `kernel.assess` and `columns.write`, by which a roll of the register is built, too. Before it, the
kernel alone against Polars and DuckDB on the same lines. Each figure is told as soon as it is known.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from django.db import connection

from benchmarks import roll_kernel, roll_ways
from benchmarks.roll_ways import INPUT, Town, Way
from taxroll import columns
from taxroll.law import library

NOT_WARMED = ("sql",)
"""It takes minutes, and reads what the ways before it have read."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is 5 million plots with their buildings")
    parser.add_argument("--municipalities", type=int, default=roll_kernel.MUNICIPALITIES)
    parser.add_argument("--tiles", type=int, default=roll_kernel.TILES, help="so many different tiles of the town")
    parser.add_argument("--year", type=int, default=2567)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--connections", type=int, default=2)
    parser.add_argument("--without-sql", action="store_true")
    parser.add_argument("--without-kernel", action="store_true", help="leave out the kernel against Polars and DuckDB")
    asked = parser.parse_args()
    library.of_year(asked.year)
    with tempfile.TemporaryDirectory() as folder:
        run_all(asked, Path(folder))


def run_all(asked: argparse.Namespace, folder: Path) -> None:
    """Draw the lines once; the kernel beside its peers, then the whole roll; AssertionError where their sums differ."""
    path = folder / "lines.parquet"
    wanted = int(roll_kernel.FULL_LINES * asked.scale)
    roll_kernel.draw(path, lines=wanted, municipalities=asked.municipalities, tiles=asked.tiles, year=asked.year)
    # First, while this process is small: Linux lets a child's peak memory begin with that of its parent.
    kernels = {} if asked.without_kernel else roll_kernel.compare(path, asked.year, asked.runs)
    lines = load(path)
    path.unlink()
    load_then = f"load {os.getloadavg()[0]:.1f}"
    tell(f"{lines:,} lines of {asked.municipalities} municipalities, tax year {asked.year}, {load_then}")
    sums = measure(asked, lines, folder)
    assert not kernels or (kernels["payable"], kernels["weighted"]) == sums[-2:], f"{kernels} differ from {sums}"


def measure(asked: argparse.Namespace, lines: int, folder: Path) -> tuple[int, ...]:
    """Run the ways in turn, then tell their medians; raises AssertionError where the sums differ."""
    ways: dict[str, Way] = {"ours": roll_ways.ours, "floor": roll_ways.floor}
    if not asked.without_sql:
        ways["sql"] = roll_ways.by_sql
    roll_ways.warm(asked.year)
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    peaks, sums = dict.fromkeys(ways, 0), {}
    towns = shared_out(asked.connections)
    for turn in range(asked.runs + 1):
        for way in (way for way in ways if turn or way not in NOT_WARMED):
            if turn == 0 and way == "floor":
                save_bytes(towns, folder)
            taken, peak = timed(ways[way], towns, year=asked.year, folder=folder)
            tell(f"  {way:<6} {f'run {turn}' if turn else 'to warm up'}: {taken:.2f} s")
            peaks[way] = max(peaks[way], peak)
            sums[way] = total()
            if turn:
                seconds[way].append(taken)
    assert len(set(sums.values())) == 1, f"the ways differ: {sums}"
    tell_medians(seconds, peaks, lines=lines)
    tell(f"  payable, and weighted by line, equal to the satang: {sums['ours']}")
    return sums["ours"]


def tell_medians(seconds: dict[str, list[float]], peaks: dict[str, int], *, lines: int) -> None:
    for way, taken in seconds.items():
        median, spread = statistics.median(taken), f"({min(taken):.2f} to {max(taken):.2f})"
        tell(f"  {way:<6} median {median:8.2f} s {spread}  {lines / median:,.0f} lines/s  peak {peaks[way]:,} MB")
    ratios = (f"ours / {way} {_ratio(seconds['ours'], seconds[way]):.2f}" for way in seconds if way != "ours")
    tell(f"  ratio {', '.join(ratios)}; load now {os.getloadavg()[0]:.1f}")


def tell(words: str) -> None:
    print(words, flush=True)


def timed(work: Way, towns: Sequence[Sequence[Town]], *, year: int, folder: Path) -> tuple[float, int]:
    """Seconds from an empty table to an indexed one, and the sum of the peak memory (MB) of our processes.

    They are copies of this one, so that neither starting Python nor loading the compiled kernel is timed: a worker
    does that once, not once a roll.
    """
    run("DROP TABLE IF EXISTS roll_output", roll_ways.made_output())
    connection.close()
    with ProcessPoolExecutor(len(towns), mp_context=get_context("fork")) as pool:
        start = time.perf_counter()
        peaks = list(pool.map(work, towns, [year] * len(towns), [folder] * len(towns)))
        run('ALTER TABLE roll_output ADD PRIMARY KEY (town, "position")')
        return time.perf_counter() - start, sum(peaks)


def save_bytes(towns: Sequence[Sequence[Town]], folder: Path) -> None:
    """Keep what `ours` wrote, town by town, as the floor's ready bytes."""
    with connection.cursor() as cursor:
        for town in (town for portion in towns for town in portion):
            query = f"COPY (SELECT * FROM roll_output WHERE town = {town} ORDER BY position) TO STDOUT (FORMAT BINARY)"
            with cursor.copy(query) as copy, roll_ways.bytes_of(folder, town).open("wb") as file:
                for piece in copy:
                    file.write(piece)


def load(path: Path) -> int:
    """The lines as the table `roll_input`, a municipality at a time; how many."""
    run("DROP TABLE IF EXISTS roll_input", f"CREATE TABLE roll_input ({roll_ways.defined('town', 'position', *INPUT)})")
    lines = pq.ParquetFile(path)
    for number in range(lines.num_row_groups):
        part = lines.read_row_group(number)
        columns.write("roll_input", {name: part[name].to_numpy().astype(np.int64) for name in part.column_names})
    run("CREATE UNIQUE INDEX ON roll_input (town, position)", "VACUUM ANALYZE roll_input")
    return int(lines.metadata.num_rows)


def shared_out(connections: int) -> list[list[Town]]:
    """The municipalities in so many portions of about equal weight, the largest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT town, count(*) FROM roll_input GROUP BY town ORDER BY count(*) DESC, town")
        sizes = cursor.fetchall()
    portions: list[list[Town]] = [[] for _ in range(connections)]
    weight = [0] * connections
    for town, size in sizes:
        lightest = weight.index(min(weight))
        portions[lightest].append(town)
        weight[lightest] += size
    return portions


def total() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), sum(a_value_satang), sum(a_exemption_satang), sum(a_tax_satang), sum(a_payable_satang),"
            " sum(a_payable_satang * (position %% 1009)) FROM roll_output",
            [],
        )
        return tuple(map(int, cursor.fetchone() or ()))


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _ratio(own: Sequence[float], peer: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(own, peer, strict=True))


if __name__ == "__main__":
    main()
