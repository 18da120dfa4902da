"""The tax roll: price accounts, rolls with their lines and bills, notices, money and its ledger.

A roll copies every fact it used; once sealed, the database itself refuses any change to it.
"""

from taxroll.models.collection import Channel, Notice, NumberSeries, Payment, Receipt
from taxroll.models.corrections import About, Asker, Correction, Outcome
from taxroll.models.ledger import MONEY, Account, AccountKind, Transfer, TransferKind
from taxroll.models.money import (
    ArrearsEntry,
    ArrearsReport,
    BankFile,
    BankLine,
    CalendarExtension,
    CalendarStep,
    ClosingCount,
    DailyClosing,
    Instalment,
    InstalmentPlan,
    LedgerCheck,
    LineState,
    Refund,
    RefundState,
    Remission,
    RemissionKind,
    ReportKind,
    Reversal,
    WarningLetter,
)
from taxroll.models.prices import BuildingPrice, LandPriceZone
from taxroll.models.rolls import Bill, GapReason, LineKind, LineSeal, Roll, RollGap, RollLine, RollStatus, TableChoice

__all__ = [
    "MONEY",
    "About",
    "Account",
    "AccountKind",
    "ArrearsEntry",
    "ArrearsReport",
    "Asker",
    "BankFile",
    "BankLine",
    "Bill",
    "BuildingPrice",
    "CalendarExtension",
    "CalendarStep",
    "Channel",
    "ClosingCount",
    "Correction",
    "DailyClosing",
    "GapReason",
    "Instalment",
    "InstalmentPlan",
    "LandPriceZone",
    "LedgerCheck",
    "LineKind",
    "LineSeal",
    "LineState",
    "Notice",
    "NumberSeries",
    "Outcome",
    "Payment",
    "Receipt",
    "Refund",
    "RefundState",
    "Remission",
    "RemissionKind",
    "ReportKind",
    "Reversal",
    "Roll",
    "RollGap",
    "RollLine",
    "RollStatus",
    "TableChoice",
    "Transfer",
    "TransferKind",
    "WarningLetter",
]
