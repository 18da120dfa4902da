"""Tries the law on facts in a file: `manage.py tax compute FACTS.json --year 2567 [--json]`. It reads no register."""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from taxroll.law import library
from taxroll.law.dated import LawIsSilent
from taxroll.law.trial import judgment, telling
from taxroll.law.trial.fields import WrongFacts

WRONG = 2


class Command(BaseCommand):
    help = (
        "Compute the land and building tax, and that of signboards, of the facts in a file: every step, every citation."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        compute = commands.add_parser("compute", help="facts in, the whole computation out")
        compute.add_argument("facts", type=Path, metavar="FACTS.json", help="the form stands in docs/tax-compute.md")
        compute.add_argument("--year", type=int, required=True, help="tax year (B.E.), e.g. 2567")
        compute.add_argument("--json", action="store_true", help="the answer as JSON instead of tables")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = judgment.judge(_read(options["facts"]), tax_year_be=options["year"])
        except WrongFacts as wrong:
            self._refuse(wrong.sentence, wrong.sentence_th)
        except LawIsSilent:
            years = library.years()
            self._refuse(
                f"There is no law on file for tax year {options['year']}; there is for {years[0]} to {years[-1]}.",
                f"ไม่มีกฎหมายสำหรับปีภาษี {options['year']} มีเฉพาะปี {years[0]} ถึง {years[-1]}",
            )
        answer = json.dumps(told, ensure_ascii=False, indent=2) if options["json"] else telling.tell(told)
        self.stdout.write(answer)

    def _refuse(self, sentence: str, sentence_th: str) -> None:
        self.stderr.write(f"{sentence}\n{sentence_th}")
        sys.exit(WRONG)


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as failure:
        raise WrongFacts(str(path), "the file cannot be read", "อ่านแฟ้มไม่ได้") from failure
    except ValueError as failure:
        raise WrongFacts(str(path), f"this is no JSON ({failure})", f"แฟ้มนี้ไม่ใช่ JSON ({failure})") from failure
