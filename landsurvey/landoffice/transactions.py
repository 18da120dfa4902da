"""What a row of the land office's monthly change log means: which parcel, what happened on which day, to whom.

The land office reports under section 10 of the 2562 Act: one row is one transaction with a status in words. The words
are not a closed list; those met so far stand in `KIND_OF_STATUS`, and one never met is asked, not guessed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from landsurvey.attributes import areas, columns, sheets
from landsurvey.words import Sentence, gettext_noop


class Book(StrEnum):
    """The three tables of a package: title deeds, certificates of use (น.ส.3ก), buildings."""

    DEEDS = "parcel"
    CERTIFICATES = "ns3a"
    BUILDINGS = "construction"


class TransactionKind(StrEnum):
    """What a transaction does, as far as the register is concerned."""

    TRANSFER = "transfer"
    PARTIAL_TRANSFER = "partial_transfer"
    OWNER_CORRECTION = "owner_correction"
    NEW = "new"
    SPLIT = "split"
    SPLIT_TO_PUBLIC = "split_to_public"
    MERGE = "merge"
    BOUNDARY_CHANGE = "boundary_change"
    RETIRED = "retired"
    ENCUMBRANCE = "encumbrance"
    NOTE = "note"
    REPLACEMENT_DEED = "replacement_deed"


# Kinds that leave land tax untouched: they are kept and change nothing.
HARMLESS = frozenset({TransactionKind.ENCUMBRANCE, TransactionKind.NOTE, TransactionKind.REPLACEMENT_DEED})
# Kinds that come with a new shape and go through the review of shapes.
RESHAPING = frozenset(
    {
        TransactionKind.NEW,
        TransactionKind.SPLIT,
        TransactionKind.SPLIT_TO_PUBLIC,
        TransactionKind.MERGE,
        TransactionKind.BOUNDARY_CHANGE,
    }
)
# Met in one municipality's package of January 2569 (Takhli, 87 rows); another office may word them otherwise.
KIND_OF_STATUS: Mapping[str, TransactionKind] = {
    "ขาย": TransactionKind.TRANSFER,
    "ขายตามคำสั่งศาล": TransactionKind.TRANSFER,
    "โอนมรดก": TransactionKind.TRANSFER,
    "ให้": TransactionKind.TRANSFER,
    "ให้เฉพาะส่วน (ระหว่างภาระจำยอม)": TransactionKind.PARTIAL_TRANSFER,
    "ไถ่ถอนจากจำนอง รวมสองโฉนด": TransactionKind.MERGE,
    "ลงชื่อคู่สมรส รวมสองโฉนด": TransactionKind.MERGE,
    "ให้ รวมสองโฉนด": TransactionKind.MERGE,
    "เอกสารสิทธิที่เกิดใหม่ - ปรับปรุง ระหว่างเดือน": TransactionKind.NEW,
    "แบ่งแยกในนามเดิม": TransactionKind.SPLIT,
    "แบ่งหักเป็นที่สาธารณประโยชน์": TransactionKind.SPLIT_TO_PUBLIC,
    "สอบเขตโฉนดที่ดิน": TransactionKind.BOUNDARY_CHANGE,
    "แก้ชื่อ (ราชการให้เปลี่ยนชื่อ)": TransactionKind.OWNER_CORRECTION,
    "เอกสารสิทธิที่ยกเลิกระหว่างเดือน": TransactionKind.RETIRED,
    "จำนอง": TransactionKind.ENCUMBRANCE,
    "ไถ่ถอนจากจำนอง": TransactionKind.ENCUMBRANCE,
    "ขึ้นเงินจากจำนอง": TransactionKind.ENCUMBRANCE,
    "ขึ้นเงินจากจำนอง ครั้งที่หนึ่ง": TransactionKind.ENCUMBRANCE,
    "ขึ้นเงินจากจำนอง ครั้งที่สอง": TransactionKind.ENCUMBRANCE,
    "จำนองเพิ่มหลักทรัพย์": TransactionKind.ENCUMBRANCE,
    "จำนองลำดับที่สอง": TransactionKind.ENCUMBRANCE,
    "ระงับจำนอง (ศาลขายบังคับจำนอง)": TransactionKind.ENCUMBRANCE,
    "หมายเหตุสารบัญ": TransactionKind.NOTE,
    "ใบแทน": TransactionKind.REPLACEMENT_DEED,
}

NO_STATUS = gettext_noop("The row names no status, so it is not known what happened.")
UNKNOWN_STATUS = gettext_noop("The status “%(status)s” has not been met before. Say what it means.")
BAD_DATE = gettext_noop("“%(text)s” is no date.")
NO_DATE = gettext_noop("The row has no date, so it is not known from when the change holds.")
NO_SHEET = gettext_noop("Sheet or land number are missing, so the parcel cannot be told.")
BAD_AREA = gettext_noop("“%(text)s” cannot be read as an area in rai-ngan-wah.")
BAD_AMOUNT = gettext_noop("“%(text)s” cannot be read as an amount of money.")
NO_PARCEL_KEY = gettext_noop(
    "The land office names no parcel for buildings; the row is kept for the building register."
)

_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "status": ("สถานะดำเนินการ", "สถานะ"),
    "on": ("วันที่", "วันที่ดำเนินการ", "วันที่จดทะเบียน"),
    "deed_number": ("โฉนด", "เลขที่โฉนด", "เลขที่นส3ก", "เลขที่น.ส.3ก"),
    "land_number": ("ที่ดิน", "เลขที่ดิน", "ล.ที่ดิน"),
    "survey_page": ("หน้าสำรวจ",),
    "title": ("คำนำหน้า",),
    "name": ("ชื่อ",),
    "surname": ("นามสกุล",),
    "citizen_id": ("13 หลัก", "เลข 13 หลัก"),
    "rai": ("ไร่",),
    "ngan": ("งาน",),
    "wah": ("วา",),
    "fraction": ("เศษ",),
    "amount": ("REG_AMT",),
}
_SHEET_PARTS: Mapping[Book, tuple[str, ...]] = {
    Book.DEEDS: ("UTM_MAP1", "UTM_MAP2", "UTM_MAP3", "UTM_MAP4"),
    Book.CERTIFICATES: ("UTM_AIRMAP1", "UTM_AIRMAP2", "", "UTM_AIRMAP3"),
}
# An air-photo sheet has no square of its own: the land office writes it as 0000.
_AIR_SQUARE = "0000"
_ADDRESS = ("OWN_HSE_NO", "OWN_MOO", "OWN_VILLAGE", "OWN_SOI", "OWN_ROAD", "OWN_TAMBOL", "OWN_AMPHUR", "OWN_PROVINCE")
_SATANG = 100
Read = TypeVar("Read")


@dataclass(frozen=True)
class LandKey:
    """How the Department of Lands knows a parcel: its sheet with scale, and the number of the land on it."""

    utmmap1: str
    utmmap2: str
    utmmap3: str
    utmmap4: str
    utm_scale: int
    land_number: str

    def __str__(self) -> str:
        return f"{self.utmmap1} {self.utmmap2} {self.utmmap3}-{self.utmmap4} ({self.utm_scale}) {self.land_number}"


@dataclass(frozen=True)
class Holder:
    """Whom the row names; personal data, kept behind both locks."""

    name: str
    citizen_id: str
    address: str


@dataclass(frozen=True)
class Transaction:
    """One row of the change log as it was understood; `problems` say what keeps it from being used."""

    book: Book
    row: int
    cells: Mapping[str, str]
    status: str
    kind: TransactionKind | None
    on: date | None
    key: LandKey | None
    deed_number: str
    survey_page: str
    area_wah: Decimal | None
    amount_satang: int | None
    holder: Holder
    problems: tuple[Sentence, ...] = ()


def understand(
    book: Book, row: int, cells: Mapping[str, str], *, said: Mapping[str, TransactionKind] | None = None
) -> Transaction:
    """Read one row; `said` are meanings of further statuses that a person has given."""
    tidy = {_whole_am(columns.plain(heading)): _whole_am(columns.present(text)) for heading, text in cells.items()}
    named = {field: _first(tidy, spellings) for field, spellings in _SPELLINGS.items()}
    bare = Transaction(
        book=book,
        row=row,
        cells=tidy,
        status=named["status"],
        kind=_kind(named["status"], said or {}),
        on=None,
        key=land_key(tuple(tidy.get(part, "") for part in _SHEET_PARTS.get(book, ())), tidy, named["land_number"]),
        deed_number=named["deed_number"],
        survey_page=named["survey_page"],
        area_wah=None,
        amount_satang=None,
        holder=_holder(named, tidy),
    )
    return _with_figures(_doubted(bare), named)


def land_key(parts: tuple[str, ...], cells: Mapping[str, str], land_number: str) -> LandKey | None:
    """The key of a parcel from the four parts of its sheet, scale and land number; None when one is missing.

    Tables and geometry both come through here: geometry writes parts as numbers (`7`), tables as text (`07`).
    """
    scale = columns.whole_number(cells.get("UTM_SCALE", "") or cells.get("LandUTMScale", ""))
    number = columns.whole_number(land_number)
    if len(parts) != 4 or not (scale.isascii() and scale.isdigit()) or number in ("", "0"):
        return None
    first, second, third, fourth = (columns.whole_number(part) for part in parts)
    quadrant = sheets.quadrant_number(second)
    if not first or quadrant is None or not fourth:
        return None
    is_air_photo = not third
    return LandKey(
        utmmap1=first.zfill(4),
        utmmap2=str(quadrant),
        utmmap3=_AIR_SQUARE if is_air_photo else third.zfill(4),
        utmmap4=fourth.zfill(3 if is_air_photo else 2),
        utm_scale=int(scale),
        land_number=number,
    )


def amount_satang(text: str) -> int | None:
    """Read `฿304,000.00` as satang, `฿-` as nothing said; raises `ValueError` for anything else."""
    figure = text.replace("฿", "").replace(",", "").replace(" ", "")
    if figure in ("", "-"):
        return None
    try:
        satang = Decimal(figure) * _SATANG
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not satang.is_finite() or satang != satang.to_integral_value():
        raise ValueError(text)
    return int(satang)


def without_person(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells as they may be stored: the 13-digit number of the person left out."""
    return {heading: text for heading, text in cells.items() if heading not in _SPELLINGS["citizen_id"]}


