"""How often one petition is checked within a minute."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from permits.ground import pace

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ONE, ANOTHER = -1, -2
"""No petition has these numbers: what is counted outlives a test."""


def test_petition_is_checked_again_in_the_next_minute(settings: Any) -> None:
    settings.CHECKS_PER_MINUTE = 2
    for _turn in range(2):
        pace.may_check(ONE, at=AT)

    with pytest.raises(pace.TooFast):
        pace.may_check(ONE, at=AT)
    pace.may_check(ANOTHER, at=AT)
    pace.may_check(ONE, at=AT + timedelta(minutes=1))
