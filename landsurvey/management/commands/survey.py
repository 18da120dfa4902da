"""`manage.py survey inspect FILE`: the inspection of the page, for people and scripts at a shell; changes nothing."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from gis_assets.models import Municipality
from landsurvey import validation, wording
from landsurvey.inspecting import inspection
from landsurvey.rasters import inspection as rasters
from landsurvey.rasters.inspection import RasterInspection
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
        inspect.add_argument("--layer", help="the layer to read when the file holds several")
        inspect.add_argument("--crs", type=int, help="EPSG code, over what the file says")
        inspect.add_argument("--encoding", help="encoding of the texts, over what the file says")
        inspect.add_argument("--axes", choices=("swapped", "as_written"), help="whether to exchange east and north")
        inspect.add_argument("--datum", help="the datum mistake to undo, or keep")
        inspect.add_argument(
            "--answer",
            action="append",
            default=[],
            metavar="QUESTION=ANSWER",
            help="of a raster: nodata, raster_kind, vertical_datum",
        )
        inspect.add_argument("--municipality", metavar="CODE", help="check against this municipality of the register")
        inspect.add_argument("--json", action="store_true", help="write the whole result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        seen = _seen(path, _municipality(options["municipality"]), options)
        self.stdout.write(json.dumps(_told(seen), ensure_ascii=False) if options["json"] else _lines(seen))
        if isinstance(seen, inspection.Inspection) and seen.refusal:
            raise SystemExit(REFUSED)
        if seen.must_ask:
            raise SystemExit(MUST_ASK)


def _municipality(code: str | None) -> Municipality | None:
    """The municipality that was named, else the one of the settings when the register knows it."""
    found = Municipality.objects.filter(dla_code=code or settings.MUNICIPALITY).first()
    if code and found is None:
        known = ", ".join(Municipality.objects.order_by("dla_code").values_list("dla_code", flat=True)) or "none"
        raise CommandError(f"The register knows no municipality with the code {code}. It knows: {known}.")
    return found


def _seen(
    path: Path, municipality: Municipality | None, options: dict[str, Any]
) -> inspection.Inspection | RasterInspection:
    try:
        if rasters.is_raster(path):
            return _raster(path, municipality, options)
        return inspection.inspect(
            path,
            layer=options["layer"],
            epsg=options["crs"],
            codec=options["encoding"],
            axes=options["axes"],
            datum=options["datum"],
            municipality_boundary=validation.boundary_of(municipality) if municipality else None,
            utm_epsg=municipality.utm_epsg if municipality else 32647,
        )
    except FileRefused as refusal:
        return inspection.refused(refusal)


def _raster(path: Path, municipality: Municipality | None, options: dict[str, Any]) -> RasterInspection:
    answers: dict[str, Any] = dict(answer.partition("=")[::2] for answer in options["answer"])
    return rasters.inspect(
        path,
        answers=answers | ({"crs": options["crs"]} if options["crs"] else {}),
        municipality_boundary=validation.boundary_of(municipality) if municipality else None,
        utm_epsg=municipality.utm_epsg if municipality else 32647,
        max_expanded_bytes=settings.SURVEY_RASTER_LIMIT_MB * 1_000_000,
    )


def _told(seen: inspection.Inspection | RasterInspection) -> object:
    """The result of the page, with the rows of the findings and every sentence in words."""
    if isinstance(seen, RasterInspection):
        return wording.spoken(seen.to_json())
    return wording.spoken({**seen.to_json(), "finding_rows": seen.finding_rows()})


def _lines(seen: inspection.Inspection | RasterInspection) -> str:
    """The inspection in a few lines."""
    if isinstance(seen, RasterInspection):
        return _raster_lines(seen)
    if seen.refusal:
        return wording.translated(seen.refusal)
    lines = [wording.translated(question.sentence) for question in seen.questions]
    lines += [f"{seen.format}: {seen.layer or ', '.join(layer.name for layer in seen.layers)}: {seen.rows}"]
    for decision in (seen.text, seen.grid):
        lines += [f"  {wording.translated(said)}" for said in (decision.evidence if decision else ())]
    lines += [f"  {wording.translated(note)}" for note in seen.notes]
    lines += [
        f"{catalogue.BY_ID[rule_id].level}: {gettext(catalogue.BY_ID[rule_id].title)} {count}"
        for rule_id, count in seen.counts().items()
    ]
    return "\n".join(lines)


def _raster_lines(seen: RasterInspection) -> str:
    said = [*seen.grid.evidence, *seen.kind.evidence, *seen.nodata.evidence, *seen.vertical_datum.evidence, *seen.notes]
    return "\n".join(
        [
            *(wording.translated(question.sentence) for question in seen.questions),
            f"{seen.driver}: {seen.width} x {seen.height}, {seen.bands} x {seen.dtype}",
            *(f"  {wording.translated(sentence)}" for sentence in said),
        ]
    )
