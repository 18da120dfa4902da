"""A layer is closed until its declaration says why it is open."""

from dataclasses import replace

import pytest

from gis_assets.publication import OPEN_DATA, Column, Layer, SmallGroups, Style, faults

GOOD = Layer(
    name="wells",
    title="Wells",
    description="",
    app="gis_assets",
    sql="layer_wells",
    geometry="point",
    columns=(Column("depth_m", "Depth", "number", OPEN_DATA), Column("owner", "Owner")),
    tables=("gis_assets_well",),
)


def test_column_without_ground_is_not_open() -> None:
    assert [column.name for column in GOOD.open_columns] == ["depth_m"]


def test_good_declaration_has_no_fault() -> None:
    assert not list(faults(GOOD))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "Wells; DROP"}, "is not a name"),
        ({"columns": (Column("depth_m", "Depth"),)}, "no column has a legal ground"),
        ({"columns": (GOOD.columns[0], GOOD.columns[0])}, "declared twice"),
        ({"columns": (Column("geom", "Place", ground=OPEN_DATA),)}, "no column of its own"),
        ({"columns": (Column("kind", "Kind", ground=OPEN_DATA, content="choices"),)}, "are not listed"),
        ({"tables": ()}, "no table is named"),
        ({"style": Style("#000000", "owner")}, "which is not open"),
        ({"small_groups": SmallGroups(5, "people")}, "is no column"),
    ],
)
def test_fault_is_named(changes: dict[str, object], said: str) -> None:
    broken = replace(GOOD, **changes)  # type: ignore[arg-type]  # each case changes another field

    assert any(said in sentence for sentence in faults(broken))
