"""Whether the applicant holds the land."""

from typing import Any

import pytest

from permits.rules import owners
from tests.permits.rules.scenes import (
    a_plan,
    around,
    said,
)


@pytest.mark.parametrize(
    ("answers", "scene", "expected"),
    [
        ({}, {}, ("pass", "owner_matches")),
        ({"applicant_digest": "bob"}, {}, ("ask", "owner_differs")),
        ({"applicant_digest": "bob", "says_to_own": False}, {}, ("ask", "owner_other")),
        ({"applicant_digest": ""}, {}, ("ask", "owner_number_missing")),
        ({"applicant_digest": ""}, {"owners": frozenset({""})}, ("ask", "owner_number_missing")),
        ({}, {"owners": frozenset()}, ("ask", "owner_unregistered")),
        ({}, {"parcel": None}, ("ask", "parcel_missing")),
    ],
)
def test_ownership_goes_by_the_holders(
    answers: dict[str, Any], scene: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert said(owners.RULE, a_plan(**answers), around(**scene)) == expected
