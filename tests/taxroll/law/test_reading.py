"""The reader of the law files: it refuses what it does not understand, or what the program would not do."""

from datetime import date
from importlib import resources

import pytest

from taxroll.law import library, reading
from taxroll.law.rules import AgeCounting, Remainder


def files(**changed: tuple[str, str]) -> dict[str, str]:
    """The files as they ship, with one text in place of another in some of them."""
    shelf = resources.files("taxroll.law").joinpath("data")
    texts = {name: shelf.joinpath(f"{name}.toml").read_text(encoding="utf-8") for name in library.FILES}
    for name, (old, new) in changed.items():
        assert old in texts[name]
        texts[name] = texts[name].replace(old, new)
    return texts


def test_practice_is_refused_when_the_program_does_another() -> None:
    with pytest.raises(ValueError, match="minimum_tax"):
        reading.read(files(practices=('choice = "none"', 'choice = "one_hundred_baht"')))


def test_unknown_choice_is_refused() -> None:
    with pytest.raises(ValueError, match="bankers"):
        reading.read(files(policy=('mode = "half_up"', 'mode = "bankers"')))


def test_rates_are_refused_when_slices_do_not_rise() -> None:
    with pytest.raises(ValueError, match="rise"):
        reading.read(files(rates=("up_to_baht = 100_000_000, percent = 0.03", "up_to_baht = 7, percent = 0.03")))


def test_settings_are_read_as_a_lawyer_changes_them() -> None:
    book = reading.read(
        files(
            policy=('counting = "calendar_years"', 'counting = "completed_years"'),
            collection=('remainder = "first"', 'remainder = "last"'),
        )
    )

    assert book.building_age[0].value is AgeCounting.COMPLETED_YEARS
    assert book.instalments[0].value.remainder is Remainder.LAST


def test_changed_file_changes_the_digest() -> None:
    assert reading.read(files(policy=("half_up", "half_even"))).digest != library.current().digest


@pytest.mark.parametrize("missing", ["doubt", "doubt_th"])
def test_choice_of_ours_is_refused_when_it_tells_no_doubt(missing: str) -> None:
    entry = {
        "in_force_from": date(2020, 1, 1),
        "cite": "Own rule",
        "cite_th": "หลักของระบบ",
        "evidence": "nothing_found",
        "sources": [],
        "doubt": "Not found in the law.",
        "doubt_th": "ไม่พบในกฎหมาย",
        "days": 15,
    }

    with pytest.raises(ValueError, match="doubt"):
        reading.choices([entry | {missing: ""}], lambda e: int(e["days"]))
