"""What is sent to a CKAN and what is left alone, tried on one in memory (on a real one: `tests/ckan`)."""

from typing import Any

import pytest

from opendata.ckan import differences, sending
from tests.opendata.ckan.kept import Kept

PACKAGE = {
    "name": "lao-1-poles",
    "title": "เสาไฟฟ้า",
    "objective": ["ก", "ข"],
    "owner_org": "maehia",
    "tags": [{"name": "เสาไฟฟ้า"}],
    "private": False,
    "resources": [{"name": "poles.geojson", "url": "https://town/layers/poles.geojson", "format": "GeoJSON"}],
}
COLUMNS = [{"id": "id", "type": "text"}, {"id": "state", "type": "text"}]


def a_table(*rows: tuple[str, str], mark: str = "one", columns: list[dict[str, Any]] = COLUMNS) -> sending.Table:
    return sending.Table(
        name="poles-table",
        description="",
        columns=columns,
        fingerprint=mark,
        rows=[[{"id": name, "state": state} for name, state in rows]],
    )


def send(catalogue: Kept, table: sending.Table, **changed: Any) -> tuple[bool, list[str]]:
    return sending.send(catalogue, {**PACKAGE, **changed}, table=table, known={"title", "objective", "notes"})


def test_first_time_everything_is_made_and_the_second_time_nothing_is_written() -> None:
    catalogue = Kept()
    is_new, done = send(catalogue, a_table(("a", "good")))
    catalogue.writes.clear()

    again = send(catalogue, a_table(("a", "good")))

    assert is_new
    assert done == [
        "package",
        "resource poles.geojson",
        "table poles-table",
        "poles-table: 1 rows",
        "poles-table: recline_view",
    ]
    assert again == (False, [])
    # Kinds of view that this catalogue lacks are asked for in vain.
    assert set(catalogue.writes) <= {"resource_view_create"}


def test_only_fields_that_differ_are_patched() -> None:
    catalogue = Kept()
    send(catalogue, a_table())
    catalogue.packages["p1"]["notes"] = "no longer said"

    is_new, done = send(catalogue, a_table(), title="เสา", objective=["ข", "ก"], tags=[{"name": "เสา"}])

    assert (is_new, done) == (False, ["title", "tags", "notes"])
    assert catalogue.packages["p1"]["notes"] == ""


def test_changed_rows_are_sent_and_those_gone_are_taken_away() -> None:
    catalogue = Kept()
    send(catalogue, a_table(("a", "good"), ("b", "good")))

    _is_new, done = send(catalogue, a_table(("b", "leaning"), ("c", "good"), mark="two"))

    assert done == ["poles-table: 2 rows"]
    (rows,) = catalogue.tables.values()
    assert {name: row["state"] for name, row in rows.items()} == {"b": "leaning", "c": "good"}


def test_table_with_other_columns_is_made_anew() -> None:
    catalogue = Kept()
    send(catalogue, a_table(("a", "good")))

    send(catalogue, a_table(("b", "good"), mark="two", columns=[*COLUMNS, {"id": "height", "type": "float8"}]))

    assert [[column["id"] for column in columns] for columns in catalogue.columns.values()] == [
        ["id", "state", "height"]
    ]
    assert [list(rows) for rows in catalogue.tables.values()] == [["b"]]


def test_run_that_broke_off_in_the_rows_is_taken_up_by_the_next() -> None:
    catalogue = Kept()

    def broken() -> Any:
        yield [{"id": "a", "state": "good"}]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        send(catalogue, sending.Table("poles-table", "", COLUMNS, "one", broken()))

    assert send(catalogue, a_table(("a", "good"), ("b", "good")))[1] == [
        "poles-table: 2 rows",
        "poles-table: recline_view",
    ]


def test_resource_of_ours_that_is_no_more_is_removed_and_a_strangers_stays() -> None:
    catalogue = Kept()
    send(catalogue, a_table())
    for name, url in (("poles.old", "https://town/layers/poles.old"), ("photo", "https://elsewhere/photo.jpg")):
        catalogue.call("resource_create", package_id="p1", name=name, url=url, format="")

    _is_new, done = send(catalogue, a_table())

    assert done == ["removed poles.old"]
    assert {one["name"] for one in catalogue.packages["p1"]["resources"]} == {"poles.geojson", "poles-table", "photo"}


def test_extras_of_a_stranger_stay_and_those_that_we_no_longer_say_go() -> None:
    there = [{"key": key, "value": "x"} for key in ("theirs", "objective", "data_type")]

    changed = differences.of_package(
        {"extras": [{"key": "data_type", "value": "y"}]}, {"extras": there}, known={"objective", "data_type"}
    )

    assert changed == {"extras": [{"key": "theirs", "value": "x"}, {"key": "data_type", "value": "y"}]}
    assert differences.of_package(changed, changed, known={"objective", "data_type"}) == {}


def test_numbers_that_became_texts_are_the_same() -> None:
    assert differences.of_resource({"size": 10, "name": "a"}, {"size": "10", "name": "a"}) == {}
    assert differences.of_resource({"size": 10}, {"size": None}) == {"size": 10}
