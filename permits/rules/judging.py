"""All checks of a plan: each rule once, in the order of the service's file, and how the building would be moved.

A rule that measures is told first whether the outline can be measured at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from permits.limits import Limits
from permits.rules import (
    access,
    boundaries,
    duplicates,
    hazards,
    measuring,
    moving,
    open_space,
    owners,
    parcels,
    public_land,
    roads,
    sizes,
    soundness,
    stretches,
    tracks,
    waters,
    wires,
    zones,
)
from permits.rules.facts import Finding, Plan, Surroundings, Verdict
from permits.rules.measuring import Keep

Rule = Callable[..., Finding]
Keeps = Callable[..., tuple[Keep, ...]]


def _nothing(plan: Plan, *, around: Surroundings, limits: Limits) -> tuple[Keep, ...]:
    """To lie in the parcel every move does anyway."""
    return ()


RULES: dict[str, Rule] = {
    parcels.RULE: parcels.inside_parcel,
    sizes.RULE: sizes.size,
    tracks.RULE: tracks.track,
    owners.RULE: owners.ownership,
    boundaries.RULE: boundaries.boundary_distance,
    roads.RULE: roads.road_distance,
    waters.RULE: waters.water_distance,
    open_space.RULE: open_space.open_space,
    zones.RULE: zones.zoning,
    public_land.RULE: public_land.public_land,
    wires.RULE: wires.power_lines,
    hazards.RULE: hazards.hazards,
    access.RULE: access.access,
    duplicates.RULE: duplicates.duplicates,
    stretches.RULE: stretches.on_road,
}
"""Every rule by the code by which services name it."""
OF_DISTANCE: dict[str, Keeps] = {
    parcels.RULE: _nothing,
    boundaries.RULE: boundaries.keeps,
    roads.RULE: roads.keeps,
    waters.RULE: waters.keeps,
    public_land.RULE: public_land.keeps,
    wires.RULE: wires.keeps,
}
"""Rules that a move may mend, with what they keep the building away from."""
OF_OUTLINE = frozenset({*OF_DISTANCE, open_space.RULE})
"""Rules that measure the outline; a service that has one of these besides `inside_parcel` places a building."""
BEYOND_MOVING = frozenset({"public_land_referred", "boundary_blind_consent", "boundary_high_building"})
"""Sentences that no move answers: somebody else must say yes."""
GRAVITY = (Verdict.PASS, Verdict.ASK, Verdict.FAIL)


def judge(plan: Plan, *, around: Surroundings, limits: Limits, checks: tuple[str, ...]) -> list[Finding]:
    """One finding for each check, in their order; raises KeyError for a check that no rule is registered for."""
    around = _in_order(around)
    fault = soundness.fault(plan, limits=limits)
    if fault is not None:
        return _without_outline(plan, fault, around=around, limits=limits, checks=checks)
    rules = dict(RULES)
    if not OF_OUTLINE & set(checks) - {parcels.RULE} and plan.footprint is None:
        rules[parcels.RULE] = parcels.place_on_parcel
    findings = [rules[check](plan, around=around, limits=limits) for check in checks]
    return _advised(plan, findings, around=around, limits=limits)


def worst(findings: Sequence[Finding]) -> Verdict:
    """The gravest verdict; of no findings a pass."""
    return max((finding.verdict for finding in findings), key=GRAVITY.index, default=Verdict.PASS)


def lacks(finding: Finding, *, limits: Limits) -> bool:
    """Whether a distance is too short, which moving might mend: not where only an answer is missing."""
    if finding.rule not in OF_DISTANCE or finding.verdict is Verdict.PASS or finding.says in BEYOND_MOVING:
        return False
    if finding.rule == boundaries.RULE and finding.measured is not None and finding.required is not None:
        return finding.measured < finding.required - limits.drawing_m
    return finding.measured is not None


def shift_of(plan: Plan, *, around: Surroundings, limits: Limits, checks: tuple[str, ...]) -> moving.Shift | None:
    """The smallest move by which all distances among the checks are kept, or None: tried before it is given."""
    return _shift(plan, _in_order(around), [check for check in checks if check in OF_DISTANCE], limits=limits)


def _in_order(around: Surroundings) -> Surroundings:
    return soundness.sound(around) if soundness.needs_mending(around) else around


def _without_outline(
    plan: Plan, fault: Finding, *, around: Surroundings, limits: Limits, checks: tuple[str, ...]
) -> list[Finding]:
    """Findings where the outline cannot be measured: the rule `inside_parcel` says why."""
    bare = replace(plan, footprint=None)
    findings = []
    for check in checks:
        if check == parcels.RULE:
            findings.append(fault)
        elif check in OF_OUTLINE:
            findings.append(measuring.not_measured(check, unsound=True))
        else:
            findings.append(RULES[check](bare, around=around, limits=limits))
    return findings


def _advised(plan: Plan, findings: list[Finding], *, around: Surroundings, limits: Limits) -> list[Finding]:
    """The findings, those that a move would mend with the move; the one that mends all where there is one."""
    by_move = [one.rule for one in findings if one.rule in OF_DISTANCE]
    broken = [one for one in findings if lacks(one, limits=limits)]
    if not broken or plan.footprint is None or around.parcel is None:
        return findings
    together = _shift(plan, around, by_move, limits=limits)
    if together is not None:
        return [_with(one, together, "all") if one in broken else one for one in findings]
    alone = {one.rule: _shift(plan, around, [one.rule], limits=limits) for one in broken}
    return [_with(one, shift, "one") if (shift := alone.get(one.rule)) else one for one in findings]


def _shift(plan: Plan, around: Surroundings, checks: Sequence[str], *, limits: Limits) -> moving.Shift | None:
    if plan.footprint is None or around.parcel is None or soundness.fault(plan, limits=limits):
        return None
    keeps = [keep for check in checks for keep in OF_DISTANCE[check](plan, around=around, limits=limits)]
    shift = moving.smallest(plan.footprint, parcel=around.parcel.shape, keeps=keeps, most_m=limits.shift_most_m)
    if shift is None:
        return None
    after = replace(plan, footprint=moving.moved(plan.footprint, shift))
    tried = [RULES[check](after, around=around, limits=limits) for check in {*checks, parcels.RULE}]
    return None if any(lacks(one, limits=limits) for one in tried) else shift


def _with(finding: Finding, shift: moving.Shift, which: str) -> Finding:
    """The finding with the move in words: `move_all`, `move_one`, or with two legs `move_all_aslant` and so on."""
    first, *second = shift.legs
    values = {"direction": first.direction, "metres": f"{first.metres:.1f}"}
    if second:
        values |= {"second_direction": second[0].direction, "second_metres": f"{second[0].metres:.1f}"}
    values |= {"shift_east_m": f"{shift.east_m:.3f}", "shift_north_m": f"{shift.north_m:.3f}"}
    mend = f"move_{which}_aslant" if second else f"move_{which}"
    return replace(finding, mend=mend, values={**finding.values, **values}, limits=(*finding.limits, "shift_most_m"))
