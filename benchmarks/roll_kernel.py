"""The kernel alone against Polars and DuckDB: the full law of one year on the same ready columns, equal to the satang.

Each engine runs in a process of its own, on both cores, and answers for its own peak memory; reading the columns is
not timed. The peers answer seven columns; the kernel also keeps shares, bases and taxes by slice.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from benchmarks import roll_peers
from taxroll.law import kernel, library
from taxroll.law.book import LawOfYear
from taxroll.law.facts import Assessment, Facts

ENGINES = ("kernel", "polars", "duckdb")
COLUMNS = tuple(Facts.__dataclass_fields__)
FULL_LINES = 9_700_000
MUNICIPALITIES = 200
TILES = 100
"""Each takes about a second of processor time to draw and value."""
Sums = dict[str, int]


@dataclass(frozen=True)
class Told:
    """What an engine's process says of itself."""

    seconds: list[float]
    peak_mb: int
    columns_mb: int
    sums: Sums

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


Run = Callable[[], Callable[[], Sums]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=FULL_LINES)
    parser.add_argument("--tiles", type=int, default=TILES)
    parser.add_argument("--year", type=int, default=2567)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--engine", choices=ENGINES)
    parser.add_argument("--columns", type=Path)
    asked = parser.parse_args()
    if asked.engine:
        answer(asked.engine, asked.columns, asked.year, asked.runs)
        return
    with tempfile.TemporaryDirectory() as folder:
        columns = Path(folder, "lines.parquet")
        draw(columns, lines=asked.lines, municipalities=MUNICIPALITIES, tiles=asked.tiles, year=asked.year)
        compare(columns, asked.year, asked.runs)


def draw(path: Path, *, lines: int, municipalities: int, tiles: int, year: int) -> None:
    """Let the town generator write about so many lines, in a process of its own that leaves its memory behind."""
    start = time.perf_counter()
    wanted = {"lines": lines, "municipalities": municipalities, "tiles": tiles, "year": year}
    options = [word for name, value in wanted.items() for word in (f"--{name}", str(value))]
    subprocess.run([sys.executable, "-m", "benchmarks.roll_town", str(path), *options], check=True)
    print(f"  drawn in {time.perf_counter() - start:.0f} s", flush=True)


def compare(columns: Path, year: int, runs: int) -> Sums:
    """Run the engines one after the other, telling of each as it is done; raises AssertionError where a sum differs."""
    count = pl.scan_parquet(columns).select(pl.len()).collect().item()
    print(f"{count:,} lines, tax year {year}, {runs} runs after one to warm up", flush=True)
    told = {}
    for engine in ENGINES:
        told[engine] = of = _in_its_process(engine, columns, year, runs)
        print(
            f"  {engine:<8} median {of.median:7.2f} s   ({min(of.seconds):.2f} to {max(of.seconds):.2f})"
            f"   peak {of.peak_mb:,} MB, {of.columns_mb:,} MB of it before the first run",
            flush=True,
        )
    ours = told["kernel"]
    for engine in ENGINES[1:]:
        assert told[engine].sums == ours.sums, f"{engine} differs: {told[engine].sums} from {ours.sums}"
        print(f"  ratio kernel / {engine} {ours.median / told[engine].median:.2f}")
    print(f"  equal to the satang: {ours.sums}", flush=True)
    return ours.sums


def _in_its_process(engine: str, columns: Path, year: int, runs: int) -> Told:
    command = [sys.executable, "-m", "benchmarks.roll_kernel", "--engine", engine, "--columns", str(columns)]
    told = subprocess.run(
        [*command, "--year", str(year), "--runs", str(runs)], check=True, stdout=subprocess.PIPE, text=True
    )
    return Told(**json.loads(told.stdout))


def answer(engine: str, columns: Path, year: int, runs: int) -> None:
    """Time one engine and print its figures as JSON."""
    law = library.of_year(year)
    compute = {"kernel": ready_kernel, "polars": ready_polars, "duckdb": ready_duckdb}[engine](columns, law)
    before, seconds, sums = _peak_mb(), [], Sums()
    for turn in range(runs + 1):
        start = time.perf_counter()
        summing = compute()
        if turn:
            seconds.append(time.perf_counter() - start)
        sums = summing()
        del summing
    print(json.dumps(asdict(Told(seconds, _peak_mb(), before, sums))))


def ready_kernel(path: Path, law: LawOfYear) -> Run:
    whole = {name: pl.read_parquet(path, columns=[name]).to_series().to_numpy() for name in (*COLUMNS, "town")}
    starts = np.flatnonzero(np.diff(whole["town"], prepend=-1)).tolist()
    towns = list(zip(starts, [*starts[1:], whole["town"].size], strict=True))

    def compute() -> Callable[[], Sums]:
        rolls = (Facts(**{name: whole[name][a:b] for name in COLUMNS}) for a, b in towns)
        answers = list(kernel.assess_each(rolls, law=law, threads=2))
        return lambda: _sums_of(answers)

    return compute


def _sums_of(answers: list[Assessment]) -> Sums:
    sums = dict.fromkeys((*roll_peers.RESULTS, "weighted"), 0)
    position = 0
    for part in answers:
        for name in roll_peers.RESULTS:
            sums[name] += int(getattr(part, f"{name}_satang").sum())
        weight = np.arange(position, position + part.payable_satang.size) % 1009
        sums["weighted"] += int((part.payable_satang * weight).sum())
        position += weight.size
    return sums


def ready_polars(path: Path, law: LawOfYear) -> Run:
    lines = pl.read_parquet(path).rechunk()

    def compute() -> Callable[[], Sums]:
        return _sums_of_frame(roll_peers.with_polars(lines, law))

    return compute


def _sums_of_frame(result: pl.DataFrame) -> Callable[[], Sums]:
    weighted = (pl.col("payable") * (pl.col("position") % 1009)).sum().alias("weighted")
    sums = result.select(*(pl.col(name).sum() for name in roll_peers.RESULTS), weighted)
    return lambda: {name: int(value) for name, value in sums.row(0, named=True).items()}


def ready_duckdb(path: Path, law: LawOfYear) -> Run:
    database = duckdb.connect()
    database.execute(f"CREATE TABLE lines AS SELECT * FROM read_parquet('{path}')")
    statement = roll_peers.sql_for_duckdb(law)

    def compute() -> Callable[[], Sums]:
        database.execute(f"CREATE OR REPLACE TABLE answer AS {statement}")
        return lambda: _sums_of_table(database)

    return compute


def _sums_of_table(database: duckdb.DuckDBPyConnection) -> Sums:
    names = [*roll_peers.RESULTS, "weighted"]
    asked = [f"sum({name})" for name in roll_peers.RESULTS] + ["sum(payable * (position % 1009))"]
    row = database.execute(f"SELECT {', '.join(asked)} FROM answer").fetchall()[0]
    return {name: int(value) for name, value in zip(names, row, strict=True)}


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
