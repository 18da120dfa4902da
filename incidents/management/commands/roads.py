"""Roads from files and to files.

roads load FILE [--municipality CODE] [--commit] [--json]    what the file holds; with --commit it is entered
roads load FILE --survey [--tolerance M] [...]               surveyed roads, added and joined to the register's
roads export FILE [--municipality CODE]                      the register's roads as .osm.pbf for OSRM, Valhalla ...
roads closed FILE [--municipality CODE]                      what is closed now, as speeds of that export for OSRM
"""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gis_assets import tenancy
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from incidents import roads


class Command(BaseCommand):
    """Reads, enters and exports road networks; a load is a dry run unless --commit is given."""

    help = "Load roads from OpenStreetMap files, GeoJSON or a graph, or export them, or what is closed of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["load", "export", "closed"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--municipality", default=settings.MUNICIPALITY, help="DLA code of the municipality")
        parser.add_argument("--commit", action="store_true", help="enter the roads; without it nothing is written")
        parser.add_argument("--survey", action="store_true", help="surveyed roads, added to the register's")
        parser.add_argument("--tolerance", type=float, default=roads.TOLERANCE_M, help="metres within which ends meet")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            facts = self._act(options)(**options)
        except (Refusal, OSError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(json.dumps(facts, ensure_ascii=False) if options["json"] else _lines(facts))

    def _act(self, options: dict[str, Any]) -> Callable[..., dict[str, object]]:
        if options["act"] != "load":
            return self._export if options["act"] == "export" else self._closed
        return self._add if options["survey"] else self._load

    def _add(
        self, *, file: Path, municipality: str, tolerance: float, commit: bool, **_options: Any
    ) -> dict[str, object]:
        town, now = _municipality(municipality), timezone.now()
        with tenancy.within(town):
            surveyed = roads.read_survey(town, path=file, tolerance_m=tolerance, on=timezone.localdate(now))
            facts = {"file": file.name, **surveyed.facts, "is_entered": commit}
            if commit:
                entered = roads.add_survey(town, surveyed, path=file, on=timezone.localdate(now), at=now)
                facts |= {"entered": entered.roads, "turns_laid_anew": entered.turns, "ended": entered.ended}
        return facts

    def _load(self, *, file: Path, municipality: str, commit: bool, **_options: Any) -> dict[str, object]:
        judged = roads.read(file)
        facts = {"file": file.name, **judged.facts, "credit": roads.CREDIT, "is_entered": commit}
        if commit:
            town, now = _municipality(municipality), timezone.now()
            with tenancy.within(town):
                entered = roads.load(town, judged, path=file, on=timezone.localdate(now), at=now)
            facts |= {"entered": entered.roads, "entered_turns": entered.turns, "ended": entered.ended}
        return facts

    def _export(self, *, file: Path, municipality: str, **_options: Any) -> dict[str, object]:
        town = _municipality(municipality)
        with tenancy.within(town):
            return {"file": file.name, **roads.export(town, path=file, on=timezone.localdate()).facts}

    def _closed(self, *, file: Path, municipality: str, **_options: Any) -> dict[str, object]:
        town, now = _municipality(municipality), timezone.now()
        with tenancy.within(town):
            return {"file": file.name, **roads.write_closed(town, path=file, on=timezone.localdate(now), at=now)}


def _municipality(code: str) -> Municipality:
    found = Municipality.objects.filter(dla_code=code).first()
    if found is None:
        raise CommandError(f"There is no municipality with the code {code}.")
    return found


def _lines(facts: dict[str, object]) -> str:
    return "\n".join(f"{name.replace('_', ' '):<24} {value}" for name, value in facts.items())
