"""Which of several prices values a property, and what land along a street is worth. Pure columns, no database."""

from collections.abc import Sequence

import numpy as np

from taxroll.columns import Columns, Int64
from taxroll.law.rounding import Rounding, divide, multiply_divide

# Kinds of price by the number they have on a line; the words stand in `models.prices.PRICE_KINDS`, in this order.
APPROVED, PARCEL, STREET, ZONE, BUILDING_TYPE, CONDOMINIUM = range(1, 7)
NUMBER = {"approved": APPROVED, "parcel": PARCEL, "street": STREET, "zone": ZONE}
NO_PRICE, SEVERAL_ZONES = 0, -1

HUNDREDTHS = 100
PERCENT = 100
PPM = 1_000_000


def chosen(properties: Columns, *, order: Sequence[str]) -> Columns:
    """Columns price (id), price_satang, price_kind, and front_ppm and rest_percent, which hold for streets only.

    `order` names the kinds of land price, the winner first: approved, parcel, street, zone. Buildings and units take
    the price of their table unless one was approved for them. Several zones give no price (SEVERAL_ZONES).
    """
    is_land = (properties["is_building"] == 0) & (properties["is_unit"] == 0)
    of_table = np.where(is_land, ZONE, np.where(properties["is_building"] == 1, BUILDING_TYPE, CONDOMINIUM))
    price, satang, kind = (np.zeros_like(properties["area"]) for _ in range(3))
    for name in reversed(order):
        column = "table" if name == "zone" else name
        number = of_table if name == "zone" else np.full_like(of_table, NUMBER[name])
        has = properties[f"{column}_satang"] > 0
        price = np.where(has, properties[f"{column}_price"], price)
        satang = np.where(has, properties[f"{column}_satang"], satang)
        kind = np.where(has, number, kind)
    several = is_land & (kind == ZONE) & (properties["table_count"] > 1)
    is_street = kind == STREET
    return {
        "price": np.where(several, 0, price),
        "price_satang": np.where(several, 0, satang),
        "price_kind": np.where(several, SEVERAL_ZONES, kind),
        "front_ppm": np.where(is_street, properties["front_ppm"], PPM),
        "rest_percent": np.where(is_street, properties["rest_percent"], PERCENT),
    }


def gross(price_satang: Int64, area: Int64, front_ppm: Int64, rest_percent: Int64, *, rounding: Rounding) -> Int64:
    """Value in satang of an area (hundredths): the front at the whole price, what lies behind at a share of it."""
    front = divide(area * front_ppm, PPM, rounding=rounding)
    behind = multiply_divide(
        (area - front) * price_satang, rest_percent, np.full_like(area, PERCENT), rounding=rounding
    )
    return divide(front * price_satang + behind, HUNDREDTHS, rounding=rounding)
