"""Values as a person would write them."""

import numpy as np
import pytest

from landsurvey.formats import plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (7, "7"),
        (7.0, "7"),
        (0.1, "0.1"),
        (1e16, "10000000000000000"),
        (1.5e-7, "0.00000015"),
        (float("nan"), ""),
        (True, "true"),
        ("07", "07"),
        (2**63 - 1, "9223372036854775807"),
        (b"\x01\xff", "01ff"),
        (["a", 7.0], "a, 7"),
    ],
)
def test_text_is_what_a_person_would_write(value: object, text: str) -> None:
    assert plain.text(value) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [("07", "07"), ("7.0", "7"), ("7.50", "7.5"), ("1.5e3", "1500"), ("-0.0", "-0"), ("1e999999999", "1e999999999")],
)
def test_number_loses_needless_zeros_only(written: str, text: str) -> None:
    assert plain.number(written) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("2023-02-01T00:00:00", "2023-02-01"),
        ("2023/02/01", "2023-02-01"),
        ("2023-02-01 08:30:00", "2023-02-01T08:30:00"),
        ("1/2/2566", "1/2/2566"),
    ],
)
def test_moment_is_iso_and_a_day_at_midnight(written: str, text: str) -> None:
    assert plain.moment(written) == text


def test_columns_of_days_have_blanks_for_missing_ones() -> None:
    days = np.array(["2023-02-01", "NaT"], dtype="datetime64[D]")

    assert plain.texts(days).tolist() == ["2023-02-01", ""]
