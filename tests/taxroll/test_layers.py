"""What the tax roll publishes: sums from which nobody can work out what one owner has or pays.

The attack is played by brute force: which owners stand behind every sum is found by changing one owner's tax at a
time, then every way of adding and subtracting the published sums is tried.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from gis_assets import sql_files
from gis_assets.models import Municipality, ParcelVersion, Role
from taxroll import layers
from taxroll.models import Bill, LineKind, Roll, RollLine, RollStatus, TableChoice
from tests import lasting
from tests.gis_assets import builders
from tests.taxroll.builders import an_owner

SEALED_AT, ON = datetime(2024, 2, 1, 3, tzinfo=UTC), date(2024, 6, 1)
LEAST = 10
VALUE, TAX = 1_000_000_00, 100_000_00  # satang
BUMP = 10_000_00
# Owners in each piece, as (zone, cell to the east): rows and columns of sums cross in small pieces.
TOWN = {("01", 0): 12, ("01", 1): 3, ("02", 1): 11, ("02", 2): 2, ("03", 2): 10, ("03", 0): 1}

Amounts = Sequence[tuple[int, int]]


class Town:
    """Parcels in pieces with an owner each, and a sealed roll of any amounts for the length of a block."""

    def __init__(self, municipality: Municipality, by: User, pieces: dict[tuple[str, int], int]) -> None:
        self.municipality, self.by = municipality, by
        self.plots: list[ParcelVersion] = []
        self.piece_of: list[tuple[str, int]] = []
        source = builders.a_source(municipality)
        # The test ground begins on a corner of the grid, 490,000 and 2,073,000 being multiples of 500.
        for (zone, cell), owners in pieces.items():
            for number in range(owners):
                shape = builders.square(east=cell * 500 + 10 + number * 25, north=int(zone) * 100)
                code = f"{zone}A{len(self.plots):03}"
                self.plots.append(builders.a_parcel(municipality, code=code, shape=shape, source=source))
                self.piece_of.append((zone, cell))
        self.owners = [an_owner(municipality) for _ in self.plots]

    @contextmanager
    def sealed(self, amounts: Amounts) -> Iterator[Roll]:
        with transaction.atomic():
            yield self._seal(amounts)
            transaction.set_rollback(True)

    def _seal(self, amounts: Amounts) -> Roll:
        roll = Roll.objects.create(
            municipality=self.municipality,
            tax_year_be=2567,
            as_of_date=date(2024, 1, 1),
            built_at=SEALED_AT,
            built_by=self.by,
            law_digest="x",
        )
        bills = Bill.objects.bulk_create(
            self._bill(roll, number, value, tax) for number, (value, tax) in enumerate(amounts)
        )
        RollLine.objects.bulk_create(self._line(roll, bill, plot) for bill, plot in zip(bills, self.plots, strict=True))
        Roll.objects.filter(pk=roll.pk).update(
            status=RollStatus.SEALED, sealed_at=SEALED_AT, sealed_by=self.by, rows_digest="x"
        )
        return roll

    def _bill(self, roll: Roll, number: int, value: int, tax: int) -> Bill:
        owner = self.owners[number]
        return Bill(
            municipality=self.municipality, roll=roll, number=number, reference=str(number), party=owner,
            parties=[owner.pk], owner_name="x", is_natural=True, plot_count=1, building_count=0, value_satang=value,
            exemption_satang=0, tax_satang=tax, relief_satang=0, phase_in_satang=0, payable_satang=tax,
        )  # fmt: skip

    def _line(self, roll: Roll, bill: Bill, plot: ParcelVersion) -> RollLine:
        return RollLine(
            municipality=self.municipality, roll=roll, bill=bill, number=bill.number, kind=LineKind.LAND,
            parcel_version=plot, parcel_code=plot.code, price_source="x", area_wah=100, price_satang=1,
            gross_satang=bill.value_satang, property_satang=bill.value_satang, group_number=bill.number + 1,
            table=TableChoice.OTHER_USE, use_part=1, use_whole=1, share_part=1, share_whole=1,
            value_satang=bill.value_satang, exemption_satang=0, net_satang=bill.value_satang, slice_base_satang=[],
            slice_tax_satang=[], escalation_ppm=0, escalation_satang=0, tax_satang=bill.tax_satang, relief_satang=0,
            phase_in_satang=0, payable_satang=bill.tax_satang,
        )  # fmt: skip


@lasting.fixture
def town(municipality: Municipality, officer: Callable[..., User]) -> Town:
    return Town(municipality, officer(Role.TAX_OFFICER), TOWN)


def published(municipality: Municipality, *, on: date = ON) -> dict[str, dict[str, Any]]:
    """The layer's rows by id."""
    (layer,) = layers.LAYERS
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load(layer.app, layer.sql), {"municipality": municipality.pk, "on": on})
        names = [column.name for column in cursor.description or ()]
        return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def even(town: Town) -> list[tuple[int, int]]:
    return [(VALUE, TAX)] * len(town.plots)


