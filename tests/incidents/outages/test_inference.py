"""The inference against every possible answer on small trees, and on trees that can be drawn by hand."""

import itertools
import time
from dataclasses import replace
from math import inf
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.outages import beliefs, inference
from incidents.outages import tree as trees
from incidents.outages.inference import Likelihood, Suspect
from incidents.outages.tree import NONE, Device, Tree

RULES = beliefs.rules(beliefs.beliefs({}))
POLE, TRANSFORMER, FEEDER, SUBSTATION = Device


def a_tree(*nodes: tuple[int, Device]) -> Tree:
    """A tree from (parent, kind), numbered in order."""
    return trees.grow(
        np.array([parent for parent, _kind in nodes]), np.array([kind for _parent, kind in nodes], dtype=np.int8)
    )


def a_street() -> Tree:
    """0 substation - 1 feeder - 2 transformer (poles 3-4-5 in a row, 6-7 in a row) and transformer 8 (poles 9, 10)."""
    return a_tree(
        (NONE, SUBSTATION), (0, FEEDER), (1, TRANSFORMER), (2, POLE), (3, POLE), (4, POLE), (2, POLE), (6, POLE),
        (1, TRANSFORMER), (8, POLE), (8, POLE),
    )  # fmt: skip


def explain(tree: Tree, dark: list[int], lit: list[int] | None = None, **rules: Any) -> list[Suspect]:
    return inference.explain(
        tree,
        np.array(dark, dtype=np.int64),
        np.array(lit or [], dtype=np.int64),
        replace(RULES, **rules),
    )


def test_one_report_names_its_own_pole() -> None:
    (suspect,) = explain(a_street(), [5])

    assert (suspect.device, suspect.dark, suspect.likelihood) == (5, (5,), Likelihood.UNCONFIRMED)
    assert (suspect.reaches_below, suspect.poles_below) == (False, 1)


def test_two_branches_name_the_transformer_and_it_becomes_probable_by_a_third() -> None:
    (two,), (three,) = explain(a_street(), [5, 7]), explain(a_street(), [5, 7, 4])

    assert (two.device, two.poles_below, two.likelihood) == (2, 5, Likelihood.UNCONFIRMED)
    assert (three.device, three.likelihood) == (2, Likelihood.PROBABLE)


def test_lit_pole_rules_out_all_that_is_above_it() -> None:
    found = explain(a_street(), [4, 5, 9, 10], [7])

    assert [(each.device, each.dark) for each in found] == [(4, (4, 5)), (8, (9, 10))]


def test_feeder_is_named_when_poles_of_two_transformers_are_dark() -> None:
    (suspect,) = explain(a_street(), [5, 7, 9, 10])

    assert (suspect.device, suspect.poles_below, suspect.share_dark) == (1, 7, 4 / 7)


def test_feeder_that_the_register_hangs_under_a_transformer_is_named_for_its_own_poles() -> None:
    tree = a_tree((NONE, TRANSFORMER), (0, FEEDER), (1, POLE), (1, POLE), (0, TRANSFORMER), (0, TRANSFORMER), (1, POLE))

    [suspect] = explain(tree, [2, 3, 6])

    assert (suspect.device, suspect.dark) == (1, (2, 3, 6))


def test_pole_alone_is_dark_when_one_below_it_has_power() -> None:
    (suspect,) = explain(a_street(), [3], [5])

    assert (suspect.device, suspect.reaches_below) == (3, False)


def test_word_of_the_pole_itself_counts_when_it_is_reported_dark_and_lit() -> None:
    (suspect,) = explain(a_street(), [5], [5])

    assert suspect.dark == (5,)


def test_nothing_is_suspected_when_nothing_is_dark() -> None:
    assert explain(a_street(), [], [5]) == []


def test_devices_that_feed_themselves_are_cut_once_and_named() -> None:
    tree = a_tree((2, POLE), (0, POLE), (1, POLE), (2, POLE))

    assert tree.cut.tolist() == [0]
    assert sorted(tree.below(0).tolist()) == [0, 1, 2, 3]


