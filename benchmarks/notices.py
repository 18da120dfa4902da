"""Notices from database rows to stored PDF, against the typesetter alone on data that are ready; two processes each.

Both set the same pages: the peer is handed the finished JSON (codes drawn already) of every file and does nothing but
compile the same templates and write what comes out. Ours reads and explains the bills, numbers, draws the codes, sets,
stores, enters notices and journal, and commits. Each run has a sealed roll with other names and numbers, since the
typesetter remembers what it has set.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import override_settings
from django.utils import timezone

from benchmarks.pairing import Way, compare  # sets Django up, hence first
from fixtures import demo
from gis_assets import tenancy
from gis_assets.models import Municipality
from taxroll import batches, notices
from taxroll.models import Bill, Notice, PaperForm, Roll, TaxOffice
from taxroll.papers import contents, routes, setter
from taxroll.signs import terms

YEAR_BE = 2567


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--notices", type=int, default=1_000, help="how many notices a run issues, at most")
    parser.add_argument("--form", choices=PaperForm.values, default=PaperForm.PRINT)
    asked = parser.parse_args()
    call_command("load_town", scale=asked.scale)
    municipality = Municipality.objects.get(dla_code=settings.MUNICIPALITY)
    with tempfile.TemporaryDirectory() as folder, tenancy.within(municipality), override_settings(MEDIA_ROOT=folder):
        bench = Bench(municipality, Path(folder), PaperForm(asked.form), asked.notices)
        compare(
            Way("rows to stored PDF, committed", bench.ours, bench.prepare),
            Way("typst alone on ready JSON", bench.peer),
            runs=asked.runs,
            facts=bench.facts,
        )


class Bench:
    """One sealed roll; every turn issues its notices under new numbers, the peer sets others of the same bills."""

    def __init__(self, municipality: Municipality, folder: Path, form: PaperForm, most: int) -> None:
        self._municipality, self._folder, self._form = municipality, folder, form
        self._by = get_user_model().objects.get(username="revenue")
        self._at = timezone.now()
        self._turn = 0
        self._roll = demo.sealed_roll(municipality=municipality, at=self._at)
        self._until = terms.last_day(self._roll, notified_on=timezone.localdate(self._at))
        _office(municipality)
        self._keys = routes.in_order(self._roll)[:most]

    def prepare(self) -> None:
        """Forget the former turn's notices; not timed. The peer's data get numbers that ours never uses."""
        self._turn += 1
        self._issued = 0
        _forget(self._roll)
        self._ready = self._ready_files()

    def ours(self) -> None:
        batch = batches.ask(self._roll, form=self._form, by=self._by, at=self._at)
        batch = batches.run(batch, at=self._at, keys=self._keys)
        self._issued = batch.done

    def peer(self) -> None:
        """Two processes, each with half of the files."""
        halves = [self._ready[start :: batches.PROCESSES] for start in range(batches.PROCESSES)]
        running = [
            subprocess.Popen([sys.executable, "-m", "benchmarks.typeset", self._form, *map(str, half)])
            for half in halves
        ]
        for process in running:
            if process.wait():
                raise RuntimeError("The peer failed.")

    def facts(self) -> dict[str, object]:
        lines = sum(len(bill.lines.all()) for bill in Bill.objects.filter(pk__in=self._keys).prefetch_related("lines"))
        in_force = Notice.objects.filter(bill__roll=self._roll, cancelled_at=None)
        pages = sum(in_force.values_list("page_count", flat=True))
        return {"notices": f"{self._issued:,}", "lines": f"{lines:,}", "pages": f"{pages:,}", "form": self._form}

    def _ready_files(self) -> list[Path]:
        """What the peer is given: the JSON of files of 100, codes drawn, in a folder of its own."""
        folder = self._folder / "peer"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        office = contents.office_of(self._municipality)
        paths = []
        for number, keys in enumerate(_hundreds(self._keys)):
            told = [self._told(bill, office) for bill in _bills(keys)]
            data = setter.drawn(setter.counted(contents.papers(told, office=office)))
            path = folder / f"{number:04d}.json"
            path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
            paths.append(path)
        return paths

    def _told(self, bill: Bill, office: TaxOffice) -> dict[str, Any]:
        number = f"{YEAR_BE}/{900_000 + 2 * bill.number + self._turn:06d}"
        notice = notices.draft(bill, due_date=self._until, by=self._by, at=self._at)
        notice.number = number
        return contents.notice(notice, contents.explained([bill])[bill.pk], office=office)


def _office(municipality: Municipality) -> None:
    facts = {"name": "กองคลัง", "biller_tax_id": "0994000165501", "biller_suffix": "00"}
    TaxOffice.objects.update_or_create(municipality=municipality, defaults=facts)


def _forget(roll: Roll) -> None:
    """Cancel the notices of the former turn, as only the tables' rules allow, and close its batch."""
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE taxroll_notice SET cancelled_at = %s, cancelled_by_id = issued_by_id, cancel_reason = 'measured'"
            " WHERE cancelled_at IS NULL AND bill_id IN (SELECT id FROM taxroll_bill WHERE roll_id = %s)",
            [now, roll.pk],
        )


def _bills(keys: list[int]) -> list[Bill]:
    found = Bill.objects.select_related("roll", "municipality").prefetch_related("lines").in_bulk(keys)
    return [found[key] for key in keys]


def _hundreds(keys: list[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while piece := list(islice(rest, batches.IN_A_FILE)):
        yield piece


if __name__ == "__main__":
    main()
