"""Settings that a lawyer may turn: each choice does what its name says."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from taxroll.law import collection, depreciation, library, reductions, vacancy
from taxroll.law.book import Instalments, LawOfYear
from taxroll.law.rules import AgeCounting, ChangeOfOwner, Remainder

LAW = library.of_year(2567)


def int64(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def with_new_owner(choice: ChangeOfOwner) -> LawOfYear:
    return replace(LAW, vacancy_of_new_owner=replace(LAW.vacancy_of_new_owner, value=choice))


def test_vacant_years_go_on_when_the_policy_says_so() -> None:
    law = with_new_owner(ChangeOfOwner.CONTINUES)

    assert vacancy.consecutive_years(int64(2563, 2560), law=law, owned_since_be=int64(2566, 2566)).tolist() == [5, 5]


def test_vacant_years_begin_again_under_a_new_owner_when_the_policy_says_so() -> None:
    law = with_new_owner(ChangeOfOwner.RESTARTS)

    got = vacancy.consecutive_years(int64(2563, 2563, 0), law=law, owned_since_be=int64(2566, 0, 2566))

    assert got.tolist() == [2, 5, 1]


def test_age_is_a_year_less_when_only_completed_years_count() -> None:
    built = int64(2567, 2566, 2560)

    plain = depreciation.age_years(tax_year_be=2567, built_year_be=built)
    completed = depreciation.age_years(tax_year_be=2567, built_year_be=built, counting=AgeCounting.COMPLETED_YEARS)

    assert plain.tolist() == [0, 1, 7]
    assert completed.tolist() == [0, 0, 6]


def test_remainder_goes_into_the_last_instalment_when_the_policy_says_so() -> None:
    law = replace(LAW, instalments=replace(LAW.instalments, value=Instalments(3_000_00, 3, Remainder.LAST)))

    assert collection.instalments(10_000_00, parts=3, law=law) == [3_333_33, 3_333_33, 3_333_34]


@pytest.mark.parametrize(
    ("kind", "is_natural", "since", "expected"),
    [
        ("foreclosed", False, date(2019, 1, 2), 900_000),
        ("foreclosed", False, date(2019, 1, 1), 0),  # five years to the day
        ("foreclosed", False, date(2024, 6, 1), 0),  # acquired after 1 January
        ("foreclosed", False, None, 0),
        ("condominium_project", False, date(2021, 6, 1), 900_000),
        ("condominium_project", False, date(2020, 6, 1), 0),
        ("foreclosed", False, date(2020, 2, 29), 900_000),
        ("inherited_home", True, None, 500_000),
        ("inherited_home", False, None, 0),
        ("castle", True, None, 0),
    ],
)
def test_reduction_is_given_in_its_years_to_its_kind_of_person(
    kind: str, is_natural: bool, since: date | None, expected: int
) -> None:
    assert reductions.reduction_ppm(kind, is_natural=is_natural, since_date=since, law=LAW) == expected
