"""`manage.py survey inspect FILE`: the inspection of the page, for people and scripts at a shell; changes nothing."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from gis_assets.models import Municipality
from landsurvey import inspection, validation, wording
from landsurvey.rules import catalogue
from landsurvey.words import FileRefused

USABLE, MUST_ASK, REFUSED = 0, 3, 4


class Command(BaseCommand):
    help = (
        "Inspect a survey file without keeping it. Exit code 0: usable, 3: a person must answer a question, 4: refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        inspect = actions.add_parser("inspect", help="Say what a file holds and what is the matter with it.")
        inspect.add_argument("file", type=Path)
        inspect.add_argument("--layer", help="the shapefile to read when the zip holds several")
        inspect.add_argument("--crs", type=int, help="EPSG code, over what the .prj says")
        inspect.add_argument("--encoding", help="encoding of the texts, over what the .cpg says")
        inspect.add_argument("--json", action="store_true", help="write the whole result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        municipality = Municipality.objects.filter(dla_code=settings.MUNICIPALITY).first()
        try:
            seen = inspection.inspect(
                path,
                layer=options["layer"],
                epsg=options["crs"],
                codec=options["encoding"],
                municipality_boundary=validation.boundary_of(municipality) if municipality else None,
                utm_epsg=municipality.utm_epsg if municipality else 32647,
            )
        except FileRefused as refused:
            self._refuse(refused, as_json=options["json"])
        self.stdout.write(json.dumps(seen.to_json(), ensure_ascii=False) if options["json"] else _told(seen))
        if seen.must_ask:
            raise SystemExit(MUST_ASK)

    def _refuse(self, refused: FileRefused, *, as_json: bool) -> NoReturn:
        sentence = wording.translated(refused.words)
        self.stdout.write(json.dumps({"refused": sentence}, ensure_ascii=False) if as_json else sentence)
        raise SystemExit(REFUSED)


def _told(seen: inspection.Inspection) -> str:
    """The inspection in a few lines."""
    lines = [wording.translated(question.sentence) for question in seen.questions]
    lines += [f"{seen.layer or ', '.join(seen.layers)}: {seen.rows}"]
    for decision in (seen.text, seen.grid):
        lines += [f"  {wording.translated(said)}" for said in (decision.evidence if decision else ())]
    lines += [
        f"{catalogue.BY_ID[rule_id].level}: {gettext(catalogue.BY_ID[rule_id].title)} {count}"
        for rule_id, count in seen.counts().items()
    ]
    return "\n".join(lines)
