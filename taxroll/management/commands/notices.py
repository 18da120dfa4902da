"""`manage.py notices issue|print YEAR`: the notices of a roll from a shell. Issuing is a dry run without --commit."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gis_assets import tenancy
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from taxroll import batches, noticelist
from taxroll.models import OPEN_STATES, NoticeBatch, PaperForm, Roll
from taxroll.papers import routes


class Command(BaseCommand):
    help = "Issue the notices of a sealed roll, or write the print files of its batches into a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        issue = actions.add_parser("issue", help="Issue every notice that is missing, or go on with an open batch.")
        issue.add_argument("--by", required=True, metavar="USERNAME", help="the officer in whose name they are issued")
        issue.add_argument("--form", choices=PaperForm.values, default=PaperForm.PRINT)
        issue.add_argument("--commit", action="store_true", help="really issue them")
        printing = actions.add_parser("print", help="Write the print files of all batches.")
        printing.add_argument("--into", type=Path, required=True, metavar="FOLDER")
        for action in (issue, printing):
            action.add_argument("year", type=int, help="tax year (B.E.)")
            action.add_argument("--sequence", type=int, default=1, help="1 is the main roll, 2 the first supplement")
            action.add_argument("--municipality", metavar="CODE", default=settings.MUNICIPALITY)

    def handle(self, *args: Any, **options: Any) -> None:
        municipality = Municipality.objects.filter(dla_code=options["municipality"]).first()
        if municipality is None:
            raise CommandError(f"There is no municipality {options['municipality']}.")
        with tenancy.within(municipality):
            roll = Roll.objects.filter(
                municipality=municipality, tax_year_be=options["year"], sequence=options["sequence"]
            ).first()
            if roll is None:
                raise CommandError(f"There is no roll {options['year']}/{options['sequence']}.")
            if options["action"] == "print":
                self._print(roll, options["into"])
            else:
                self._issue(roll, options)

    def _issue(self, roll: Roll, options: dict[str, Any]) -> None:
        officer = User.objects.filter(username=options["by"]).first()
        if officer is None:
            raise CommandError(f"There is no user {options['by']}.")
        missing = routes.open_bills(roll).count()
        if not options["commit"]:
            self.stdout.write(f"{missing} notices are missing. Nothing was issued; give --commit to issue them.")
            return
        now = timezone.now()
        try:
            batch = NoticeBatch.objects.filter(roll=roll, state__in=OPEN_STATES).first()
            batch = (
                batches.resume(batch, by=officer, at=now)
                if batch
                else batches.ask(roll, form=PaperForm(options["form"]), by=officer, at=now)
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        batch = batches.run(batch, at=now)
        self.stdout.write(f"{batch.done} notices are issued in batch {batch.pk}.")

    def _print(self, roll: Roll, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for batch in NoticeBatch.objects.filter(roll=roll).order_by("asked_at"):
            for number, _, _ in noticelist.files(batch):
                path = folder / f"{roll.tax_year_be}-{roll.sequence}-{batch.pk}-{number:04d}.pdf"
                path.write_bytes(batches.file_of(batch, number))
                self.stdout.write(str(path))
