"""`manage.py publication check`: search the open texts of the layers for persons; ends with 3 if one is stopped."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gis_assets import tenancy
from gis_assets.models import Municipality
from gis_assets.publication import Layer
from gis_assets.refusals import Refusal
from opendata import gate, layers

STOPPED = 3


class Command(BaseCommand):
    help = "Check what may be published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help="Search the open texts; ends with 3 if a layer is stopped.")
        check.add_argument("--json", action="store_true", help="one JSON document instead of lines")
        for action in (check,):
            action.add_argument("--layer", metavar="NAME", help="only this layer")
            action.add_argument("--municipality", metavar="CODE", help="only this municipality")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = [line for town in _towns(options["municipality"]) for line in _check(town, options["layer"])]
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            for line in told:
                self.stdout.write(_sentence(line))
        if any(not line["is_open"] for line in told):
            sys.exit(STOPPED)


def _check(municipality: Municipality, name: str | None) -> list[dict[str, Any]]:
    """A line for each layer, those whose declaration is at fault among them."""
    wanted = [layers.layer_named(name)] if name and name not in layers.faulty() else _all_but(name)
    told = []
    with tenancy.within(municipality):
        for layer in wanted:
            verdict = gate.check(layer, municipality=municipality, on=timezone.localdate())
            told.append(_line(municipality, layer.name, verdict.values_scanned, [*map(_finding, verdict.findings)]))
    faulty = {faulty: told for faulty, told in layers.faulty().items() if name in (None, faulty)}
    return told + [_line(municipality, layer, 0, [], faults=list(told)) for layer, told in faulty.items()]


def _all_but(name: str | None) -> list[Layer]:
    return [] if name else list(layers.everything().values())


def _line(
    municipality: Municipality,
    layer: str,
    scanned: int,
    findings: list[dict[str, Any]],
    *,
    faults: list[str] | None = None,
) -> dict[str, Any]:
    return {
        "municipality": municipality.dla_code,
        "layer": layer,
        "is_open": not findings and not faults,
        "values_scanned": scanned,
        "findings": findings,
        "faults": faults or [],
    }


def _finding(finding: gate.Finding) -> dict[str, Any]:
    return {
        "column": finding.column,
        "kind": finding.kind,
        "masked": finding.masked,
        "feature": finding.feature,
        "features": finding.features,
    }


def _sentence(line: dict[str, Any]) -> str:
    head = f"{line['municipality']} {line['layer']}: "
    if line["faults"]:
        return head + "not published, its declaration is at fault: " + " ".join(line["faults"])
    found = [f"  {one['column']}: {one['kind']} {one['masked']}, feature {one['feature']}" for one in line["findings"]]
    return "\n".join([head + f"{line['values_scanned']} values, {len(found)} findings", *found])


def _towns(code: str | None) -> list[Municipality]:
    towns = Municipality.objects.order_by("dla_code")
    found = list(towns.filter(dla_code=code) if code else towns)
    if not found:
        raise CommandError("There is no such municipality.")
    return found
