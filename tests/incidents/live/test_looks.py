"""Marks that pages send back are read strictly: they become part of a question to the database."""

import pytest

from incidents.live import looks


def test_look_is_read_when_postgresql_wrote_it() -> None:
    look = looks.read("10:20:12,14")

    assert look == looks.Look("10:20:12,14", oldest=10, newest=20)


@pytest.mark.parametrize(
    "text",
    ["", "10", "10:20", "20:10:", "0:5:", "10:20:25", "10:20:14,12", "10:20:,", "10:20:' OR 1", "1:2:" + "1," * 3000],
)
def test_look_is_refused_when_postgresql_cannot_have_written_it(text: str) -> None:
    assert looks.read(text) is None
