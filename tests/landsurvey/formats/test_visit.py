"""What a visit notes of buildings is read field by field, and what nobody noted is not there."""

import uuid

import pytest

from landsurvey.formats import visit as visits

UID = str(uuid.uuid4())


def read(building: dict[str, object]) -> dict[str, object]:
    sent = {
        "client_uid": UID,
        "parcel_uid": UID,
        "visited_at": "2023-05-31T09:00:00+07:00",
        "result": "surveyed",
        "buildings": [building],
    }
    return dict(visits.read(sent).buildings[0])


def test_building_is_read_with_everything_the_register_keeps() -> None:
    noted = {
        "building_uid": UID,
        "treasury_type": " 520/1 ",
        "floor_area_m2": 72.126,
        "built_year_be": 2550,
        "uses": {"residential": 100},
        "is_gone": False,
        "occupancy": "",
    }

    assert read(noted) == {
        "building_uid": UID,
        "treasury_type": "520/1",
        "floor_area_m2": 72.13,
        "built_year_be": 2550,
        "uses": {"residential": 100},
    }


def test_building_that_is_gone_says_so() -> None:
    assert read({"building_uid": UID, "is_gone": True}) == {"building_uid": UID, "is_gone": True}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("building_uid", "1"),
        ("is_gone", "yes"),
        ("treasury_type", "บ้าน"),
        ("floor_area_m2", 0),
        ("floor_area_m2", -1),
        ("floor_area_m2", "72"),
        ("built_year_be", 1999),
        ("built_year_be", 25.5),
    ],
)
def test_wrong_field_of_a_building_is_named(field: str, value: object) -> None:
    with pytest.raises(visits.NotAVisit, match=field):
        read({field: value})


def test_shares_of_use_of_a_building_are_at_most_all_of_it() -> None:
    with pytest.raises(visits.NotAVisit, match="residential"):
        read({"uses": {"residential": 101}})
    with pytest.raises(visits.NotAVisit, match="uses"):
        read({"uses": {"residential": 60, "other": 60}})
