"""The tax roll: price accounts, rolls with their lines and bills, notices, money.

A roll copies every fact it used; once sealed, the database itself refuses any change to it.
"""

from taxroll.models.collection import Channel, Notice, NumberSeries, Payment, Receipt
from taxroll.models.delivery import (
    OPEN_STATES,
    BatchState,
    DeliveryEvent,
    DeliveryState,
    NoticeBatch,
    PaperForm,
    Relation,
    TaxOffice,
)
from taxroll.models.ledger import MONEY, Account, AccountKind, Transfer, TransferKind
from taxroll.models.prices import BuildingPrice, LandPriceZone
from taxroll.models.rolls import Bill, GapReason, LineKind, Roll, RollGap, RollLine, RollStatus, TableChoice

__all__ = [
    "MONEY",
    "OPEN_STATES",
    "Account",
    "AccountKind",
    "BatchState",
    "Bill",
    "BuildingPrice",
    "Channel",
    "DeliveryEvent",
    "DeliveryState",
    "GapReason",
    "LandPriceZone",
    "LineKind",
    "Notice",
    "NoticeBatch",
    "NumberSeries",
    "PaperForm",
    "Payment",
    "Receipt",
    "Relation",
    "Roll",
    "RollGap",
    "RollLine",
    "RollStatus",
    "TableChoice",
    "TaxOffice",
    "Transfer",
    "TransferKind",
]
