"""A survey file to validated findings and to promoted parcels, all rules checked, against a bare `ogr2ogr` load of it.

Both ways run in turn on the same file and database. The register is empty, or full of the parcels that the survey
surveyed again. Every run is rolled back, after its deferred checks were made. The first run of each is not timed; in it
the memory of ours and of its reading process together is watched.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone

from benchmarks import memory, pairing  # noqa: F401  # the latter sets Django up, hence first
from config import environment
from fixtures import demo
from gis_assets import tenancy
from gis_assets.models import Municipality, Role
from landsurvey import promotion, review, uploads, validation

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PEER_TABLE = "bench_peer"
EMPTY_CODE = "04500198"
EMPTY, FULL = "empty", "full"
BARE, VALIDATED, PROMOTED = "bare ogr2ogr load", "to validated findings", "to promoted parcels"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--into", choices=(EMPTY, FULL), default=FULL)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own, so that its memory does not count as ours.
        load = [sys.executable, "manage.py", "load_town", "--scale", str(asked.scale), "--survey", folder]
        subprocess.run(load, cwd=settings.BASE_DIR, check=True, stdout=subprocess.DEVNULL)
        report(next(Path(folder).glob("*.zip")), runs=asked.runs, into=asked.into)


def report(survey: Path, *, runs: int, into: str) -> None:
    town = Municipality.objects.get(dla_code=settings.MUNICIPALITY)
    with tenancy.within(town):
        reviewer = demo.officer(town, Role.SURVEY_REVIEWER)
    municipality = town if into == FULL else _without_parcels(town)
    taken: dict[str, list[float]] = {BARE: [], VALIDATED: [], PROMOTED: []}
    rows = 0
    with tenancy.within(municipality):
        ogr2ogr(survey)
        most = memory.at_most(lambda: walk(municipality, survey, reviewer))
        for _run in range(runs):
            bare = _seconds(lambda: ogr2ogr(survey))
            rows, validated, promoted = walk(municipality, survey, reviewer)
            for name, seconds in ((BARE, bare), (VALIDATED, validated), (PROMOTED, promoted)):
                taken[name].append(seconds)
    print(f"rows {rows}, zipped {survey.stat().st_size / 1e6:.1f} MB, register {into}, {runs} runs")
    for name, seconds_of in taken.items():
        ratio = statistics.median(a / b for a, b in zip(seconds_of, taken[BARE], strict=True))
        spread = f"{min(seconds_of):.3f} to {max(seconds_of):.3f}"
        print(f"  {name:<24} median {statistics.median(seconds_of):8.3f} s   ({spread})   x {ratio:.2f}")
    print(f"  most memory at once {most.together_mb:.0f} MB: ours {most.ours_mb:.0f}, its reader {most.started_mb:.0f}")


def walk(municipality: Municipality, survey: Path, reviewer: "User") -> tuple[int, float, float]:
    """Rows, seconds to the validated findings, and seconds to the promoted register, in one transaction rolled back."""
    now = timezone.now()
    facts: dict[str, Any] = {"by": reviewer, "at": now}
    with transaction.atomic():
        start = time.perf_counter()
        with survey.open("rb") as file:
            upload = uploads.receive(municipality=municipality, file=File(file), name=survey.name, **facts)
        upload = validation.validate(upload, at=now)
        validated = time.perf_counter() - start
        review.accept_all_without_errors(upload, **facts)
        review.confirm_lineage(upload, **facts)
        promotion.promote(upload, effective_date=now.date() + timedelta(days=1), **facts)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        promoted = time.perf_counter() - start
        transaction.set_rollback(True)
    return upload.rows_total, validated, promoted


def ogr2ogr(survey: Path) -> None:
    owner = environment.owner(settings.BASE_DIR)
    target = f"PG:host={owner['host']} user={owner['user']} dbname={connection.settings_dict['NAME']}"
    load = ["ogr2ogr", "-f", "PostgreSQL", target, f"/vsizip/{survey}", "-nln", PEER_TABLE, "-overwrite"]
    subprocess.run(
        [*load, "-nlt", "PROMOTE_TO_MULTI", "--config", "SHAPE_ENCODING", "CP874"], check=True, capture_output=True
    )


def _without_parcels(town: Municipality) -> Municipality:
    """A municipality with the town's boundary and an empty register."""
    facts = {"name_th": town.name_th, "name_en": town.name_en, "utm_epsg": town.utm_epsg, "boundary": town.boundary}
    return Municipality.objects.get_or_create(dla_code=EMPTY_CODE, defaults=facts)[0]


def _seconds(run: Callable[[], None]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