def owners_behind(town: Town, column: str) -> dict[str, np.ndarray[Any, Any]]:
    """For each published sum which owners stand behind it: those whose change changes it."""
    with town.sealed(even(town)):
        base = published(town.municipality)
    behind = {name: np.zeros(len(town.plots), dtype=int) for name, row in base.items() if row[column] is not None}
    for number in range(len(town.plots)):
        changed = even(town)
        changed[number] = (VALUE + BUMP, TAX) if column == "value_baht" else (VALUE, TAX + BUMP)
        with town.sealed(changed):
            after = published(town.municipality)
        for name, owners in behind.items():
            owners[number] = (after[name][column] - base[name][column]) // (BUMP // 100)
    return behind


def test_large_pieces_are_summed_by_zone_and_by_cell(town: Town) -> None:
    with town.sealed(even(town)):
        rows = published(town.municipality)

    assert {name: (row["owners"], row["value_baht"], row["tax_baht"]) for name, row in rows.items()} == {
        "zone-01": (12, 12_000_000, 1_200_000),
        "zone-02": (11, 11_000_000, 1_100_000),
        "zone-03": (10, 10_000_000, 1_000_000),
        "cell-e490000n2073000": (12, 12_000_000, 1_200_000),
        "cell-e490500n2073000": (11, 11_000_000, 1_100_000),
        "cell-e491000n2073000": (10, 10_000_000, 1_000_000),
    }


@pytest.mark.parametrize("column", ["value_baht", "tax_baht"])
def test_no_small_group_can_be_had_by_adding_and_subtracting(town: Town, column: str) -> None:
    behind = owners_behind(town, column)

    sums = np.array(list(behind.values()))
    for signs in product((-1, 0, 1), repeat=len(sums)):
        owners = np.array(signs) @ sums
        found = int(np.count_nonzero(owners))
        assert found == 0 or found >= LEAST, (signs, found)
    assert set(np.unique(sums)) == {0, 1}


def test_attack_finds_what_a_naive_sum_would_give_away(town: Town) -> None:
    """Without the pieces: sums of at least ten owners each, and still two owners come out of two of them."""
    pieces = np.array([[piece[0] == zone for piece in town.piece_of] for zone in ("01", "02", "03")], dtype=int)
    cells = np.array([[piece[1] == cell for piece in town.piece_of] for cell in (0, 1, 2)], dtype=int)
    naive = np.concatenate([pieces, cells])

    found = {int(np.count_nonzero(np.array(signs) @ naive)) for signs in product((-1, 0, 1), repeat=len(naive))}

    assert (naive.sum(axis=1) >= LEAST).all()
    assert any(0 < count < LEAST for count in found)


def test_piece_is_left_out_when_one_owner_has_more_than_half(town: Town) -> None:
    amounts = even(town)
    amounts[0] = (VALUE * 100, TAX)

    with town.sealed(amounts):
        rows = published(town.municipality)

    assert "zone-01" not in rows
    assert "zone-02" in rows


def test_tax_is_left_out_when_few_pay(town: Town) -> None:
    amounts = [(value, tax if number % 2 else 0) for number, (value, tax) in enumerate(even(town))]

    with town.sealed(amounts):
        rows = published(town.municipality)

    assert {row["tax_baht"] for row in rows.values()} == {None}
    assert rows["zone-01"]["value_baht"] == 12_000_000


def test_nothing_is_told_before_a_roll_is_sealed(town: Town) -> None:
    with town.sealed(even(town)):
        before = published(town.municipality, on=date(2024, 1, 31))
        after = published(town.municipality, on=date(2024, 2, 1))

    assert before == {}
    assert len(after) == 6
