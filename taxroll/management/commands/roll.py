"""The moves of a roll at a shell: `manage.py roll build|publish|assess|seal|supplement|verify|diff`.

Nothing is kept without `--commit`. Exit codes: 0 done or proved, 1 refused, 3 `verify` or `diff` found a difference.
"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from gis_assets import tenancy
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from gis_assets.units import format_baht
from taxroll import assessment
from taxroll.models import Roll
from taxroll.rolls import differences, distributing, listing, supplements, verification
from taxroll.rolls.differences import Asked
from taxroll.rolls.distributing import Order
from taxroll.rolls.verification import Verification
from taxroll.rolls.workers import Built

DIFFERS = 3
MOST_LINES = 50


class Command(BaseCommand):
    help = "Build, publish, assess, seal, supplement, verify or compare tax rolls. Nothing is kept without --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        for action, words in WRITING.items():
            wanted = actions.add_parser(action, help=words)
            self._add_roll(wanted, has_sequence=action in ("assess", "seal"))
            if action == "build":
                self._add_many(wanted)
            wanted.add_argument("--by", required=True, metavar="USERNAME", help="the officer whose move it is")
            wanted.add_argument("--commit", action="store_true", help="keep the result")
            if action == "publish":
                wanted.add_argument("--day", type=date.fromisoformat, required=True, help="day of publication")
                wanted.add_argument("--place", required=True, help="where the list is posted")
        verify = actions.add_parser(
            "verify", help="Compute a sealed roll again and prove it equal, or say what differs."
        )
        self._add_roll(verify)
        diff = actions.add_parser("diff", help="Compare two rolls, parcel by parcel.")
        diff.add_argument("before", metavar="YEAR[/SEQUENCE]")
        diff.add_argument("after", metavar="YEAR[/SEQUENCE]")
        diff.add_argument("--reason", choices=sorted(differences.REASONS), default="")
        diff.add_argument("--least-baht", type=int, default=0)
        self._add_common(diff)

    def _add_roll(self, parser: ArgumentParser, *, has_sequence: bool = True) -> None:
        parser.add_argument("--year", type=int, required=True, metavar="B.E.", help="tax year")
        if has_sequence:
            parser.add_argument("--sequence", type=int, default=1, help="1 the main roll, 2 and on its supplements")
        self._add_common(parser)

    def _add_common(self, parser: ArgumentParser) -> None:
        parser.add_argument("--municipality", metavar="CODE", help="its DLA code; without it that of the settings")
        parser.add_argument("--json", action="store_true", help="write the result as JSON")

    def _add_many(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="the rolls of all municipalities of the register")
        parser.add_argument(
            "--scheduler", metavar="tcp://HOST:PORT", help="build on the Dask cluster of that scheduler"
        )
        parser.add_argument(
            "--frozen",
            type=Path,
            metavar="FOLDER",
            help="with --scheduler: freeze the inputs into this folder, which the workers share, and keep them off the"
            " database",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options.get("all") or options.get("scheduler"):
            self._build_many(options)
            return
        municipality = _municipality(options["municipality"])
        with tenancy.within(municipality):
            try:
                self._act(municipality, options)
            except Refusal as refusal:
                raise CommandError(str(refusal)) from refusal

    def _act(self, municipality: Municipality, options: dict[str, Any]) -> None:
        if options["action"] == "verify":
            self._verify(_roll(municipality, options["year"], options["sequence"]), as_json=options["json"])
        elif options["action"] == "diff":
            self._diff(municipality, options)
        else:
            self._write(municipality, options)

    def _write(self, municipality: Municipality, options: dict[str, Any]) -> None:
        by = _user(options["by"])
        with transaction.atomic():
            roll = _moved(municipality, options, by=by, at=timezone.now())
            if not options["commit"]:
                transaction.set_rollback(True)
        told = {
            "roll": str(roll),
            "status": roll.status,
            "lines": roll.line_count,
            "bills": roll.bill_count,
            "gaps": roll.gap_count,
            "payable_satang": roll.payable_satang,
            "rows_digest": roll.rows_digest,
            "kept": options["commit"],
        }
        if options["json"]:
            self.stdout.write(json.dumps(told))
            return
        self.stdout.write(
            f"Roll {roll}: {roll.status}, {roll.line_count:,} lines, {roll.bill_count:,} bills, {roll.gap_count:,} not"
            f" taxed, {format_baht(roll.payable_satang)} baht. {roll.rows_digest}"
        )
        if not options["commit"]:
            self.stdout.write("Nothing was kept. Give --commit to keep it.")

    def _build_many(self, options: dict[str, Any]) -> None:
        """Each municipality's roll is kept or refused by itself; exits with 1 where any was refused."""
        if not options["commit"]:
            raise CommandError("Many rolls are kept one by one, so there is no trial run of them. Give --commit.")
        towns = list(Municipality.objects.all()) if options["all"] else [_municipality(options["municipality"])]
        asked = Order(
            towns,
            options["year"],
            _user(options["by"]).username,
            timezone.now(),
            options["scheduler"],
            options["frozen"],
        )
        try:
            built = [self._told(one, as_json=options["json"]) for one in distributing.build(asked)]
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if refused := [one.dla_code for one in built if one.refusal]:
            raise CommandError(f"{len(refused)} of {len(built)} rolls were not built: {', '.join(sorted(refused))}")

    def _told(self, built: Built, *, as_json: bool) -> Built:
        if as_json:
            self.stdout.write(json.dumps(asdict(built), ensure_ascii=False))
        else:
            sums = f"{built.lines:,} lines, {built.bills:,} bills, {format_baht(built.payable_satang)} baht"
            self.stdout.write(f"{built.dla_code}: {built.refusal or f'{sums}. {built.rows_digest}'}")
        return built

    def _verify(self, roll: Roll, *, as_json: bool) -> None:
        found = verification.verify(roll)
        if as_json:
            self.stdout.write(json.dumps(found.to_json(), ensure_ascii=False, default=str))
        else:
            self.stdout.write("\n".join(_lines_of(found)))
        if not found.is_proved:
            raise SystemExit(DIFFERS)

    def _diff(self, municipality: Municipality, options: dict[str, Any]) -> None:
        before, after = (_roll(municipality, *_named(options[side])) for side in ("before", "after"))
        asked = Asked(before, after, reason=options["reason"], least_satang=options["least_baht"] * 100)
        total = differences.total(asked)
        if options["json"]:
            rows = [{**vars(found), "reasons": list(found.reasons)} for found in differences.every(asked)]
            self.stdout.write(json.dumps({"total": vars(total), "differences": rows}, ensure_ascii=False))
        else:
            self.stdout.write(f"{total.count:,} parcels differ, {format_baht(total.change_satang)} baht together.")
            for found in differences.page(asked, limit=MOST_LINES):
                change = format_baht(found.payable_change)
                self.stdout.write(f"{found.code:<16} {change:>16}  {', '.join(found.reasons)}")
        if total.count:
            raise SystemExit(DIFFERS)


