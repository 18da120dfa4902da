"""`manage.py ckan push`: sends the data sets of a municipality to a CKAN and says what became of each."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gis_assets import tenancy
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from opendata.ckan import pushing
from opendata.models import CkanPush, Outcome


class Command(BaseCommand):
    help = "Send the data sets of a municipality to a CKAN (safe to run twice)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        push = actions.add_parser("push", help="Create and update packages, resources, tables and previews.")
        push.add_argument("--url", help="the CKAN; without it the one in the municipality's settings")
        push.add_argument("--token-file", type=Path, help="the file with the token; without it the one that is set")
        push.add_argument("--layer", action="append", default=[], help="only this layer; may be given again")
        push.add_argument("--municipality", metavar="CODE", default=settings.MUNICIPALITY)
        push.add_argument("--json", action="store_true", help="write the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        municipality = Municipality.objects.filter(dla_code=options["municipality"]).first()
        if municipality is None:
            raise CommandError(f"The register knows no municipality with the code {options['municipality']}.")
        with tenancy.within(municipality):
            try:
                report = _pushed(municipality, options)
            except Refusal as refusal:
                raise CommandError(str(refusal)) from refusal
        self.stdout.write(json.dumps(_told(report), ensure_ascii=False) if options["json"] else _lines(report))
        if any(result["outcome"] == Outcome.FAILED for result in report.results):
            raise CommandError("Some data sets were not sent; the report says which and why.", returncode=3)


def _pushed(municipality: Municipality, options: dict[str, Any]) -> CkanPush:
    url = options["url"] or pushing.address(municipality)
    token = pushing.token_in(options["token_file"] or pushing.token_file(municipality))
    return pushing.push(
        municipality,
        url=url,
        token=token,
        base=f"{settings.PUBLIC_URL}/",
        at=timezone.now(),
        now=timezone.now,
        only=options["layer"],
    )


def _told(report: CkanPush) -> dict[str, Any]:
    counts = {outcome.value: 0 for outcome in Outcome}
    for result in report.results:
        counts[result["outcome"]] += 1
    return {"url": report.url, "counts": counts, "results": report.results}


def _lines(report: CkanPush) -> str:
    lines = [
        f"{result['layer']}: {Outcome(result['outcome']).label}"
        + (f" ({', '.join(result['changed'])})" if result["changed"] else "")
        + (f": {result['answer']}" if result["answer"] else "")
        for result in report.results
    ]
    return "\n".join(lines) or "There is no data set to send."
