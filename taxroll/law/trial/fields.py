"""One object of a facts file and its fields, each taken with its type and bounds, or refused by its name."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import NoReturn


class WrongFacts(ValueError):
    """What is wrong, in which field of which object, in English and in Thai."""

    def __init__(self, where: str, sentence: str, sentence_th: str) -> None:
        super().__init__(f"{where}: {sentence}.")
        self.where = where
        self.sentence = f"{where}: {sentence}."
        self.sentence_th = f"{where}: {sentence_th}"


def refuse(where: str, sentence: str, sentence_th: str) -> NoReturn:
    """Raise WrongFacts."""
    raise WrongFacts(where, sentence, sentence_th)


class Fields:
    """An object and the words that say where it stands (`plots, id P1`)."""

    def __init__(self, told: object, where: str) -> None:
        if not isinstance(told, dict):
            refuse(where, "an object in braces is expected", "ต้องเป็นวัตถุในวงเล็บปีกกา")
        self._told = told
        self.where = where

    def has(self, name: str) -> bool:
        return name in self._told

    def only(self, *names: str) -> None:
        """Refuse a field that nobody would read: it is a slip of the pen."""
        for name in self._told:
            if name not in names:
                known = ", ".join(names)
                refuse(f"{self.where}.{name}", f"unknown field; known are {known}", f"ไม่รู้จักช่องนี้ ช่องที่ใช้ได้คือ {known}")

    def absent(self, name: str) -> str:
        if self.has(name):
            refuse(f"{self.where}.{name}", "this field does not belong here", "ช่องนี้ใช้กับรายการนี้ไม่ได้")
        return ""

    def objects(self, name: str) -> list["Fields"]:
        """A list of objects, empty where the field is missing."""
        listed = self._told.get(name, [])
        if not isinstance(listed, list):
            refuse(f"{self.where}.{name}", "a list in brackets is expected", "ต้องเป็นรายการในวงเล็บเหลี่ยม")
        top = "" if self.where == "facts" else f"{self.where}."
        return [Fields(one, _called(f"{top}{name}", number, one)) for number, one in enumerate(listed, start=1)]

    def inner(self, name: str) -> "Fields":
        return Fields(self._given(name), f"{self.where}.{name}")

    def text(self, name: str, *, default: str | None = None) -> str:
        value = self._given(name, default)
        if not isinstance(value, str) or (not value.strip() and value != default):
            refuse(f"{self.where}.{name}", "a text in quotes is expected", "ต้องเป็นข้อความในเครื่องหมายคำพูด")
        return value

    def choice(self, name: str, known: Sequence[str], *, default: str | None = None) -> str:
        value = self.text(name, default=default)
        if value != default and value not in known:
            told = ", ".join(known)
            refuse(f"{self.where}.{name}", f"{value} is unknown; known are {told}", f"ไม่รู้จัก {value} ที่ใช้ได้คือ {told}")
        return value

    def flag(self, name: str) -> bool:
        value = self._told.get(name, False)
        if not isinstance(value, bool):
            refuse(f"{self.where}.{name}", "true or false is expected", "ต้องเป็น true หรือ false")
        return value

    def whole(self, name: str, *, least: int, most: int, default: int | None = None) -> int:
        value = self.number(
            name,
            least=Decimal(least),
            most=Decimal(most),
            places=0,
            default=None if default is None else Decimal(default),
        )
        return int(value)

    def number(
        self, name: str, *, least: Decimal, most: Decimal, places: int, default: Decimal | None = None
    ) -> Decimal:
        """A number written plain or in quotes, within bounds, with at most so many decimals."""
        value = _decimal(self._given(name, default), f"{self.where}.{name}")
        if not least <= value <= most:
            refuse(
                f"{self.where}.{name}",
                f"{value} is not between {least} and {most:,}",
                f"{value} ไม่อยู่ระหว่าง {least} ถึง {most:,}",
            )
        if value != round(value, places):
            refuse(
                f"{self.where}.{name}",
                f"{value} has more than {places} decimals",
                f"{value} มีทศนิยมเกิน {places} ตำแหน่ง",
            )
        return value

    def share(self, name: str, *, most: int | None = 1) -> Fraction:
        """A share as a decimal or as a fraction in quotes (`1/3`); not negative, at most `most`."""
        given = self._given(name)
        where = f"{self.where}.{name}"
        try:
            value = Fraction(str(given)) if _may_be_number(given) else None
        except (ValueError, ZeroDivisionError):
            value = None
        if value is None:
            refuse(where, f"{given} is no share", f"{given} ไม่ใช่สัดส่วน")
        if value < 0 or (most is not None and value > most) or value.denominator > 10**6:
            refuse(
                where,
                f"{given} is no share between 0 and 1, or is too fine",
                f"{given} ไม่ใช่สัดส่วนระหว่าง 0 ถึง 1 หรือละเอียดเกินไป",
            )
        return value

    def day(self, name: str) -> date | None:
        if not self.has(name):
            return None
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            refuse(f"{self.where}.{name}", "a day such as 2024-01-31 is expected", "ต้องเป็นวันที่ ค.ศ. เช่น 2024-01-31")

    def _given(self, name: str, default: object = None) -> object:
        value = self._told.get(name, default)
        if value is None:
            refuse(f"{self.where}.{name}", "this field is missing", "ไม่ได้ระบุช่องนี้")
        return value


def _called(name: str, number: int, one: object) -> str:
    return f"{name}, id {one['id']}" if isinstance(one, dict) and isinstance(one.get("id"), str) else f"{name} {number}"


def _may_be_number(given: object) -> bool:
    return isinstance(given, int | float | Decimal | str) and not isinstance(given, bool)


def _decimal(given: object, where: str) -> Decimal:
    if _may_be_number(given):
        try:
            value = Decimal(str(given))
            if value.is_finite() and abs(value) < Decimal(10) ** 20:
                return value
        except InvalidOperation:
            pass
    refuse(where, f"{given} is no number", f"{given} ไม่ใช่ตัวเลข")
