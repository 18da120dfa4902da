"""Price accounts: what a file would bring, bringing it in whole or not at all, and withdrawing a mistaken one.

A new account ends the one before it on the day it begins. Nothing is half-written, and one file is taken once.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from gis_assets import bulk, journal
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from taxroll.law.dated import LawIsSilent
from taxroll.models import BuildingPrice, LandPriceZone, PriceAccount, PriceAccountKind, Roll, RollStatus
from taxroll.prices import checking, policy, provinces, reading
from taxroll.prices.checking import Checked, Price

DatedT = TypeVar("DatedT", PriceAccount, LandPriceZone, BuildingPrice)

_FIELDS: dict[PriceAccountKind, tuple[str, ...]] = {
    PriceAccountKind.PARCELS: ("utmmap1", "utmmap2", "utmmap3", "utmmap4", "utm_scale", "land_number"),
    PriceAccountKind.STREETS: ("code", "name", "depth_m", "rest_percent", "reach_m", "shape"),
    PriceAccountKind.ZONES: ("code", "name", "shape"),
    PriceAccountKind.BUILDINGS: ("treasury_type", "name"),
    PriceAccountKind.CONDOMINIUMS: ("registration_number", "condominium_name", "building_name", "floor"),
}
_TABLES = {
    PriceAccountKind.PARCELS: ("taxroll_parcelprice", "price_satang_per_wah"),
    PriceAccountKind.STREETS: ("taxroll_streetprice", "price_satang_per_wah"),
    PriceAccountKind.ZONES: ("taxroll_landpricezone", "price_satang_per_wah"),
    PriceAccountKind.BUILDINGS: ("taxroll_buildingprice", "price_satang_per_m2"),
    PriceAccountKind.CONDOMINIUMS: ("taxroll_condoprice", "price_satang_per_m2"),
}
# These two kinds keep the days and the source of each price themselves; rows without an account were entered by hand.
_DATED = (PriceAccountKind.ZONES, PriceAccountKind.BUILDINGS)


class SameFileAgain(Refusal):
    def __init__(self, account: PriceAccount) -> None:
        super().__init__(
            _("This very file was brought in before as “%(title)s” and is in force. Nothing was changed.")
            % {"title": account.title}
        )


class LaterAccountExists(Refusal):
    def __init__(self, title: str, since: date) -> None:
        super().__init__(
            _("“%(title)s” begins on %(day)s. Withdraw it first, or let this account end before that day.")
            % {"title": title, "day": town.thai_date(since)}
        )


class RowsAreWrong(Refusal):
    def __init__(self, count: int) -> None:
        super().__init__(
            _(
                "%(count)s rows cannot be used; they are listed below. "
                "Correct the file, or say that it is brought in without them."
            )
            % {"count": count}
        )


class NothingToBring(Refusal):
    def __init__(self) -> None:
        super().__init__(_("No row of the file can be used for this municipality. Look at the rows listed below."))


class DaysAreWrong(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The last day lies before the first. Correct one of them."))


class NoRuleOfThatDay(Refusal):
    def __init__(self, since: date) -> None:
        super().__init__(
            _("No rule about prices is on file for %(day)s. Give a later first day.") % {"day": town.thai_date(since)}
        )


class SealedRollUsesIt(Refusal):
    def __init__(self, year: int) -> None:
        super().__init__(
            _("The sealed roll of %(year)s was computed while this account was in force; it stays.") % {"year": year}
        )


class IsWithdrawn(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This account was withdrawn before. Nothing was changed."))


@dataclass(frozen=True)
class Offer:
    """What one file would bring, and for which days (`last` is in force; None for no end)."""

    kind: PriceAccountKind
    title: str
    since: date
    last: date | None
    file_name: str
    sha256: str
    checked: Checked

    @property
    def valid(self) -> DateRange:
        return DateRange(self.since, None if self.last is None else date.fromordinal(self.last.toordinal() + 1))


def offer(
    content: bytes,
    *,
    file_name: str,
    kind: PriceAccountKind,
    title: str,
    since: date,
    last: date | None,
    municipality: Municipality,
) -> Offer:
    """Read and check a file without writing anything.

    Raises NotATable, DaysAreWrong, NoRuleOfThatDay or SameFileAgain.
    """
    if last is not None and last < since:
        raise DaysAreWrong
    try:
        street = policy.of_day(since).street.value
    except LawIsSilent as silence:
        raise NoRuleOfThatDay(since) from silence
    sha256 = hashlib.sha256(content).hexdigest()
    _refuse_again(municipality, kind, sha256)
    table = reading.read(content, name=file_name)
    province = provinces.of_dla_code(municipality.dla_code)
    checked = checking.check(table, kind=kind, province=province, street=street)
    return Offer(kind, title, since, last, file_name, sha256, checked)


@transaction.atomic
def bring_in(
    offered: Offer, *, leave_out_wrong: bool, municipality: Municipality, by: User, at: datetime
) -> PriceAccount:
    """Put an account in force; raises RowsAreWrong, NothingToBring, SameFileAgain or LaterAccountExists."""
    if offered.checked.findings and not leave_out_wrong:
        raise RowsAreWrong(len(offered.checked.findings))
    if not offered.checked.prices:
        raise NothingToBring
    Municipality.objects.select_for_update(of=("self",)).get(pk=municipality.pk)
    _refuse_again(municipality, offered.kind, offered.sha256)
    former_ends = _end_former(offered, municipality)
    account = PriceAccount.objects.create(
        former_ends=former_ends,
        municipality=municipality,
        kind=offered.kind,
        title=offered.title,
        valid=offered.valid,
        file_name=offered.file_name[:200],
        sha256=offered.sha256,
        row_count=len(offered.checked.prices),
        imported_at=at,
        imported_by=by,
    )
    _write(account, offered)
    _journal(account, "price account brought in", by=by, at=at, left_out=len(offered.checked.findings))
    return account


@transaction.atomic
def withdraw(account: PriceAccount, *, why: str, by: User, at: datetime) -> PriceAccount:
    """Take a mistaken account out of force; what it ended runs on. Raises IsWithdrawn or SealedRollUsesIt."""
    account = PriceAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if account.withdrawn_at is not None:
        raise IsWithdrawn
    sealed = Roll.objects.filter(
        municipality=account.municipality, status=RollStatus.SEALED, as_of_date__contained_by=account.valid
    ).first()
    if sealed is not None:
        raise SealedRollUsesIt(sealed.tax_year_be)
    account.withdrawn_at, account.withdrawn_by, account.withdrawn_why = at, by, why
    account.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    _give_back(account)
    _journal(account, "price account withdrawn", by=by, at=at, why=why)
    return account


def _refuse_again(municipality: Municipality, kind: PriceAccountKind, sha256: str) -> None:
    known = PriceAccount.objects.filter(municipality=municipality, kind=kind, sha256=sha256, withdrawn_at=None).first()
    if known is not None:
        raise SameFileAgain(known)


def _end_former(offered: Offer, municipality: Municipality) -> dict[str, dict[str, str | None]]:
    """End on the first day what is in force then, and say when it would have ended; what begins later is in the way."""
    overlapping = {"municipality": municipality, "valid__overlap": offered.valid}
    accounts = PriceAccount.objects.filter(kind=offered.kind, withdrawn_at=None, **overlapping)
    ends = {"accounts": {str(one.pk): _cut(one, one.title, offered.since) for one in _locked(accounts)}}
    if offered.kind == PriceAccountKind.ZONES:
        zones = _locked(LandPriceZone.objects.filter(**overlapping))
        ends["prices"] = {str(one.pk): _cut(one, one.source_text, offered.since) for one in zones}
    elif offered.kind == PriceAccountKind.BUILDINGS:
        types = _locked(BuildingPrice.objects.filter(**overlapping))
        ends["prices"] = {str(one.pk): _cut(one, one.source_text, offered.since) for one in types}
    return ends


def _locked(rows: QuerySet[DatedT]) -> QuerySet[DatedT]:
    return rows.select_for_update(of=("self",))


def _cut(dated: PriceAccount | LandPriceZone | BuildingPrice, title: str, since: date) -> str | None:
    """End it on the day and give the day on which it would have ended, None for never."""
    if dated.valid.lower >= since:
        raise LaterAccountExists(title, dated.valid.lower)
    until = dated.valid.upper
    dated.valid = DateRange(dated.valid.lower, since)
    dated.save(update_fields=["valid"])
    return until.isoformat() if until else None


def _give_back(account: PriceAccount) -> None:
    """Let what this account ended run to the day on which it would have ended, unless another one ended it since."""
    since, ends = account.valid.lower, account.former_ends
    _prolong(PriceAccount.objects.filter(withdrawn_at=None), ends.get("accounts", {}), since)
    if account.kind == PriceAccountKind.ZONES:
        LandPriceZone.objects.filter(account=account).update(valid=DateRange(empty=True))
        _prolong(LandPriceZone.objects.all(), ends.get("prices", {}), since)
    elif account.kind == PriceAccountKind.BUILDINGS:
        BuildingPrice.objects.filter(account=account).update(valid=DateRange(empty=True))
        _prolong(BuildingPrice.objects.all(), ends.get("prices", {}), since)


def _prolong(rows: QuerySet[DatedT], ends: Mapping[str, str | None], since: date) -> None:
    for one in rows.filter(pk__in=[int(pk) for pk in ends], valid__endswith=since):
        until = ends[str(one.pk)]
        one.valid = DateRange(one.valid.lower, date.fromisoformat(until) if until else None)
        one.save(update_fields=["valid"])


def _write(account: PriceAccount, offered: Offer) -> None:
    table, price_column = _TABLES[offered.kind]
    fields = _FIELDS[offered.kind]
    names = ["shape_wgs84" if field == "shape" else field for field in fields]
    dated = ("valid", "source_text") if offered.kind in _DATED else ()
    columns = ("municipality_id", "account_id", *names, price_column, *dated)
    bulk.insert_rows(table, columns, _rows(account, offered.checked.prices, fields, is_dated=bool(dated)))


def _rows(
    account: PriceAccount, prices: Sequence[Price], fields: Sequence[str], *, is_dated: bool
) -> Iterator[Sequence[Any]]:
    more = (account.valid, account.title) if is_dated else ()
    for price in prices:
        yield (
            account.municipality_id,
            account.pk,
            *(price.facts[field] for field in fields),
            price.satang,
            *more,
        )


def _journal(account: PriceAccount, action: str, *, by: User, at: datetime, why: str = "", left_out: int = 0) -> None:
    journal.append(
        municipality=account.municipality,
        by=by,
        action=action,
        thing_kind="price_account",
        thing_uid=account.uid,
        at=at,
        why=why,
        details={"kind": account.kind, "prices": account.row_count, "left_out": left_out, "sha256": account.sha256},
    )
