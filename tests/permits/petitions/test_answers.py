"""What was typed as a value, and a value as it is shown."""

from typing import Any

import pytest

from gis_assets.models import Municipality, MunicipalityCode
from permits.cited import Text
from permits.petitions import answers, attaching, saving
from permits.services import Choice, Question
from tests.permits import builders
from tests.permits.ground.builders import an_area


def question(kind: str, **facts: Any) -> Question:
    choices = (Choice("a", Text("ก", "A")), Choice("b", Text("ข", "B")))
    return Question(code="q", kind=kind, name=Text("ถาม", "Ask"), help=Text("", ""), choices=choices, **facts)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("text", ["  hello "], "hello"),
        ("number", ["๑๒.๕"], 12.5),
        ("number", ["1,200"], 1200.0),
        ("whole", ["2"], 2),
        ("whole", ["2.0"], 2),
        ("choice", ["b"], "b"),
        ("choices", ["", "a", "b"], ["a", "b"]),
        ("yes_no", ["no"], False),
        ("date", ["2569-11-28"], "2026-11-28"),
        ("date", ["2026-11-28"], "2026-11-28"),
        ("number", ["", " "], None),
        ("choices", [""], None),
    ],
)
def test_value_of_what_was_typed(kind: str, typed: list[str], value: Any) -> None:
    assert answers.value(question(kind), typed) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("number", ["many"]),
        ("number", ["nan"]),
        ("number", ["0.5"]),
        ("number", ["151"]),
        ("whole", ["2.5"]),
        ("choice", ["c"]),
        ("choices", ["a", "c"]),
        ("yes_no", ["maybe"]),
        ("date", ["2026-02-30"]),
        ("date", ["soon"]),
        ("text", ["x" * 1001]),
    ],
)
def test_typed_word_is_refused_when_it_answers_nothing(kind: str, typed: list[str]) -> None:
    with pytest.raises(answers.NotAnAnswer):
        answers.value(question(kind, least=1, most=150), typed)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("number", 12.5, "12.5 ตร.ม."),
        ("whole", 2, "2 ตร.ม."),
        ("choice", "b", "ข"),
        ("choices", ["a", "b"], "ก, ข"),
        ("date", "2026-11-28", "28 พฤศจิกายน 2569"),
        ("yes_no", False, "ไม่ใช่"),
        ("text", None, ""),
    ],
)
def test_answer_is_shown_in_the_readers_words(kind: str, value: Any, shown: str) -> None:
    assert answers.shown(question(kind, unit="m²"), value) == shown


def test_form_asks_only_what_the_sketch_plan_needs_when_a_house_is_small_in_a_tao(municipality: Municipality) -> None:
    MunicipalityCode.objects.filter(municipality=municipality).update(dla_code="06500199")
    an_area(municipality, allowed=["dwelling"])
    petition = builders.a_petition(municipality, track="")

    saving.save(petition, page="plan", typed={"q_height_m": ["4"]}, revision=None, at=builders.later(1))

    petition.refresh_from_db()
    assert petition.track == "sketch"
    assert [line.requirement.code for line in attaching.asked(petition)] == ["land_document", "site_plan"]
    assert "way" not in {question.code for question in answers.asked(petition)}


@pytest.mark.parametrize(("has_openings", "is_asked"), [(True, False), (False, True)])
def test_neighbours_consent_is_asked_only_when_the_wall_is_blind(
    municipality: Municipality, has_openings: bool, is_asked: bool
) -> None:
    petition = builders.a_petition(municipality, answers={**builders.ANSWERS, "has_openings": has_openings})

    assert ("neighbour_consents" in {question.code for question in answers.asked(petition)}) is is_asked


def test_way_is_asked_while_the_track_is_not_known(municipality: Municipality) -> None:
    petition = builders.a_petition(municipality, track="")

    assert "way" in {question.code for question in answers.asked(petition)}
