"""`manage.py reports import FILE --channel traffy`: tickets of another channel become reports; dry without --commit."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gis_assets import tenancy
from gis_assets.models import Municipality
from incidents import importing
from incidents.reporting import traffy

MOST_NAMED = 1000


class Command(BaseCommand):
    help = "Take another channel's export into reports and incidents; says what became of every row."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        take = actions.add_parser("import", help="Take the rows of an export.")
        take.add_argument("file", type=Path)
        take.add_argument("--channel", choices=("traffy",), required=True)
        take.add_argument(
            "--zone", help="time zone of times that name none, such as Asia/Bangkok; else they are set aside"
        )
        take.add_argument("--municipality", metavar="CODE", default=settings.MUNICIPALITY)
        take.add_argument("--commit", action="store_true", help="keep what was taken")
        take.add_argument("--json", action="store_true", help="write the whole outcome as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        municipality = Municipality.objects.filter(dla_code=options["municipality"]).first()
        if municipality is None:
            raise CommandError(f"The register knows no municipality with the code {options['municipality']}.")
        with tenancy.within(municipality):
            outcome = _taken(municipality, options)
        told = _told(outcome, is_kept=options["commit"])
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else _lines(told))


def _taken(municipality: Municipality, options: dict[str, Any]) -> importing.Outcome:
    path: Path = options["file"]
    try:
        zone = ZoneInfo(options["zone"]) if options["zone"] else None
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = traffy.read(lines, zone=zone)
            return importing.take(municipality, rows=rows, at=timezone.now(), is_kept=options["commit"])
    except ZoneInfoNotFoundError as error:
        raise CommandError(f"There is no time zone {options['zone']}.") from error
    except OSError as error:
        raise CommandError(f"The file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not UTF-8 text. Save the export again as CSV UTF-8.") from error
    except traffy.NotTraffy as error:
        raise CommandError(f"{path} lacks columns of a Traffy export: {error}.") from error


def _told(outcome: importing.Outcome, *, is_kept: bool) -> dict[str, Any]:
    return {
        "kept": is_kept,
        "rows": outcome.rows,
        "taken": outcome.taken,
        "merged": outcome.merged,
        "known": outcome.known,
        "ended": outcome.ended,
        "reopened_there": outcome.reopened_there,
        "set_aside": len(outcome.set_aside),
        "reasons": outcome.reasons(),
        "set_aside_rows": [
            {"row": one.row, "ticket_id": one.id, "reason": one.reason} for one in outcome.set_aside[:MOST_NAMED]
        ],
    }


def _lines(told: dict[str, Any]) -> str:
    reasons = [f"  {reason}: {count}" for reason, count in told["reasons"].items()]
    names = ("rows", "taken", "merged", "known", "ended", "reopened_there", "set_aside")
    dry = [] if told["kept"] else ["Nothing was kept: give --commit to keep it."]
    return "\n".join([*(f"{name}: {told[name]}" for name in names), *reasons, *dry])
