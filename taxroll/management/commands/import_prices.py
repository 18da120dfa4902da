"""`manage.py import_prices KIND FILE`: look at a price file and bring it in, for people and scripts at a shell."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gis_assets import tenancy
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from taxroll.models import PriceAccountKind
from taxroll.prices import accounts

MOST_FINDINGS = 50


class Command(BaseCommand):
    help = "Look at a price file; with --commit, put its prices in force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=PriceAccountKind.values)
        parser.add_argument("file", type=Path)
        parser.add_argument("--title", required=True, help="source of the prices, as bills print it")
        parser.add_argument("--since", required=True, type=date.fromisoformat, help="first day in force, YYYY-MM-DD")
        parser.add_argument("--last", type=date.fromisoformat, help="last day in force; without it no end is known")
        parser.add_argument("--municipality", metavar="CODE", default=settings.MUNICIPALITY)
        parser.add_argument("--by", metavar="USERNAME", help="who brings it in; needed with --commit")
        parser.add_argument("--leave-out-wrong", action="store_true", help="bring it in without rows that are wrong")
        parser.add_argument("--commit", action="store_true", help="write; without it nothing is changed")

    def handle(self, *args: Any, **options: Any) -> None:
        municipality = Municipality.objects.filter(dla_code=options["municipality"]).first()
        if municipality is None:
            raise CommandError(f"The register knows no municipality with the code {options['municipality']}.")
        with tenancy.within(municipality):
            try:
                self._run(municipality, options)
            except Refusal as refusal:
                raise CommandError(str(refusal)) from refusal

    def _run(self, municipality: Municipality, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        offered = accounts.offer(
            path.read_bytes(),
            file_name=path.name,
            kind=PriceAccountKind(options["kind"]),
            title=options["title"],
            since=options["since"],
            last=options["last"],
            municipality=municipality,
        )
        checked = offered.checked
        self.stdout.write(
            f"usable {len(checked.prices)}, wrong {len(checked.findings)},"
            f" of other provinces {checked.elsewhere}, said twice {checked.repeated}"
        )
        for finding in checked.findings[:MOST_FINDINGS]:
            self.stdout.write(f"row {finding.row}: {finding.sentence}")
        if options["commit"]:
            account = accounts.bring_in(
                offered,
                leave_out_wrong=options["leave_out_wrong"],
                municipality=municipality,
                by=_user(options["by"]),
                at=timezone.now(),
            )
            self.stdout.write(f"in force: {account.row_count} prices")


def _user(username: str | None) -> User:
    user = User.objects.filter(username=username or "").first()
    if user is None:
        raise CommandError("Say with --by which user brings the prices in.")
    return user
