"""`manage.py kpi measure FILE` and `manage.py kpi verify`: step times at a shell, by the code of the pages.

Exit codes: 0 done or proved, 1 refused, 2 a column or an option that does not fit, 3 `verify` found a difference,
4 the file cannot be read.
"""

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from casework import months, verification
from casework.requests import measuring, tables
from casework.requests.times import NotATime, Reading
from gis_assets import tenancy
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal

WRONG, DIFFERS, UNREADABLE = 2, 3, 4


class Command(BaseCommand):
    help = "Measure the requests of a file, or compute all figures of the KPI pages again by another way."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        self._add_measure(actions.add_parser("measure", help="How long the requests of a file took."))
        verify = actions.add_parser("verify", help="Compute every figure again from the appended rows and compare.")
        verify.add_argument("--month", metavar="YYYY-MM", help="of the cases opened in this month (C.E. or B.E.)")
        verify.add_argument("--municipality", metavar="CODE", help="its DLA code; without it that of the settings")
        verify.add_argument("--json", action="store_true", help="write the result as JSON")

    def _add_measure(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV, GeoJSON, or a table that GDAL reads")
        parser.add_argument("--opened", required=True, metavar="COLUMN")
        parser.add_argument("--closed", required=True, metavar="COLUMN", help="empty while a request is open")
        parser.add_argument("--due", metavar="COLUMN")
        parser.add_argument("--state", metavar="COLUMN")
        parser.add_argument("--voided", action="append", default=[], metavar="STATE", help="leave these rows out")
        parser.add_argument("--key", metavar="COLUMN", help="rows that repeat a key are left out but for the first")
        parser.add_argument("--keep-repeated", action="store_true", help="with --key: count them all")
        parser.add_argument("--at", metavar="TIME", help="when open and overdue are looked at; else the newest opening")
        parser.add_argument("--unit", choices=list(measuring.UNITS), default="hours")
        parser.add_argument("--time-format", metavar="FORM", help="as strptime: %%d/%%m/%%Y %%H:%%M")
        parser.add_argument("--zone", default=settings.TIME_ZONE, help="of times that name none")
        parser.add_argument("--delimiter")
        parser.add_argument("--encoding")
        parser.add_argument("--json", action="store_true", help="write all figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        (self._measure if options["action"] == "measure" else self._verify)(options)

    def _measure(self, options: dict[str, Any]) -> None:
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        reading = _reading(options)
        try:
            table = tables.read(options["file"], delimiter=options["delimiter"], encoding=options["encoding"])
            told = measuring.measure(table, _question(options, reading), reading=reading)
        except tables.UnknownColumn as unknown:
            self._refuse(unknown, WRONG)
        except tables.FileRefused as refused:
            self._refuse(refused, UNREADABLE)
        facts = {"file": options["file"].name, **told}
        self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2) if options["json"] else _lines(facts))

    def _refuse(self, refusal: Refusal, code: int) -> NoReturn:
        """In English and in Thai, where it knows both."""
        said = []
        for language in ("en", "th"):
            with translation.override(language):
                said.append(str(refusal))
        self.stderr.write("\n".join(dict.fromkeys(said)))
        raise SystemExit(code)

    def _verify(self, options: dict[str, Any]) -> None:
        code = options["municipality"] or settings.MUNICIPALITY
        municipality = Municipality.objects.filter(dla_code=code).first()
        if municipality is None:
            raise CommandError(f"The register knows no municipality with the code {code}.")
        try:
            since, until = months.period(options["month"], now=timezone.now())
        except months.NoMonth as refusal:
            self._refuse(refusal, WRONG)
        with tenancy.within(municipality):
            found = verification.verify(municipality, since=since, until=until)
        self.stdout.write(json.dumps(found.told(), ensure_ascii=False, indent=2) if options["json"] else found.words())
        if found.differences:
            raise SystemExit(DIFFERS)


def _reading(options: dict[str, Any]) -> Reading:
    try:
        return Reading(ZoneInfo(options["zone"]), options["time_format"])
    except (KeyError, ValueError, OSError) as failure:
        raise CommandError(f"There is no time zone {options['zone']}.", returncode=WRONG) from failure


def _question(options: dict[str, Any], reading: Reading) -> measuring.Question:
    if options["voided"] and not options["state"]:
        raise CommandError("--voided needs --state, the column that holds the state.", returncode=WRONG)
    return measuring.Question(
        opened=options["opened"],
        closed=options["closed"],
        due=options["due"],
        state=options["state"],
        key=options["key"],
        voided=tuple(options["voided"]),
        keeps_repeated=options["keep_repeated"],
        unit=options["unit"],
        at=_at(options["at"], reading),
    )


def _at(text: str | None, reading: Reading) -> datetime | None:
    try:
        return Reading(reading.zone).instant(text) if text else None
    except NotATime as failure:
        raise CommandError(f"--at {text} is no time; write 2026-11-27T08:30.", returncode=WRONG) from failure


def _lines(facts: dict[str, Any]) -> str:
    """The figures, one a line."""
    return "\n".join(f"{name}: {value}" for name, value in facts.items() if not isinstance(value, list))
