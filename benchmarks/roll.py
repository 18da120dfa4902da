"""The whole roll: read from PostgreSQL, computed, written back and indexed, against the floor and against SQL.

The floor moves the same rows the same way and computes nothing: COPY out, COPY in of ready bytes, the same index. SQL
is one set-based statement for each municipality. All three use so many connections, whole municipalities in each. Timed
are `columns.read`, `kernel.assess` and `columns.write`, by which a roll of the register is built, too.
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

import polars as pl
from django.db import connection

from benchmarks import roll_kernel, roll_town, roll_ways
from benchmarks.roll_ways import INPUT, Town, Way
from taxroll import columns
from taxroll.law import library

FULL_LINES = 9_700_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is 5 million plots and 3 million buildings")
    parser.add_argument("--municipalities", type=int, default=roll_town.MUNICIPALITIES)
    parser.add_argument("--year", type=int, default=2567)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--connections", type=int, default=2)
    parser.add_argument("--without-sql", action="store_true")
    parser.add_argument("--without-kernel", action="store_true", help="leave out the kernel against Polars and DuckDB")
    asked = parser.parse_args()
    library.of_year(asked.year)
    wanted = int(FULL_LINES * asked.scale)
    if not asked.without_kernel:
        # First, while this process is small: Linux lets a child's peak memory begin with that of its parent.
        roll_kernel.compare(wanted, asked.year, asked.runs)
    lines = load(wanted, municipalities=asked.municipalities)
    load_then = f"load {os.getloadavg()[0]:.1f}"
    print(f"{lines:,} lines of {asked.municipalities} municipalities, tax year {asked.year}, {load_then}")
    with tempfile.TemporaryDirectory() as folder:
        measure(asked, lines, Path(folder))


def measure(asked: argparse.Namespace, lines: int, folder: Path) -> None:
    """Run the ways in turn and print their medians; raises AssertionError where the sums differ."""
    ways: dict[str, Way] = {"ours": roll_ways.ours, "floor": roll_ways.floor}
    if not asked.without_sql:
        ways["sql"] = roll_ways.by_sql
    roll_ways.warm(asked.year)
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    peaks, sums = dict.fromkeys(ways, 0), {}
    towns = shared_out(asked.connections)
    for turn in range(asked.runs + 1):
        for way, work in ways.items():
            if turn == 0 and way == "floor":
                save_bytes(towns, folder)
            taken, peak = timed(work, towns, year=asked.year, folder=folder)
            peaks[way] = max(peaks[way], peak)
            if turn or asked.runs == 0:
                seconds[way].append(taken)
            sums[way] = total()
    assert len(set(sums.values())) == 1, f"the ways differ: {sums}"
    for way, taken_each in seconds.items():
        median = statistics.median(taken_each)
        rate = lines / median
        spread = f"({min(taken_each):.2f} to {max(taken_each):.2f})"
        print(f"  {way:<6} median {median:8.2f} s {spread}  {rate:,.0f} lines/s  peak {peaks[way]:,} MB")
    ratios = (f"ours / {way} {_ratio(seconds['ours'], seconds[way]):.2f}" for way in ways if way != "ours")
    print(f"  ratio {', '.join(ratios)}; load now {os.getloadavg()[0]:.1f}")
    print(f"  payable, and weighted by line, equal to the satang: {sums['ours']}")


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


def load(lines: int, *, municipalities: int) -> int:
    """The ready columns as the table `roll_input`, one row a line; how many."""
    run("DROP TABLE IF EXISTS roll_input", f"CREATE TABLE roll_input ({roll_ways.defined('town', 'position', *INPUT)})")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "lines.parquet")
        roll_town.write(path, lines=lines, municipalities=municipalities)
        frame = pl.scan_parquet(path).select(pl.col("town", "position", *INPUT).cast(pl.Int64))
        count = int(frame.select(pl.len()).collect().item())
        for start in range(0, count, 1_000_000):
            piece = frame.slice(start, 1_000_000).collect()
            columns.write("roll_input", {name: piece[name].to_numpy() for name in piece.columns})
    run("CREATE UNIQUE INDEX ON roll_input (town, position)", "VACUUM ANALYZE roll_input")
    return count


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
