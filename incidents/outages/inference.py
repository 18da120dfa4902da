"""Names the devices whose failure best explains the poles reported dark, given those that still have power.

A device that fails darkens everything below it; a pole that has power rules out every device above it. Among all sets
of failures that explain every dark pole the most probable one is taken: each failure costs the more the rarer its
kind is, and every pole below it from which nobody has reported costs a little, since somebody might have. So one
report names its own pole, a few in different branches name what feeds them all, and each further report, dark or
lit, can move the answer up or down. Several faults at once come out as several suspects.

Pure: arrays in, values out. Costs are negative logarithms of probabilities, hence additive over the tree, and the best
set is found in one pass from the leaves (maximum a posteriori on a tree).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import log

import numpy as np
from numpy.typing import NDArray

from incidents.outages.tree import Device, Flags, Indices, Tree

Costs = NDArray[np.float64]
IMPOSSIBLE = np.inf


@dataclass(frozen=True)
class Rules:
    """What the inference believes beforehand; settings with doubt, see `outages/rules.toml`.

    `failures_per_year` by kind; `least_reports`: dark poles below a device before it is named at all;
    `reporting_share`: the share of dark poles from which somebody reports in the window; `alone_per_year`: failures
    that darken one pole only (its lamp, its service line); `probable_reports` or `probable_share` of the poles below
    make a suspect probable instead of unconfirmed.
    """

    failures_per_year: Mapping[Device, float]
    least_reports: Mapping[Device, int]
    alone_per_year: float
    reporting_share: float
    probable_reports: int
    probable_share: float

    def __post_init__(self) -> None:
        rates = [*self.failures_per_year.values(), self.alone_per_year]
        if not set(self.failures_per_year) == set(self.least_reports) == set(Device) or min(rates) <= 0:
            raise ValueError("every kind of device needs a least number of reports and a rate of failures above zero")
        if not 0 < self.reporting_share < 1 or not 0 < self.probable_share <= 1 or self.probable_reports < 1:
            raise ValueError("shares lie between 0 and 1, and at least one report is needed")

    def cost_of_failure(self) -> Costs:
        """By kind of device: minus the logarithm of the chance that one of them fails within a given hour."""
        return np.array([_cost(self.failures_per_year[kind]) for kind in Device])

    def needed(self) -> Indices:
        """By kind of device: the least number of dark poles below it."""
        return np.array([self.least_reports[kind] for kind in Device])

    def cost_of_one_pole(self) -> float:
        """Of a failure that darkens one pole only."""
        return _cost(self.alone_per_year)

    def cost_of_silence(self) -> float:
        """Of a dark pole from which nobody reports."""
        return -log(1 - self.reporting_share)


class Likelihood(StrEnum):
    """How far reports go; only a dispatcher confirms."""

    UNCONFIRMED = "unconfirmed"
    PROBABLE = "probable"


@dataclass(frozen=True)
class Suspect:
    """A device that would explain `dark`; `reaches_below` is false where only the pole itself is thought to be dark.

    `poles_below` counts poles of the whole subtree; `cost` is comparable between suspects of one answer only.
    """

    device: int
    kind: Device
    dark: tuple[int, ...]
    poles_below: int
    reaches_below: bool
    likelihood: Likelihood
    cost: float

    @property
    def share_dark(self) -> float:
        """The share of the poles below that were reported dark."""
        return len(self.dark) / self.poles_below if self.poles_below else 0.0


def explain(tree: Tree, dark: Indices, lit: Indices, rules: Rules) -> list[Suspect]:
    """The suspects, those that explain most reports first; `dark` and `lit` are numbers of poles, without repetition.

    Where both name one pole its own word counts: it is dark, and what is above it is not ruled out by it.
    """
    is_dark, is_lit = _flags(tree, dark), _flags(tree, lit)
    is_lit &= ~is_dark
    dark_below, lit_below = tree.count_below(is_dark), tree.count_below(is_lit)
    poles_below = tree.count_below(tree.kinds == Device.POLE)
    silent = poles_below - tree.count_below(is_dark & (tree.kinds == Device.POLE))
    failing = rules.cost_of_failure()[tree.kinds] + silent * rules.cost_of_silence()
    failing[(lit_below > 0) | ~_is_named(tree, dark_below, rules)] = IMPOSSIBLE
    fails = _cheapest(tree, np.flatnonzero(dark_below), is_dark, failing, rules.cost_of_one_pole())
    found = []
    for node, reaches in _topmost(tree, np.flatnonzero(dark_below), fails, is_dark):
        below = tree.below(node) if reaches else np.array([node])
        told = tuple(int(each) for each in below[is_dark[below]])
        poles = int(poles_below[node]) if reaches else 1
        found.append(
            Suspect(
                device=node,
                kind=Device(int(tree.kinds[node])),
                dark=told,
                poles_below=poles,
                reaches_below=reaches,
                likelihood=_likelihood(len(told), poles, rules),
                cost=float(failing[node] if reaches else rules.cost_of_one_pole()),
            )
        )
    return sorted(found, key=lambda each: (-len(each.dark), each.device))


def _cost(per_year: float) -> float:
    hourly = per_year / (365 * 24)
    return -log(hourly / (1 + hourly))


def _flags(tree: Tree, nodes: Indices) -> Flags:
    flags = np.zeros(len(tree.parents), dtype=np.bool_)
    flags[nodes] = True
    return flags


def _is_named(tree: Tree, dark_below: Indices, rules: Rules) -> Flags:
    """Whether enough is dark below a device to name it; for what feeds transformers, under more than one of them."""
    hit = (tree.kinds == Device.TRANSFORMER) & (dark_below > 0)
    branches = tree.count_below(hit) + dark_below - _under_transformers(tree, dark_below)
    return np.asarray(
        (dark_below >= rules.needed()[tree.kinds]) & ((tree.kinds <= Device.TRANSFORMER) | (branches > 1))
    )


def _under_transformers(tree: Tree, dark_below: Indices) -> Indices:
    """For every node that is no transformer: how many of its dark poles a transformer below it feeds.

    Counted upwards, for a register may say that a transformer feeds a feeder; then its poles are the feeder's own.
    """
    fed = np.zeros(len(tree.parents) + 1, dtype=np.int64)  # the last one takes what would go above a root
    for level in _levels(tree, np.flatnonzero(dark_below))[::-1]:
        handed = np.where(tree.kinds[level] == Device.TRANSFORMER, dark_below[level], fed[level])
        np.add.at(fed, tree.parents[level], handed)
    return fed[:-1]


def _cheapest(tree: Tree, concerned: Indices, is_dark: Flags, failing: Costs, alone: float) -> Flags:
    """For every node above a dark pole: whether its own failure is the best answer for its subtree.

    Level by level from the deepest: either the node fails, or each child's best answers stand and the node's own
    darkness, if it was reported, is explained by itself alone. On equal cost the upstream device is taken.
    """
    fails = np.zeros(len(tree.parents), dtype=np.bool_)
    of_children = np.zeros(len(tree.parents) + 1)  # the last one takes what would go above a root
    for level in _levels(tree, concerned)[::-1]:
        parts = of_children[level] + alone * is_dark[level]
        fails[level] = failing[level] <= parts
        np.add.at(of_children, tree.parents[level], np.minimum(failing[level], parts))
    return fails


def _topmost(tree: Tree, concerned: Indices, fails: Flags, is_dark: Flags) -> list[tuple[int, bool]]:
    """Failing devices that no failing device is above, and dark poles that stand alone.

    A device is above another when its stretch of the tree's order began earlier and has not ended yet.
    """
    at = np.sort(tree.place[concerned[fails[concerned]]])
    ended = np.maximum.accumulate(np.concatenate([[0], tree.end[at]]))[:-1]
    top = at[at >= ended]
    dark = np.sort(tree.place[np.flatnonzero(is_dark)])
    above = np.searchsorted(top, dark, side="right") - 1
    is_covered = (above >= 0) & (dark < tree.end[top[above]]) if len(top) else np.zeros(len(dark), dtype=np.bool_)
    found = [(int(node), True) for node in tree.order[top]]
    return found + [(int(node), False) for node in tree.order[dark[~is_covered]]]


def _levels(tree: Tree, nodes: Indices) -> list[Indices]:
    """The nodes by their distance from the root, nearest first."""
    ordered = nodes[np.argsort(tree.depth[nodes], kind="stable")]
    steps = np.flatnonzero(np.diff(tree.depth[ordered])) + 1
    return list(np.split(ordered, steps)) if len(ordered) else []


def _likelihood(reports: int, poles: int, rules: Rules) -> Likelihood:
    enough = reports >= rules.probable_reports or (poles > 1 and reports >= rules.probable_share * poles)
    return Likelihood.PROBABLE if enough else Likelihood.UNCONFIRMED
