"""What lasts is made once for the tests that follow one another, and no test sees what another did with it.

The tests of this file run in their order: each looks at what the one before it left.
"""

import pytest
from django.db import connection

from gis_assets.models import Municipality, Source
from tests import lasting
from tests.gis_assets.builders import a_source

made: list[Source] = []


@lasting.fixture
def survey(municipality: Municipality) -> Source:
    made.append(a_source(municipality, reference="survey"))
    return made[-1]


@pytest.fixture
def own_source(municipality: Municipality, survey: Source) -> Source:
    return a_source(municipality, reference="own")


def test_lasting_rows_are_there_and_may_be_changed(survey: Source) -> None:
    survey.reference = "changed"
    survey.save()
    connection.cursor().execute("SELECT set_config('app.municipality', '', false)")

    assert Source.objects.count() == 0


def test_change_of_the_test_before_is_undone(survey: Source, municipality: Municipality) -> None:
    assert len(made) == 1
    assert survey is not made[0]
    assert survey.municipality is municipality
    assert [survey.reference, Source.objects.get().reference] == ["survey", "survey"]


def test_rows_of_a_test_alone_stand_beside_those_that_last(survey: Source, own_source: Source) -> None:
    assert {one.reference for one in Source.objects.all()} == {"survey", "own"}


def test_rows_are_gone_when_a_test_does_not_ask_for_them(municipality: Municipality) -> None:
    assert Source.objects.count() == 0


def test_rows_are_made_again_when_they_are_asked_for_again(survey: Source) -> None:
    assert len(made) == 2
    assert Source.objects.get() == survey == made[1]


def test_connection_may_be_lost(survey: Source) -> None:
    connection.close()

    assert connection.needs_rollback


def test_rows_are_made_again_when_the_connection_was_lost(survey: Source) -> None:
    assert len(made) == 3
    assert Source.objects.get() == survey


def test_nothing_is_open_when_a_test_asks_for_nothing() -> None:
    assert not connection.in_atomic_block
    assert not lasting.is_anything()