def _whole_am(text: str) -> str:
    """Sara am as one sign: some programs write it as two, which look alike and compare unequal."""
    return text.replace("\u0e4d\u0e32", "\u0e33")


def _first(cells: Mapping[str, str], spellings: tuple[str, ...]) -> str:
    return next((cells[name] for name in spellings if cells.get(name)), "")


def _kind(status: str, said: Mapping[str, TransactionKind]) -> TransactionKind | None:
    return KIND_OF_STATUS.get(status) or said.get(status)


def _holder(named: Mapping[str, str], cells: Mapping[str, str]) -> Holder:
    name = f"{named['title']}{named['name']} {named['surname']}".strip()
    address = " ".join(cells[part] for part in _ADDRESS if cells.get(part))
    return Holder(name, re.sub(r"\D", "", named["citizen_id"]), address)


def _doubted(row: Transaction) -> Transaction:
    """The row with what is missing in it."""
    if row.book == Book.BUILDINGS:
        return replace(row, problems=(Sentence(NO_PARCEL_KEY),))
    problems = []
    if not row.status:
        problems.append(Sentence(NO_STATUS))
    elif row.kind is None:
        problems.append(Sentence(UNKNOWN_STATUS, {"status": row.status}))
    if row.key is None:
        problems.append(Sentence(NO_SHEET))
    return replace(row, problems=tuple(problems))


def _with_figures(row: Transaction, named: Mapping[str, str]) -> Transaction:
    """The row with its day, area and amount; a figure that cannot be read becomes a problem, not a guess."""
    problems = list(row.problems)

    def read(text: str, how: Callable[[], Read | None], problem: str) -> Read | None:
        try:
            return how()
        except (ValueError, ArithmeticError):
            problems.append(Sentence(problem, {"text": text[:60]}))
            return None

    area = "-".join(named[part] for part in ("rai", "ngan", "wah", "fraction"))
    on = read(named["on"], lambda: columns.day(named["on"]), BAD_DATE)
    if not named["on"]:
        problems.append(Sentence(NO_DATE))
    return replace(
        row,
        on=on,
        area_wah=read(
            area,
            lambda: areas.from_parts(named["rai"], named["ngan"], named["wah"], named["fraction"]),
            BAD_AREA,
        ),
        amount_satang=read(named["amount"], lambda: amount_satang(named["amount"]), BAD_AMOUNT),
        problems=tuple(problems),
    )
