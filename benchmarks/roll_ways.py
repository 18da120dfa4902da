"""The three ways of a whole roll, each done by a process of its own for its portion of the municipalities."""

import os
import resource
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, LiteralString

import numpy as np
from django.db import connection

from benchmarks import pairing, roll_peers  # the first sets Django up
from taxroll import columns
from taxroll.columns import Columns
from taxroll.law import kernel, library
from taxroll.law.facts import Assessment, Facts

__all__ = ["pairing"]

INPUT = (*Facts.__dataclass_fields__,)
FLAGS = ("is_natural", "is_floor_share")
# Copied with each line beside the sums, so that the roll can be explained without its inputs.
COPIED = (
    "town",
    "position",
    "owner",
    "group",
    "property",
    "table",
    "value_satang",
    "use_part",
    "use_whole",
    "vacant_years",
)
READ = "SELECT position, {} FROM roll_input WHERE town = %(town)s ORDER BY position"
Town = int
Way = Callable[[Sequence[Town], int, Path], int]


def warm(year: int) -> None:
    """Load the compiled kernel."""
    few = {name: np.ones(300, dtype=np.int64) for name in INPUT}
    kernel.assess(facts_of(few | {"property": np.arange(300)}), law=library.of_year(year))


def ours(towns: Sequence[Town], year: int, _folder: Path) -> int:
    law = library.of_year(year)
    for town in towns:
        read = columns.read(asked_for(), {"town": town}, names=("position", *INPUT))
        assessed = kernel.assess(facts_of(read), law=law)
        columns.write("roll_output", output(town, read, assessed))
    return _peak_mb()


def floor(towns: Sequence[Town], _year: int, folder: Path) -> int:
    """Out and in again by psql, town by town, computing nothing and forming nothing."""
    moves = [f"\\copy ({read_of(town)}) to '/dev/null' (format binary)\n{_back(folder, town)}" for town in towns]
    to = connection.settings_dict
    command = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", to["HOST"], "-U", to["USER"], "-d", to["NAME"]]
    env = os.environ | {"PGPASSWORD": to["PASSWORD"], "PGPORT": to["PORT"] or "5432"}
    subprocess.run(command, input="\n".join(moves), text=True, check=True, env=env)
    return _peak_mb()


def _back(folder: Path, town: Town) -> str:
    return f"\\copy roll_output from '{bytes_of(folder, town)}' (format binary)"


def by_sql(towns: Sequence[Town], year: int, _folder: Path) -> int:
    statement = sql_of(year)
    with connection.cursor() as cursor:
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute("SET jit = off")
        for town in towns:
            cursor.execute(statement.replace("%(town)s", str(town)))
    return _peak_mb()


def facts_of(read: Columns) -> Facts:
    given: dict[str, Any] = {name: read[name] == 1 if name in FLAGS else read[name] for name in INPUT}
    return Facts(**given)


def output(town: Town, read: Columns, assessed: Assessment) -> Columns:
    copied = {"town": np.full(read["position"].size, town, dtype=np.int64)}
    copied |= {name: read[name] for name in COPIED if name != "town"}
    steps = {f"a_{name}": column for name, column in vars(assessed).items() if column.ndim == 1}
    return copied | steps


def made_output() -> str:
    steps = [f"a_{name}" for name in Assessment.__dataclass_fields__ if not name.startswith("slice_")]
    return f"CREATE TABLE roll_output ({defined(*COPIED, *steps)})"


def asked_for() -> LiteralString:
    named = ", ".join(f'"{name}"' for name in INPUT)
    return READ.format(named)


def read_of(town: Town) -> str:
    return asked_for().replace("%(town)s", str(town))


def bytes_of(folder: Path, town: Town) -> Path:
    return folder / f"{town}.bytes"


def sql_of(year: int) -> str:
    """The statement of roll_peers in PostgreSQL's words for one municipality; only for years without phase-in."""
    law = library.of_year(year)
    if law.phase_in_ppm.value != roll_peers.PPM:
        raise SystemExit("The SQL way knows no phase-in; choose a year from 2566 on, or --without-sql.")
    text = roll_peers.sql_for_duckdb(law).replace("//", "/").replace("SEMI JOIN", "JOIN")
    text = text.replace("GROUP BY ALL", 'GROUP BY owner, "table"').replace(
        "CASE WHEN is_floor_share THEN", "CASE WHEN is_floor_share = 1 THEN"
    )
    text = text.replace("FROM lines", "FROM roll_input WHERE town = %(town)s").replace(
        "is_natural AND", "is_natural = 1 AND"
    )
    text = text.replace('USING (owner, "table") WHERE is_natural', 'USING (owner, "table") WHERE is_natural = 1')
    return f"INSERT INTO roll_output {named_output(text)}"


def named_output(text: str) -> str:
    """The steps that SQL computes beside what is copied; those it does not keep are told as 0."""
    kept = {
        "value_satang": "phased.value",
        "exemption_satang": "phased.exemption",
        "net_satang": "net",
        "tax_satang": "tax",
    }
    kept |= {
        "escalation_satang": "escalation",
        "relief_satang": "tax - reduced",
        "phase_in_satang": "reduced - payable",
    }
    kept |= {"payable_satang": "payable"}
    steps = [name for name in Assessment.__dataclass_fields__ if not name.startswith("slice_")]
    copied = ", ".join(f'given."{name}"' for name in COPIED)
    told = ", ".join(kept.get(name, "0") for name in steps)
    return (
        f"{text[: text.rindex('SELECT')]} SELECT {copied}, {told} FROM phased JOIN roll_input AS given USING (position)"
    )


def defined(*names: str) -> str:
    return ", ".join(f'"{name}" int8 NOT NULL' for name in names)


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
