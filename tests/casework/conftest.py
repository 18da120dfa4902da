"""Faults put into the code of the figures, to see them found."""

from typing import Any

import pytest

from casework import measures


@pytest.fixture
def wrong_ninth_decile(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages say every 90th percentile a minute too long."""
    right = measures.percentile

    def wrong(ordered: Any, *, share: float) -> float:
        return right(ordered, share=share) + (1 if share == 0.9 else 0)

    monkeypatch.setattr(measures, "percentile", wrong)
