"""The tax roll: price accounts, rolls with their lines and bills, notices, money.

A roll copies every fact it used; once sealed, the database itself refuses any change to it.
"""

from taxroll.models.collection import Channel, Notice, NumberSeries, Payment, Receipt
from taxroll.models.corrections import About, Asker, Correction, Outcome
from taxroll.models.ledger import MONEY, Account, AccountKind, Transfer, TransferKind
from taxroll.models.prices import BuildingPrice, LandPriceZone
from taxroll.models.rolls import Bill, GapReason, LineKind, LineSeal, Roll, RollGap, RollLine, RollStatus, TableChoice

__all__ = [
    "MONEY",
    "About",
    "Account",
    "AccountKind",
    "Asker",
    "Bill",
    "BuildingPrice",
    "Channel",
    "Correction",
    "GapReason",
    "LandPriceZone",
    "LineKind",
    "LineSeal",
    "Notice",
    "NumberSeries",
    "Outcome",
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