def cost_of(tree: Tree, chosen: tuple[int, ...], dark: set[int], lit: set[int]) -> float:
    """The cost of one answer, counted afresh: every chosen device fails; the rest of the dark poles stand alone."""
    below = {node: _below(tree, node) for node in chosen}
    if any(a != b and a in below[b] for a in chosen for b in chosen):
        return inf
    total, covered = 0.0, set[int]()
    for node in chosen:
        kind = Device(int(tree.kinds[node]))
        if below[node] & lit or len(below[node] & dark) < RULES.least_reports[kind]:
            return inf
        if kind > TRANSFORMER and _branches(tree, below[node], dark) < 2:
            return inf
        poles = {each for each in below[node] if tree.kinds[each] == POLE}
        total += RULES.cost_of_failure()[kind] + RULES.cost_of_silence() * len(poles - dark)
        covered |= below[node]
    return total + RULES.cost_of_one_pole() * len(dark - covered)


def _below(tree: Tree, node: int) -> set[int]:
    found = {node}
    while grown := {each for each in range(len(tree.parents)) if int(tree.parents[each]) in found} - found:
        found |= grown
    return found


def _branches(tree: Tree, below: set[int], dark: set[int]) -> int:
    under = {node: _below(tree, node) for node in below if tree.kinds[node] == TRANSFORMER}
    hit = [node for node in under if under[node] & dark]
    return len(hit) + len((below & dark).difference(*under.values()))


@st.composite
def towns(draw: st.DrawFn) -> tuple[Tree, list[int], list[int]]:
    """Mostly poles, mostly dark, close to the root: where devices above poles are worth naming."""
    size = draw(st.integers(1, 8))
    parents = [draw(st.integers(NONE if node < 2 else 0, min(node - 1, 3))) for node in range(size)]
    kinds = [draw(st.sampled_from([*Device, POLE, POLE, TRANSFORMER])) for _node in range(size)]
    poles = [node for node in range(size) if kinds[node] == POLE]
    told = [draw(st.sampled_from(["dark", "dark", "silent", "lit"])) for _pole in poles]
    tree = a_tree(*zip(parents, kinds, strict=True))
    by_word = {word: [pole for pole, said in zip(poles, told, strict=True) if said == word] for word in ("dark", "lit")}
    return tree, by_word["dark"], by_word["lit"]


@settings(max_examples=300)
@given(towns())
def test_answer_is_as_cheap_as_the_best_of_all_answers(town: tuple[Tree, list[int], list[int]]) -> None:
    tree, dark, lit = town
    nodes = range(len(tree.parents))
    every = itertools.chain.from_iterable(itertools.combinations(nodes, count) for count in range(len(dark) + 1))

    found = explain(tree, dark, lit)

    chosen = tuple(each.device for each in found if each.reaches_below)
    best = min(cost_of(tree, answer, set(dark), set(lit)) for answer in every)
    assert cost_of(tree, chosen, set(dark), set(lit)) == pytest.approx(best)
    assert sorted(pole for each in found for pole in each.dark) == sorted(dark)


def a_city(poles: int, *, feeders: int) -> Tree:
    """Feeders of poles in long rows, a transformer every tenth pole."""
    nodes: list[tuple[int, Device]] = [(NONE, SUBSTATION)]
    for _feeder in range(feeders):
        nodes.append((0, FEEDER))
        last = len(nodes) - 1
        for number in range(poles // feeders):
            nodes.append((last, TRANSFORMER if number % 10 == 9 else POLE))
            last = len(nodes) - 1
            if number % 500 == 499:
                last -= 499
    return a_tree(*nodes)


def test_sixty_thousand_poles_and_two_hundred_reports_are_judged_in_a_tenth_of_a_second() -> None:
    tree = a_city(60_000, feeders=60)
    dice = np.random.default_rng(1)
    reports = dice.choice(np.flatnonzero(tree.kinds == POLE), 200, replace=False)
    took = []
    for _attempt in range(5):
        start = time.process_time()
        inference.explain(tree, reports[:170], reports[170:], RULES)
        took.append(time.process_time() - start)

    assert min(took) < 0.1
