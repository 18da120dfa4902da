"""Several jobs for one crew: in which order the whole drive is shortest.

Up to eight jobs the order is exact (Held and Karp, J. SIAM 10, 1962); more are put in one by one where they cost least
and then moved while that helps. Costs are not the same both ways: one-way roads.
"""

from collections.abc import Sequence
from itertools import combinations

Costs = Sequence[Sequence[float]]
"""Seconds from place to place; place 0 is the start, the others are the jobs."""

EXACT_MOST = 8


def best_order(costs: Costs) -> list[int]:
    """The jobs (1 and on) in the order in which an open drive from the start takes least."""
    jobs = len(costs) - 1
    return _exact(costs) if jobs <= EXACT_MOST else _improved(costs, _inserted(costs))


def total(costs: Costs, order: Sequence[int]) -> float:
    """Seconds of a drive from the start over the jobs in this order."""
    return sum(costs[here][there] for here, there in zip([0, *order], order, strict=False))


def _exact(costs: Costs) -> list[int]:
    jobs = range(1, len(costs))
    best = {(frozenset({job}), job): (costs[0][job], [job]) for job in jobs}
    for size in range(2, len(costs)):
        for group in map(frozenset, combinations(jobs, size)):
            for last in group:
                ways = (best[group - {last}, before] for before in group - {last})
                best[group, last] = min((cost + costs[way[-1]][last], [*way, last]) for cost, way in ways)
    return min((best[frozenset(jobs), last] for last in jobs), default=(0.0, []))[1]


def _inserted(costs: Costs) -> list[int]:
    order: list[int] = []
    waiting = set(range(1, len(costs)))
    while waiting:
        choices = ([*order[:at], job, *order[at:]] for job in sorted(waiting) for at in range(len(order) + 1))
        order = min(choices, key=lambda each: total(costs, each))
        waiting -= set(order)
    return order


def _improved(costs: Costs, order: list[int]) -> list[int]:
    """Moves runs of up to three jobs elsewhere and turns stretches round, as long as that helps."""
    while True:
        better = min(_neighbours(order), key=lambda each: total(costs, each))
        if total(costs, better) >= total(costs, order) - 1e-9:
            return order
        order = better


def _neighbours(order: list[int]) -> list[list[int]]:
    count = len(order)
    turned = [[*order[:at], *reversed(order[at:end]), *order[end:]] for at, end in combinations(range(count + 1), 2)]
    moved = [
        [*rest[:to], *order[at : at + size], *rest[to:]]
        for size in (1, 2, 3)
        for at in range(count - size + 1)
        for rest in [[*order[:at], *order[at + size :]]]
        for to in range(len(rest) + 1)
    ]
    return turned + moved
