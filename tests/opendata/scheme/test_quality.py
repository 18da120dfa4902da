"""Points for what is filled in."""

from opendata.scheme import quality
from tests.opendata.scheme.test_checking import WHOLE


def test_each_filled_field_counts_and_what_is_missing_is_told() -> None:
    before, after = quality.of(WHOLE), quality.of({**WHOLE, "positional_accuracy": "0.40 m (RTK)"})

    assert after.points == before.points + 2
    assert "positional_accuracy" in {line.field.key for line in before.missing}
    assert 70 < before.percent < after.percent < 100


def test_field_with_a_fault_counts_nothing() -> None:
    good, bad = quality.of(WHOLE), quality.of({**WHOLE, "maintainer_email": "nobody"})

    assert bad.points == good.points - 5
