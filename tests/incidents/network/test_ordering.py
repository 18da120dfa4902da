"""The order of several jobs against every other order there is."""

import random
from itertools import permutations

import pytest

from incidents.network import ordering


def costs_of(jobs: int, *, seed: int) -> list[list[float]]:
    """Costs that are not the same both ways."""
    chance = random.Random(seed)
    return [[chance.uniform(1, 100) for _ in range(jobs + 1)] for _ in range(jobs + 1)]


@pytest.mark.parametrize("jobs", [1, 2, 4, 6])
def test_no_other_order_is_shorter(jobs: int) -> None:
    costs = costs_of(jobs, seed=jobs)

    order = ordering.best_order(costs)

    shortest = min(ordering.total(costs, each) for each in permutations(range(1, jobs + 1)))
    assert sorted(order) == list(range(1, jobs + 1))
    assert ordering.total(costs, order) == pytest.approx(shortest)


def test_no_job_gives_no_order() -> None:
    assert ordering.best_order([[0.0]]) == []


def test_order_of_many_jobs_along_a_street_follows_the_street() -> None:
    places = [0.0, *random.Random(7).sample(range(1, 100), 14)]
    costs = [[abs(here - there) for there in places] for here in places]

    order = ordering.best_order(costs)

    assert [places[job] for job in order] == sorted(places[1:])


def test_order_of_many_jobs_is_within_a_fifth_of_the_exact_one() -> None:
    costs = costs_of(9, seed=3)

    order = ordering.best_order(costs)

    assert ordering.total(costs, order) <= 1.2 * ordering.total(costs, ordering._exact(costs))
