"""The valuation of the register of 1 January 2024, and a plot with a price."""

from collections.abc import Callable

import pytest

from gis_assets.models import Municipality, ParcelVersion
from taxroll import valuation
from taxroll.valuation import ValuedFacts
from tests import lasting
from tests.gis_assets.builders import a_parcel
from tests.taxroll.builders import SHEET, a_right, an_owner
from tests.taxroll.valuation.finding import NEW_YEAR


@pytest.fixture
def valued(municipality: Municipality) -> Callable[[], ValuedFacts]:
    return lambda: valuation.value(municipality=municipality, on=NEW_YEAR)


@lasting.fixture
def plot(municipality: Municipality, prices: None) -> ParcelVersion:
    """100 sq wah of 20 x 20 m in other use, with a sheet and a land number; a zone gives it 30,000 baht."""
    plot = a_parcel(municipality, other_wah=100, land_number="012", **SHEET)
    a_right(an_owner(municipality), plot.parcel)
    return plot
