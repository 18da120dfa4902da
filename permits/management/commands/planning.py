"""Planning areas from files.

planning load FILE --kind zone [--since DATE] [--column code=ZONE ...] [--crs EPSG] [--commit] [--json]
planning list [--on DATE]                                            what is in force, by kind
"""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils import timezone

from gis_assets import tenancy
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from permits.ground import area_files, areas
from permits.models import AreaKind

MOST_FINDINGS = 50


class Command(BaseCommand):
    """Replaces the areas of one kind from a day on; a load is a dry run unless --commit is given."""

    help = "Load town-plan zones, public land, flood areas and others from a file, or list those in force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["load", "list"])
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--municipality", default=settings.MUNICIPALITY, help="DLA code of the municipality")
        parser.add_argument("--kind", choices=AreaKind.values)
        parser.add_argument(
            "--since", type=date.fromisoformat, help="first day in force, YYYY-MM-DD; today if not told"
        )
        parser.add_argument("--on", type=date.fromisoformat, help="the day to list; today if not told")
        parser.add_argument(
            "--column",
            type=_meaning,
            action="append",
            default=[],
            metavar="MEANING=COLUMN",
            help=f"what a column means: {', '.join(area_files.MEANINGS)}",
        )
        parser.add_argument("--crs", type=int, metavar="EPSG", help="overrules what the file says of its system")
        parser.add_argument("--encoding", help="of texts that are not UTF-8")
        parser.add_argument("--layer", help="of a file that has several")
        parser.add_argument("--citation", default="", help="where the areas are written, if no column says it")
        parser.add_argument("--doubt", default="", help="what is not certain about them, if no column says it")
        parser.add_argument("--leave-out-wrong", action="store_true", help="load it without features that are wrong")
        parser.add_argument("--commit", action="store_true", help="put in force; without it nothing is written")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        municipality = Municipality.objects.filter(dla_code=options["municipality"]).first()
        if municipality is None:
            raise CommandError(f"There is no municipality with the code {options['municipality']}.")
        with tenancy.within(municipality):
            try:
                facts = (
                    self._load(municipality, options) if options["act"] == "load" else _listed(municipality, options)
                )
            except (Refusal, OSError) as refused:
                raise CommandError(str(refused)) from refused
        self.stdout.write(json.dumps(facts, ensure_ascii=False) if options["json"] else _lines(facts))

    def _load(self, municipality: Municipality, options: dict[str, Any]) -> dict[str, Any]:
        if options["file"] is None or options["kind"] is None:
            raise CommandError("Say which file to load, and with --kind what its areas are.")
        now = timezone.now()
        offered = area_files.read(
            options["file"],
            municipality=municipality,
            columns=dict(options["column"]),
            epsg=options["crs"],
            encoding=options["encoding"],
            layer=options["layer"],
            citation=options["citation"],
            doubt=options["doubt"],
        )
        facts = _told(offered)
        if options["commit"]:
            loaded = areas.load(
                municipality,
                kind=AreaKind(options["kind"]),
                offered=offered,
                since=options["since"] or timezone.localdate(now),
                by=None,
                at=now,
                leave_out_wrong=options["leave_out_wrong"],
            )
            facts |= {"entered": loaded.entered, "ended": loaded.ended, "was_there": loaded.was_there}
        return facts | {"is_committed": options["commit"]}


def _meaning(text: str) -> tuple[str, str]:
    meaning, sign, column = text.partition("=")
    if not sign or not column:
        raise ArgumentTypeError(f"{text!r} is not of the form MEANING=COLUMN")
    return meaning, column


def _told(offered: area_files.Offered) -> dict[str, Any]:
    return {
        "file": offered.name,
        "epsg": offered.epsg,
        "columns": dict(offered.columns),
        "usable": len(offered.areas),
        "wrong": len(offered.findings),
        "mended": offered.mended,
        "findings": [f"{one.feature}: {one.sentence}" for one in offered.findings[:MOST_FINDINGS]],
        "notes": list(offered.notes),
    }


def _listed(municipality: Municipality, options: dict[str, Any]) -> dict[str, Any]:
    on = options["on"] or timezone.localdate()
    counted = areas.in_force(municipality, on=on).order_by("kind").values_list("kind").annotate(count=Count("pk"))
    return dict(counted)


def _lines(facts: dict[str, Any]) -> str:
    return "\n".join(f"{name.replace('_', ' '):<24} {value}" for name, value in facts.items())
