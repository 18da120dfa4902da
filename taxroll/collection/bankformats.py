"""Reading a bank's file of payments by a column mapping that is data: `formats/<key>.toml`, one for each layout.

Pure: bytes in, lines out. It guesses nothing: a line that does not fit is named, and then no line is taken.
"""

import csv
import io
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from importlib import resources
from typing import Any

SATANG = 100
MOST_SATANG = 10**15
LONGEST_REFERENCE = 60
FIRST_YEAR = 2000


def gettext_noop(msgid: str) -> str:
    """The words unchanged; the name is what the message extractor looks for."""
    return msgid


class UnreadableFile(ValueError):
    """A line that does not fit the layout; `line` counts from 1, 0 is the file as a whole.

    `what` is a message id, `facts` are what stands in it.
    """

    def __init__(self, line: int, what: str, **facts: str) -> None:
        super().__init__(f"line {line}: {what % facts}")
        self.line, self.what, self.facts = line, what, facts


_NO_AMOUNT = gettext_noop("“%(text)s” is no amount in baht and satang")
_NO_MOMENT = gettext_noop("“%(text)s” is no day and time")


@dataclass(frozen=True)
class Layout:
    """One layout of a bank's file, as its TOML describes it."""

    key: str
    name: str
    name_th: str
    kind: str
    encoding: str
    channel: str
    doubt: str
    doubt_th: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class ReadLine:
    """One payment as the bank tells it; `paid_at` is the bank's local time, without a zone."""

    number: int
    paid_at: datetime
    amount_satang: int
    ref1: str
    ref2: str
    bank_reference: str


def layouts() -> dict[str, Layout]:
    """Every layout on file, by its key."""
    shelf = resources.files("taxroll.collection").joinpath("formats")
    files = sorted((file for file in shelf.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return {layout.key: layout for layout in (_layout(file.name[:-5], file.read_text("utf-8")) for file in files)}


def read(content: bytes, *, layout: Layout) -> list[ReadLine]:
    """The payments of a file; raises UnreadableFile."""
    try:
        text = content.decode(layout.encoding)
    except UnicodeDecodeError as bad:
        raise UnreadableFile(0, gettext_noop("not in the encoding %(name)s"), name=layout.encoding) from bad
    if "\x00" in text:
        raise UnreadableFile(0, gettext_noop("not in the encoding %(name)s"), name=layout.encoding)
    lines = _fixed(text, layout.fields) if layout.kind == "fixed" else _table(text, layout.fields)
    if not lines:
        raise UnreadableFile(0, gettext_noop("no payment in it"))
    return lines


def _layout(key: str, text: str) -> Layout:
    facts = tomllib.loads(text)
    names = ("name", "name_th", "kind", "encoding", "channel", "doubt", "doubt_th")
    known = {name: facts.pop(name) for name in names}
    return Layout(key=key, fields=facts, **known)


def _fixed(text: str, fields: Mapping[str, Any]) -> list[ReadLine]:
    record = fields["record"]
    lines = []
    trailer = None
    for number, row in enumerate(text.splitlines(), start=1):
        if (kind := _cut(row, record)) == record["detail"]:
            lines.append(_fixed_line(number, row, fields))
        elif kind == record["trailer"]:
            trailer = (number, row)
    if trailer is None:
        raise UnreadableFile(0, gettext_noop("the closing line is missing: the file is cut off"))
    _check_trailer(*trailer, lines, fields)
    return lines


def _fixed_line(number: int, row: str, fields: Mapping[str, Any]) -> ReadLine:
    if _cut(row, fields["direction"]) != fields["direction"]["credit"]:
        raise UnreadableFile(number, gettext_noop("not a credit; take reversals of the bank by hand"))
    return ReadLine(
        number=number,
        paid_at=_moment(number, _cut(row, fields["day"]), _cut(row, fields["time"]), fields),
        amount_satang=_digits(number, _cut(row, fields["amount"])),
        ref1=_cut(row, fields["ref1"]),
        ref2=_cut(row, fields["ref2"]),
        bank_reference="-".join(_cut(row, part) for part in fields["bank_reference"]),
    )


def _check_trailer(number: int, row: str, lines: Sequence[ReadLine], fields: Mapping[str, Any]) -> None:
    count = _digits(number, _cut(row, fields["trailer_count"]), may_be_nothing=True)
    total = _digits(number, _cut(row, fields["trailer_total"]), may_be_nothing=True)
    if (count, total) != (len(lines), sum(line.amount_satang for line in lines)):
        raise UnreadableFile(number, gettext_noop("count or sum of the closing line is not that of the payments"))


def _table(text: str, fields: Mapping[str, Any]) -> list[ReadLine]:
    # Strict, or an open quotation mark would swallow the payments after it.
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    wanted = {name: spec["column"] for name, spec in fields.items()}
    try:
        if missing := set(wanted.values()) - set(rows.fieldnames or ()):
            raise UnreadableFile(1, gettext_noop("column %(name)s is missing"), name=min(missing))
        return [_table_line(number, row, wanted, fields) for number, row in enumerate(rows, start=2)]
    except csv.Error as bad:
        what = gettext_noop("a quotation mark stands in the wrong place")
        raise UnreadableFile(rows.line_num, what) from bad


def _table_line(
    number: int, row: Mapping[str, str | None], wanted: Mapping[str, str], fields: Mapping[str, Any]
) -> ReadLine:
    cell = {name: (row[column] or "").strip() for name, column in wanted.items()}
    if not 0 < len(cell["bank_reference"]) <= LONGEST_REFERENCE:
        raise UnreadableFile(number, gettext_noop("the reference of the bank is missing or too long"))
    return ReadLine(
        number=number,
        paid_at=_moment(number, cell["day"], cell["time"], fields),
        amount_satang=_decimal(number, cell["amount"]),
        ref1=cell["ref1"],
        ref2=cell["ref2"],
        bank_reference=cell["bank_reference"],
    )


def _cut(row: str, spec: Mapping[str, Any]) -> str:
    start = spec["start"] - 1
    return row[start : start + spec["length"]].strip()


def _moment(number: int, day: str, time: str, fields: Mapping[str, Any]) -> datetime:
    form = f"{fields['day']['format']} {fields['time']['format']}"
    try:
        moment = datetime.strptime(f"{day} {time}", form)  # noqa: DTZ007  the zone is the municipality's, added there
    except ValueError as bad:
        raise UnreadableFile(number, _NO_MOMENT, text=f"{day} {time}") from bad
    if moment.year < FIRST_YEAR:
        raise UnreadableFile(number, _NO_MOMENT, text=f"{day} {time}")
    return moment


def _digits(number: int, text: str, *, may_be_nothing: bool = False) -> int:
    if not text.isascii() or not text.isdigit() or (int(text) == 0 and not may_be_nothing):
        raise UnreadableFile(number, _NO_AMOUNT, text=text)
    return int(text)


def _decimal(number: int, text: str) -> int:
    try:
        satang = Decimal(text.replace(",", "")) * SATANG
    except InvalidOperation as bad:
        raise UnreadableFile(number, _NO_AMOUNT, text=text) from bad
    if not satang.is_finite() or not 0 < satang <= MOST_SATANG or satang != int(satang):
        raise UnreadableFile(number, _NO_AMOUNT, text=text)
    return int(satang)
