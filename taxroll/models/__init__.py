"""The tax roll: price accounts, rolls with their lines and bills, notices, money.

A roll copies every fact it used; once sealed, the database itself refuses any change to it.
"""

from taxroll.models.collection import Channel, Notice, NumberSeries, Payment, Receipt
from taxroll.models.ledger import MONEY, Account, AccountKind, Transfer, TransferKind
from taxroll.models.prices import BuildingPrice, LandPriceZone
from taxroll.models.rolls import Bill, GapReason, LineKind, Roll, RollGap, RollLine, RollStatus, TableChoice

__all__ = [
    "MONEY",
    "Account",
    "AccountKind",
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
    "Transfer",
    "TransferKind",
]
