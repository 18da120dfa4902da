"""The tax roll: price accounts, rolls with their lines and bills, notices, money.

A roll copies every fact it used; once sealed, the database itself refuses any change to it.
"""

from taxroll.models.collection import Channel, Notice, NumberSeries, Payment, Receipt
from taxroll.models.prices import BuildingPrice, LandPriceZone
from taxroll.models.rolls import Bill, GapReason, LineKind, Roll, RollGap, RollLine, RollStatus, TableChoice

__all__ = [
    "Bill",
    "BuildingPrice",
    "Channel",
    "GapReason",
    "LandPriceZone",
    "LineKind",
    "Notice",
    "NumberSeries",
    "Payment",
    "Receipt",
    "Roll",
    "RollGap",
    "RollLine",
    "RollStatus",
    "TableChoice",
]
