"""The what-if: scenarios kept by name, and what each would do to the tax of its roll. The roll is only read."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from gis_assets.refusals import Refusal
from taxroll.columns import Int64
from taxroll.insight import outcomes, rollfacts, scenarios
from taxroll.insight.outcomes import Outcome
from taxroll.insight.rollfacts import RollFacts
from taxroll.insight.scenarios import Change
from taxroll.law import kernel, library
from taxroll.models import Roll, Scenario

KEPT = 4


class NothingChanged(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _(
            "The scenario “%(name)s” changes nothing. Change a rate, a price, an exemption or the relief first."
        )
        super().__init__(sentence % {"name": name})


class NameTaken(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("There is a scenario called “%(name)s” already. Give this one another name.")
        super().__init__(sentence % {"name": name})


class NotYours(Refusal):
    def __init__(self, scenario: Scenario) -> None:
        sentence = _("The scenario “%(name)s” was made by %(by)s. Only who made it may discard it.")
        super().__init__(sentence % {"name": scenario.name, "by": scenario.made_by.get_username()})


@dataclass(frozen=True)
class Answer:
    """What a scenario does; `is_roll_current` says whether the law on file still gives the roll's own sums."""

    outcome: Outcome
    change: Change
    is_roll_current: bool


def keep(*, roll: Roll, name: str, note: str, change: Change, by: User, at: datetime) -> Scenario:
    """Keep a scenario under its name; raises NothingChanged or NameTaken."""
    if change.is_nothing:
        raise NothingChanged(name)
    try:
        with transaction.atomic():
            return Scenario.objects.create(
                municipality=roll.municipality,
                roll=roll,
                name=name.strip(),
                note=note.strip(),
                change=change.to_json(),
                made_by=by,
                made_at=at,
            )
    except IntegrityError as twice:
        raise NameTaken(name) from twice


@transaction.atomic
def discard(scenario: Scenario, *, by: User) -> None:
    """Throw a scenario away; raises NotYours."""
    scenario = Scenario.objects.select_for_update(of=("self",)).select_related("made_by").get(pk=scenario.pk)
    if scenario.made_by_id != by.pk:
        raise NotYours(scenario)
    scenario.delete()


def answer(scenario: Scenario) -> Answer:
    """Compute a scenario on its roll as it stands now."""
    return tried(scenario.roll, Change.from_json(scenario.change))


def tried(roll: Roll, change: Change) -> Answer:
    """Compute changes on a roll: once as the year has it, once as supposed, by the same kernel."""
    facts = rollfacts.of_roll(roll)
    before = _before(facts)
    after = _payable(facts, change)
    lines = facts.lines
    outcome = outcomes.of(
        before=before,
        after=after,
        table=lines["table"],
        bill=lines["bill_number"],
        parcel=lines["parcel"],
        value=lines["value_satang"],
    )
    return Answer(outcome, change, bool((before == lines["payable_satang"]).all()))


def zone_codes(facts: RollFacts) -> Mapping[int, str]:
    return {number: code for number, (code, _name) in facts.price_zones.items()}


@functools.lru_cache(maxsize=KEPT)
def _before(facts: RollFacts) -> Int64:
    """The roll by the law on file; the columns of a roll are kept, so is this."""
    return _payable(facts, Change())


def _payable(facts: RollFacts, change: Change) -> Int64:
    law = library.of_year(facts.tax_year_be)
    supposed = scenarios.law_of(change, law=law)
    changed = scenarios.facts_of(facts.lines, change, zones=zone_codes(facts), types=facts.treasury_types, law=supposed)
    return kernel.assess(changed, law=supposed).payable_satang


def described(change: Change) -> list[dict[str, Any]]:
    """What a scenario changes, one entry for each change: kind, name, and the new value as whole numbers."""
    said: list[dict[str, Any]] = [
        {"kind": "rates", "key": key, "values": rates} for key, rates in change.rates_ppm.items()
    ]
    said += [{"kind": "land", "key": key, "values": (ppm,)} for key, ppm in change.land_ppm.items()]
    said += [{"kind": "building", "key": key, "values": (ppm,)} for key, ppm in change.building_ppm.items()]
    said += [{"kind": "exemption", "key": key, "values": (satang,)} for key, satang in change.exempt_satang.items()]
    if change.unit_ppm is not None:
        said.append({"kind": "unit", "key": "", "values": (change.unit_ppm,)})
    if change.general_pay_ppm is not None:
        said.append({"kind": "relief", "key": "", "values": (scenarios.PPM - change.general_pay_ppm,)})
    return said
