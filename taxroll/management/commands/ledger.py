"""`manage.py ledger check`: whether the books agree with the notices, payments and papers; changes nothing."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gis_assets import tenancy, units
from gis_assets.models import Municipality
from taxroll import ledger


class Command(BaseCommand):
    help = "Compare the ledger with notices, payments and papers. Exit code 1 when anything disagrees."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help="Say which notice or payment is off, and by how much.")
        check.add_argument("--municipality", metavar="CODE", help="only this municipality")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = 0
        for municipality in _asked(options["municipality"]):
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
