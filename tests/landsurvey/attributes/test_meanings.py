"""Which column means what: the name, then what the municipality set down, then a person's word."""

from landsurvey.attributes import meanings

HEADINGS = ["PARCEL_COD", "RAI", "ระวาง", "X_CODE"]
GUESSED = {"code": "PARCEL_COD", "rai": "RAI", "mapsheet": "ระวาง"}


def test_names_are_guessed_when_nothing_was_said() -> None:
    assert meanings.of(HEADINGS, saved={}, chosen={}) == GUESSED


def test_what_the_municipality_set_down_goes_before_the_guess() -> None:
    known = meanings.of(HEADINGS, saved={"XCODE": "code", "PARCELCOD": meanings.ASIDE}, chosen={})

    assert known == GUESSED | {"code": "X_CODE"}


def test_column_kept_aside_by_the_municipality_is_not_guessed_at() -> None:
    assert "rai" not in meanings.of(HEADINGS, saved={"RAI": meanings.ASIDE}, chosen={})


def test_a_persons_word_goes_before_all() -> None:
    known = meanings.of(HEADINGS, saved={"XCODE": "code"}, chosen={"code": "PARCEL_COD", "rai": meanings.ASIDE})

    assert known == {"code": "PARCEL_COD", "mapsheet": "ระวาง"}


def test_word_about_a_column_that_is_not_there_is_passed_over() -> None:
    assert meanings.of(HEADINGS, saved={"XCODE": "no field"}, chosen={"code": "GONE", "colour": "RAI"}) == GUESSED
