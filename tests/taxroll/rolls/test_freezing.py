"""Frozen inputs are the register, whole and unchangeable, and nothing about persons."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality, ParcelVersion
from taxroll import assessment, properties
from taxroll.models import Roll
from taxroll.rolls import computing, freezing
from taxroll.rolls.computing import Computed
from taxroll.rolls.freezing import FrozenInputsChanged
from tests import lasting
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_right, an_owner
from tests.taxroll.conftest import AT

NEW_YEAR = date(2024, 1, 1)


@lasting.fixture
def neighbours(municipality: Municipality, prices: None) -> None:
    """Two plots of one owner side by side, one of another."""
    owner = an_owner(municipality)
    for number in range(2):
        plot = a_parcel(municipality, code=f"01A00{number}", shape=square(east=20 * number), other_wah=100)
        a_right(owner, plot.parcel)
    a_right(an_owner(municipality), a_parcel(municipality, shape=square(east=90), other_wah=100).parcel)


def computed(frozen: freezing.Frozen) -> Computed:
    register, shapes = freezing.thaw(frozen)
    return computing.compute(register, tax_year_be=2567, shapes=shapes, inputs_sha256=frozen.sha256)


def test_frozen_inputs_give_the_roll_of_the_register(
    municipality: Municipality, neighbours: None, build: Callable[..., Roll], clerk: User, tmp_path: Path
) -> None:
    of_register = assessment.digest(build())
    frozen = freezing.freeze(municipality, on=NEW_YEAR, folder=tmp_path)

    roll = assessment.build(municipality=municipality, tax_year_be=2567, by=clerk, at=AT, computed=computed(frozen))

    assert assessment.digest(roll) == of_register
    assert len(set(roll.lines.values_list("group_number", flat=True))) == 2


def test_same_register_is_frozen_under_the_same_hash(
    municipality: Municipality, neighbours: None, tmp_path: Path
) -> None:
    first = freezing.freeze(municipality, on=NEW_YEAR, folder=tmp_path)
    again = freezing.freeze(municipality, on=NEW_YEAR, folder=tmp_path)

    assert first == again


def test_file_opens_as_geoparquet_and_names_nobody(
    municipality: Municipality, neighbours: None, tmp_path: Path
) -> None:
    frozen = freezing.freeze(municipality, on=NEW_YEAR, folder=tmp_path)

    frame = gpd.read_parquet(frozen.path)
    assert (frame.crs.to_epsg(), frame.geometry.notna().sum(), len(frame)) == (32647, 2, 3)
    assert set(frame.columns) == {*properties.NAMES, "geometry"}


def test_roll_is_refused_when_a_frozen_file_was_changed(
    municipality: Municipality, shop: ParcelVersion, tmp_path: Path
) -> None:
    frozen = freezing.freeze(municipality, on=NEW_YEAR, folder=tmp_path)
    frozen.path.write_bytes(frozen.path.read_bytes() + b" ")

    with pytest.raises(FrozenInputsChanged):
        freezing.thaw(frozen)


def test_roll_is_refused_when_computed_by_another_law(
    municipality: Municipality, shop: ParcelVersion, clerk: User, tmp_path: Path
) -> None:
    result = computed(freezing.freeze(municipality, on=NEW_YEAR, folder=tmp_path))
    by_another = Computed(result.valued, result.assessed, "another", result.inputs_sha256)

    with pytest.raises(assessment.LawHasChanged):
        assessment.build(municipality=municipality, tax_year_be=2567, by=clerk, at=AT, computed=by_another)
