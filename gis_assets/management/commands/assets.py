"""`manage.py assets inspect|load FILE --kind pole`: look at a list of assets, or take its poles into the register."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import shapely
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from gis_assets import tenancy
from gis_assets.inventories import inspection, loading, tables
from gis_assets.models import Municipality
from gis_assets.models.poles import PoleKind
from gis_assets.refusals import Refusal

USABLE, MUST_ASK, REFUSED = 0, 3, 4


class Command(BaseCommand):
    help = (
        "A list of assets as its owner keeps it. Exit code 0: usable, 3: a person must answer a question, 4: refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        for name, told in (
            ("inspect", "Say what a file holds: its key, repeated keys, co-located and near-duplicate things."),
            ("load", "Take the poles of a file into the register; a dry run unless --commit is given."),
        ):
            _file_arguments(actions.add_parser(name, help=told), is_load=name == "load")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        municipality = _municipality(options["municipality"])
        try:
            found = _inspected(path, municipality, options)
            told = found.to_json()
            if options["action"] == "load" and not found.questions:
                told |= {"loaded": _loaded(found, municipality, options)}
        except Refusal as refusal:
            self.stdout.write(
                json.dumps({"refused": str(refusal)}, ensure_ascii=False) if options["json"] else str(refusal)
            )
            raise SystemExit(REFUSED) from refusal
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else _lines(told))
        if found.questions:
            raise SystemExit(MUST_ASK)


def _file_arguments(parser: ArgumentParser, *, is_load: bool) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--kind", default="pole", help="what the file lists, such as pole, cabinet or pipe")
    parser.add_argument("--key", metavar="COLUMN", help="the column that tells one thing from another")
    parser.add_argument("--crs", type=int, help="EPSG code of the positions, over what the file says")
    parser.add_argument("--encoding", help="encoding of the texts")
    parser.add_argument("--layer", help="the layer to read when the file holds several")
    parser.add_argument("--x", metavar="COLUMN", help="the column of longitudes or eastings")
    parser.add_argument("--y", metavar="COLUMN", help="the column of latitudes or northings")
    parser.add_argument("--near", type=float, default=inspection.NEAR_M, help="near-duplicates lie within these metres")
    parser.add_argument("--municipality", metavar="CODE", help="the municipality of the register (DLA code)")
    parser.add_argument("--json", action="store_true", help="write the whole result as JSON")
    if is_load:
        parser.add_argument("--namespace", help="whose numbers the keys are, such as PEA; the file's name without it")
        parser.add_argument(
            "--pole-kind", choices=PoleKind.values, default=PoleKind.POWER, help="lighting poles carry lamps"
        )
        parser.add_argument("--commit", action="store_true", help="write; without it nothing is changed")


def _municipality(code: str | None) -> Municipality | None:
    """The municipality that was named, else the one of the settings when there is a register that knows it."""
    try:
        found = Municipality.objects.filter(dla_code=code or settings.MUNICIPALITY).first()
    except DatabaseError:
        if code:
            raise
        return None  # a file can be looked at on a machine without a register
    if code and found is None:
        raise CommandError(f"The register knows no municipality with the code {code}.")
    return found


def _inspected(path: Path, municipality: Municipality | None, options: dict[str, Any]) -> inspection.Inspection:
    named = {name: options[name] for name in ("encoding", "layer", "x", "y")}
    boundary = municipality.boundary if municipality else None
    return inspection.inspect(
        tables.read(path, epsg=options["crs"], **named),
        kind=options["kind"],
        key=options["key"],
        near_m=options["near"],
        boundary=None if boundary is None else shapely.from_wkb(bytes(boundary.wkb)),
    )


def _loaded(
    found: inspection.Inspection, municipality: Municipality | None, options: dict[str, Any]
) -> dict[str, int | bool]:
    if municipality is None:
        raise CommandError("Name the municipality by --municipality.")
    with tenancy.within(municipality):
        outcome = loading.load_poles(
            municipality,
            found=found,
            file=options["file"],
            namespace=options["namespace"] or options["file"].stem,
            at=timezone.now(),
            is_committed=options["commit"],
            pole_kind=options["pole_kind"],
        )
    return outcome.to_json() | {"is_committed": options["commit"]}


def _lines(told: dict[str, Any]) -> str:
    lines = [
        _("%(format)s: %(read)d rows, %(columns)d columns")
        % {"format": told["format"], "read": told["read"], "columns": len(told["columns"])},
        _("Key: %(key)s (%(reason)s)") % {"key": told["key"] or _("none"), "reason": told["key_reason"]},
        _("Repeated keys: %(repeated)d; rows without a key: %(empty)d")
        % {"repeated": told["repeated_keys"], "empty": told["empty_keys"]},
        _("At the very place of an earlier row: %(co)d; nearer than %(metres)s m: %(near)d pairs")
        % {"co": told["co_located"], "metres": told["near_m"], "near": told["near_duplicates"]},
        _("Without a position: %(count)d") % {"count": told["without_position"]},
    ]
    if told["outside"] is not None:
        lines.append(_("Outside the municipality: %(count)d") % {"count": told["outside"]})
    if told["empty_columns"]:
        lines.append(_("Empty columns: %(names)s") % {"names": ", ".join(told["empty_columns"])})
    lines += [f"  {owner or '-'}: {count}" for owner, count in list(told["owners"].items())[:20]]
    lines += [f"  {note}" for note in told["notes"]]
    lines += [f"{each['option']}: {each['sentence']}" for each in told["questions"]]
    if loaded := told.get("loaded"):
        lines += [f"{name}: {count}" for name, count in loaded.items()]
    return "\n".join(lines)
