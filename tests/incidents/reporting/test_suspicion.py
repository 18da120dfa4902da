"""What is held back, drawn by hand."""

from dataclasses import replace
from datetime import datetime, timedelta

from incidents.reporting import suspicion
from incidents.reporting.suspicion import Sent

NOON, NIGHT = datetime(2026, 11, 20, 12), datetime(2026, 11, 20, 23)  # noqa: DTZ001  the town's own time
HERE = Sent(NOON, 98.93, 18.75, "ไฟดับทั้งหมู่บ้าน", is_same_device=True)
DEGREE_OF_500_M = 500 / 111_195


def at(sent: Sent, *, minutes_ago: float = 0, north_m: float = 0) -> Sent:
    lat = sent.lat + DEGREE_OF_500_M * north_m / 500
    return replace(sent, at=sent.at - timedelta(minutes=minutes_ago), lat=lat)


def test_nothing_is_suspected_of_a_first_report() -> None:
    assert suspicion.reasons(HERE, earlier=[]) == []


def test_fourth_of_twenty_minutes_is_held_only_at_night() -> None:
    three = [replace(at(HERE, minutes_ago=ago), words="") for ago in (1, 10, 20)]
    by_night = [replace(one, at=one.at + timedelta(hours=11)) for one in three]

    assert suspicion.reasons(HERE, earlier=three) == []
    assert suspicion.reasons(replace(HERE, at=NIGHT), earlier=by_night) == ["night_burst"]
    assert suspicion.reasons(replace(HERE, at=NIGHT), earlier=by_night[:2]) == []


def test_neighbours_behind_one_address_are_not_held_on_a_dark_evening() -> None:
    neighbours = [replace(at(HERE, minutes_ago=ago), at=NIGHT, words="", is_same_device=False) for ago in (1, 2, 3, 4)]

    assert suspicion.reasons(replace(HERE, at=NIGHT), earlier=neighbours) == []


def test_same_words_are_held_at_the_third_place_apart() -> None:
    apart = [at(HERE, minutes_ago=200, north_m=500), at(HERE, minutes_ago=300, north_m=1000)]
    together = [at(HERE, minutes_ago=200, north_m=50), at(HERE, minutes_ago=300, north_m=100)]

    assert suspicion.reasons(HERE, earlier=apart) == ["same_text"]
    assert suspicion.reasons(HERE, earlier=together) == []
    assert suspicion.reasons(replace(HERE, words="อื่น"), earlier=apart) == []


def test_place_is_impossible_when_the_same_phone_would_have_flown() -> None:
    far = at(HERE, minutes_ago=2, north_m=5_000)

    assert suspicion.reasons(HERE, earlier=[replace(far, words="")]) == ["impossible_place"]
    assert suspicion.reasons(HERE, earlier=[replace(far, words="", is_same_device=False)]) == []
    assert suspicion.reasons(HERE, earlier=[replace(at(HERE, minutes_ago=3, north_m=5_000), words="")]) == []


def test_metres_follow_the_great_circle() -> None:
    assert round(suspicion.metres(HERE, at(HERE, north_m=500))) == 500