WRITING = {
    "build": "Build the main draft of a year, or build it again.",
    "publish": "Record that the list was posted.",
    "assess": "Close the list for corrections.",
    "seal": "Close the roll for good.",
    "supplement": "Build the next supplementary draft of a year.",
}


def _moved(municipality: Municipality, options: dict[str, Any], *, by: User, at: datetime) -> Roll:
    year = options["year"]
    if options["action"] == "build":
        return assessment.build(municipality=municipality, tax_year_be=year, by=by, at=at)
    if options["action"] == "supplement":
        return supplements.build(municipality=municipality, tax_year_be=year, by=by, at=at)
    roll = _roll(municipality, year, options.get("sequence", assessment.MAIN_ROLL))
    if options["action"] == "publish":
        return listing.publish(roll, listed_on=options["day"], place=options["place"], by=by, at=at)
    if options["action"] == "assess":
        return listing.assess(roll, by=by, at=at, on=timezone.localdate(at))
    return assessment.seal(roll, by=by, at=at)


def _municipality(code: str | None) -> Municipality:
    found = Municipality.objects.filter(dla_code=code or settings.MUNICIPALITY).first()
    if found is None:
        known = ", ".join(Municipality.objects.order_by("dla_code").values_list("dla_code", flat=True)) or "none"
        raise CommandError(f"The register knows no municipality {code or settings.MUNICIPALITY}. It knows: {known}.")
    return found


def _user(username: str) -> User:
    found = User.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"There is no officer {username}.")
    return found


def _roll(municipality: Municipality, year: int, sequence: int) -> Roll:
    rolls = Roll.objects.filter(municipality=municipality).select_related("municipality")
    found = rolls.filter(tax_year_be=year, sequence=sequence).first()
    if found is None:
        known = ", ".join(map(str, rolls)) or "none"
        raise CommandError(f"There is no roll {year}/{sequence}. There are: {known}.")
    return found


def _named(text: str) -> tuple[int, int]:
    year, _, sequence = text.partition("/")
    if not year.isdecimal() or not (sequence or "1").isdecimal():
        raise CommandError(f"{text} names no roll. Write 2567, or 2567/2 for its first supplement.")
    return int(year), int(sequence or "1")


def _lines_of(found: Verification) -> list[str]:
    """The outcome in sentences, then each difference; no name of a person stands in them."""
    told = [f"Roll {found.tax_year_be}/{found.sequence}: {found.lines:,} lines, sealed as {found.sealed_digest}."]
    if found.is_intact:
        told.append("The rows are as they were sealed.")
    else:
        broken = ", ".join(map(str, found.broken_lines)) or "none by itself"
        told.append(f"THE ROWS ARE NOT AS THEY WERE SEALED: digest {found.digest_now}; lines changed: {broken}.")
    if not found.is_law_the_same:
        told.append("The law on file is another than that of the sealing.")
    if found.is_proved:
        told.append("Computed again from the register: the same to the satang.")
        return told
    told.append(f"Differences: {len(found.differences)}, of which no record explains {found.unexplained}.")
    for one in found.differences:
        why = "; ".join(
            f"{said.kind} {timezone.localtime(said.recorded_at):%Y-%m-%d %H:%M} {said.source}"
            for said in one.explained_by
        )
        sealed, again = (("(name)",) * 2) if one.column.startswith("owner_") else (one.sealed, one.again)
        told.append(
            f"  line {one.number} {one.parcel_code} {one.column}: {sealed} -> {again}  [{why or 'unexplained'}]"
        )
    return told
