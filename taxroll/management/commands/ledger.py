"""`manage.py ledger check`: whether the books agree with the notices, payments and papers; changes nothing.

`manage.py ledger backfill --commit` adds what rolls and notices from before the ledger lack; without --commit it tells.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from gis_assets import tenancy, units
from gis_assets.models import Municipality
from taxroll import backfilling, ledger


class Command(BaseCommand):
    help = "Compare the ledger with notices, payments and papers (check), or add what old papers lack (backfill)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help="Say which notice or payment is off, and by how much.")
        backfill = actions.add_parser("backfill", help="Seal lines and post notices and payments of before the ledger.")
        backfill.add_argument("--commit", action="store_true", help="keep it; without, it is only told")
        for action in (check, backfill):
            action.add_argument("--municipality", metavar="CODE", help="only this municipality")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = _asked(options["municipality"])
        if options["action"] == "check":
            self._check(asked)
        else:
            self._backfill(asked, is_kept=options["commit"])

    def _backfill(self, asked: list[Municipality], *, is_kept: bool) -> None:
        for municipality in asked:
            with tenancy.within(municipality), transaction.atomic():
                added = backfilling.backfill(municipality, at=timezone.now())
                transaction.set_rollback(not is_kept)
            self.stdout.write(
                f"{municipality.dla_code}: lines of {added.rolls} rolls sealed, {added.levied} notices levied,"
                f" {added.withdrawn} withdrawn, {added.payments} payments booked"
            )
            for roll in added.differing:
                self.stdout.write(f"  {roll}: its lines are not what its own digest says; verify it")
        if not is_kept:
            self.stdout.write("Nothing was kept; repeat with --commit.")

    def _check(self, asked: list[Municipality]) -> None:
        faults = 0
        for municipality in asked:
            with tenancy.within(municipality):
                found = ledger.check(municipality)
                total = ledger.balances(municipality)
            self.stdout.write(f"{municipality.dla_code}: {len(total)} kinds of account, {len(found)} faults")
            for fault in found:
                self.stdout.write(f"  {fault.rule} {fault.thing}: {_baht(fault)}")
            faults += len(found)
        if faults:
            raise CommandError(f"{faults} faults.", returncode=1)


def _asked(code: str | None) -> list[Municipality]:
    towns = Municipality.objects.order_by("dla_code")
    if code is None:
        return list(towns)
    found = list(towns.filter(dla_code=code))
    if not found:
        raise CommandError(f"There is no municipality {code}.")
    return found


def _baht(fault: ledger.Fault) -> str:
    return f"{units.format_baht(fault.expected_satang)} expected, {units.format_baht(fault.found_satang)} in the books"
