"""Signs of a person in a text: citizen ids, telephone numbers, e-mail addresses, and names after a title.

Made to find too much rather than too little: a person decides about what only looks like one. What is found is told
masked, so that the telling is no second leak. Knows neither layers nor the database.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from stdnum.th import pin

from gis_assets import digits

Kind = Literal["citizen_id", "telephone", "email", "name"]

# Signs that people write between digits, and those that no eye sees.
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u3000\t\r\n]")

_CITIZEN_ID = re.compile(r"(?<!\d)\d(?:[ .-]{0,2}\d){12}(?!\d)")
_DIGIT = r"[ ().-]{0,2}\d"
_TELEPHONE = re.compile(
    rf"(?<![\d.])(?:\+?66[ ().-]{{0,3}}0?|0)[ ().-]{{0,2}}(?:[689](?:{_DIGIT}){{8}}|[2-57](?:{_DIGIT}){{7}})(?!\d|\.\d)"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

_LETTERS = "ก-ฺเ-๎"
_TITLE = r"(?:นางสาว|นาง|นาย|เด็กชาย|เด็กหญิง|น\. ?ส\.|ด\. ?ช\.|ด\. ?ญ\.|ดช\.|ดญ\.)"
# Words that begin like a title and are none: offices, trades, places, birds.
_NO_TITLE = (
    "นายก", "นายทะเบียน", "นายช่าง", "นายอำเภอ", "นายสถานี", "นายด่าน", "นายทหาร", "นายจ้าง", "นายหน้า", "นายท่า",
    "นายเรือ", "นายตรวจ", "นางนวล", "นางเลิ้ง", "นางรอง", "นางแย้ม", "นางพญา", "นางฟ้า", "นางไม้", "นางแบบ",
    "นางรำ", "นางพยาบาล", "นางกวัก", "นางแอ่น",
)  # fmt: skip
# Words after a first name that are no surname, in names of roads and places.
_NO_SURNAME = ("แยก", "ซอย", "ถนน", "ตรอก", "หมู่", "ฝั่ง", "สาย", "ตอน", "ซ้าย", "ขวา", "เหนือ", "ใต้", "ตะวัน", "อุทิศ")
_LONE_NAME = re.compile(rf"(?<![{_LETTERS}])(?!{'|'.join(_NO_TITLE)})(?P<title>{_TITLE}) ?(?P<name>[{_LETTERS}]{{2,}})")
_FULL_NAME = re.compile(
    rf"(?<!ท)(?!{'|'.join(_NO_TITLE)})(?P<title>{_TITLE}) ?(?P<name>[{_LETTERS}]{{2,}}) +"
    rf"(?!{'|'.join(_NO_SURNAME)})[{_LETTERS}]{{2,}}"
)
_ENGLISH_NAME = re.compile(r"\b(?P<title>(?i:mr|mrs|ms|miss))(?:\. ?| )(?P<name>[A-Z][a-z'-]+)")


@dataclass(frozen=True)
class Sign:
    """What looks like a person's, with all but a hint of it hidden."""

    kind: Kind
    masked: str


def signs(text: str) -> list[Sign]:
    """Every sign of a person in a text, in the order of its kinds; none twice."""
    plain = _plain(text)
    return list(dict.fromkeys([*_citizen_ids(plain), *_telephones(plain), *_emails(plain), *_names(plain)]))


def _plain(text: str) -> str:
    """The text with the digits, dashes and spaces of a typewriter."""
    visible = _UNSEEN.sub("", digits.arabic(text))
    return _SPACES.sub(" ", _DASHES.sub("-", visible))


def _citizen_ids(text: str) -> Iterator[Sign]:
    for found in _CITIZEN_ID.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if digits[-1] == pin.calc_check_digit(digits):
            yield Sign("citizen_id", f"x-xxxx-xxxxx-{digits[-3:-1]}-{digits[-1]}")


def _telephones(text: str) -> Iterator[Sign]:
    for found in _TELEPHONE.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        yield Sign("telephone", f"{digits[:2]}x-xxx-xx{digits[-2:]}")


def _emails(text: str) -> Iterator[Sign]:
    for found in _EMAIL.finditer(text):
        yield Sign("email", f"{found[0][0]}…@…")


def _names(text: str) -> Iterator[Sign]:
    for pattern in (_LONE_NAME, _FULL_NAME, _ENGLISH_NAME):
        for found in pattern.finditer(text):
            yield Sign("name", f"{found['title']} {found['name'][0]}…")
