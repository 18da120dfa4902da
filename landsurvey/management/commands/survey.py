"""`manage.py survey inspect FILE`: the inspection of the page, for people and scripts at a shell; changes nothing."""

import json
import tempfile
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext

from gis_assets.models import Municipality
from gis_assets.models.versions import AccuracyClass
from landsurvey import validation, wording
from landsurvey.comparing import register
from landsurvey.field import returns
from landsurvey.inspecting import inspection
from landsurvey.landoffice import land_office
from landsurvey.rasters import inspection as rasters
from landsurvey.rasters.inspection import RasterInspection
from landsurvey.rules import catalogue
from landsurvey.rules.known import KnownParcels
from landsurvey.words import FileRefused

Seen = inspection.Inspection | RasterInspection | dict[str, Any]
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
        inspect.add_argument(
            "--accuracy", choices=AccuracyClass.values, default=AccuracyClass.UNKNOWN, help="how it was measured"
        )
        inspect.add_argument("--municipality", metavar="CODE", help="check against this municipality of the register")
        inspect.add_argument("--json", action="store_true", help="write the whole result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        seen = _seen(path, _municipality(options["municipality"]), options)
        self.stdout.write(json.dumps(_told(seen), ensure_ascii=False) if options["json"] else _lines(seen))
        if code := _exit_code(seen):
            raise SystemExit(code)


def _exit_code(seen: Seen) -> int:
    if isinstance(seen, inspection.Inspection) and seen.refusal:
        return REFUSED
    must_ask = bool(seen["questions"]) if isinstance(seen, dict) else seen.must_ask
    return MUST_ASK if must_ask else USABLE


def _municipality(code: str | None) -> Municipality | None:
    """The municipality that was named, else the one of the settings when the register knows it."""
    found = Municipality.objects.filter(dla_code=code or settings.MUNICIPALITY).first()
    if code and found is None:
        known = ", ".join(Municipality.objects.order_by("dla_code").values_list("dla_code", flat=True)) or "none"
        raise CommandError(f"The register knows no municipality with the code {code}. It knows: {known}.")
    return found


def _seen(path: Path, municipality: Municipality | None, options: dict[str, Any]) -> Seen:
    try:
        if returns.is_field_package(path):
            return _field_package(path, _demanded(municipality), options)
        if rasters.is_raster(path):
            return _raster(path, municipality, options)
        if land_office.is_package(path):
            expanded = settings.SURVEY_EXPANDED_LIMIT_MB * 1_000_000
            town = _demanded(municipality)
            return land_office.look(path, municipality=town, on=timezone.localdate(), max_expanded_bytes=expanded)
        return _survey(path, municipality, options)
    except FileRefused as refusal:
        return inspection.refused(refusal)


def _survey(path: Path, municipality: Municipality | None, options: dict[str, Any]) -> inspection.Inspection:
    answers = {"layer": options["layer"], "crs": options["crs"], "encoding": options["encoding"]}
    answers |= {"axes": options["axes"], "datum": options["datum"]}
    accuracy, on = options["accuracy"], timezone.localdate()
    return inspection.inspect(
        path,
        known=partial(_register, municipality) if municipality else None,
        **validation.given(municipality, answers=answers, accuracy_class=accuracy, on=on),
    )


def _field_package(path: Path, municipality: Municipality, options: dict[str, Any]) -> Seen:
    """Parcels drawn anew are looked at like any survey."""
    returned, _out = returns.opened(path, municipality=municipality, limits=validation.sandbox_limits())
    with tempfile.TemporaryDirectory() as folder:
        drawn = returns.drawn_anew(returned, Path(folder))
        return _survey(drawn, municipality, options) if drawn else returns.told(returned)


def _demanded(municipality: Municipality | None) -> Municipality:
    if municipality is None:
        raise CommandError("Such a package is looked at beside a register. Name a --municipality.")
    return municipality


def _register(municipality: Municipality, bounds: npt.NDArray[np.float64]) -> KnownParcels:
    """The register where the survey lies, only read."""
    return register.within(municipality, bounds=bounds)


def _raster(path: Path, municipality: Municipality | None, options: dict[str, Any]) -> RasterInspection:
    answers: dict[str, Any] = dict(answer.partition("=")[::2] for answer in options["answer"])
    return rasters.inspect(
        path,
        answers=answers | ({"crs": options["crs"]} if options["crs"] else {}),
        municipality_boundary=validation.boundary_of(municipality) if municipality else None,
        utm_epsg=municipality.utm_epsg if municipality else 32647,
        max_expanded_bytes=settings.SURVEY_RASTER_LIMIT_MB * 1_000_000,
    )


def _told(seen: Seen) -> object:
    """The result of the page, with the rows of the findings and every sentence in words."""
    if isinstance(seen, inspection.Inspection):
        return wording.result(seen.to_json(), finding_rows=seen.finding_rows())
    return wording.result(seen if isinstance(seen, dict) else seen.to_json())


def _lines(seen: Seen) -> str:
    """The inspection in a few lines."""
    if isinstance(seen, dict):
        return json.dumps(wording.result(seen), ensure_ascii=False, indent=2)
    if isinstance(seen, RasterInspection):
        return _raster_lines(seen)
    lines = [wording.translated(said) for said in (seen.refusal, *(asked.sentence for asked in seen.questions)) if said]
    if not seen.format:
        return "\n".join(lines)
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
