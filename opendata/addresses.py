"""What somebody typed, read as an address: a house number, and the words by which a road, soi or place is called.

Thai and English, with the short forms that people write: ถ. ซ. ม. ต., Rd., Moo. What only says in which village,
tambon, district or province it is tells nothing within one town, unless nothing else is said. Pure.
"""

import re
from dataclasses import dataclass

from gis_assets import digits

MOST_WORDS = 6
_ROAD, _SOI = ("ถนน", "road"), ("ซอย", "soi")
# A sign of a house number before it, and one at the beginning of an address.
_NUMBERED = re.compile(r"(?:บ้านเลขที่|เลขที่|\bhouse no\.?|\bno\.)\s*(\d{1,5}(?:/\d{1,5}){0,2}[ก-ฮ]?)(?![\d/])")
_FIRST = re.compile(r"(\d{1,5}(?:/\d{1,5}){0,2}[ก-ฮ]?)(?=\s+\S|$)")
_SHORT = (
    (re.compile(r"(?:^|(?<=[\s,]))ถ\.\s*"), " ถนน"),
    (re.compile(r"(?:^|(?<=[\s,\d]))ซ\.\s*"), " ซอย"),
    (re.compile(r"\brd\b\.?"), " road "),
)
_AROUND = re.compile(
    r"(?:หมู่ที่|หมู่|(?:^|(?<=[\s,]))ม\.|\bmoo\b|\bm\.)\s*\d{1,2}\b"
    r"|(?:(?:^|(?<=[\s,]))[ตอจ]\.|ตำบล|อำเภอ|จังหวัด|แขวง|เขต)\s*[^\s,\d]+"
    r"|\b(?:tambon|amphoe|changwat|province)\s+[^\s,\d]+"
    r"|(?:^|(?<=[\s,]))[1-9]\d{4}(?=\s|$)"
)
_AROUND_WORD = re.compile(r"^(?:หมู่ที่|ตำบล|อำเภอ|จังหวัด|แขวง|เขต|[ตอจ]\.|tambon|amphoe|changwat)\s*")
_KINDS = re.compile(r"^(?:ถนน|ซอย)(?=.)|^(?:ถนน|ซอย|road|soi|street|lane)$")


@dataclass(frozen=True)
class Address:
    """`words` are in small letters, without the word for road or soi, numbers last; `kind` is that word, or nothing."""

    house_number: str
    words: tuple[str, ...]
    kind: str

    @property
    def names(self) -> list[str]:
        """All in one, as names are written in Thai and in English, without spaces."""
        plain = "".join(self.words)
        return list(
            dict.fromkeys(
                [f"{self.kind}{plain}", plain, *(f"{kind}{plain}" for kind in ("ถนน", "ซอย", "soi")), f"{plain}road"]
            )
        )

    @property
    def letters(self) -> list[str]:
        """The words that a name must hold."""
        return [word for word in self.words if not word.isdecimal()]

    @property
    def numbers(self) -> list[str]:
        """The numbers that a name must hold, such as that of a soi."""
        return [word for word in self.words if word.isdecimal()]


def read(text: str) -> Address:
    """What was typed; words beyond the sixth are left out."""
    plain = digits.arabic(text).lower().strip()
    for short, whole in _SHORT:
        plain = short.sub(whole, plain)
    number, plain = _house_number(plain.strip())
    without = _AROUND.sub(" ", plain).strip(" ,")
    parts = re.split(r"[\s,]+", without or _AROUND_WORD.sub("", plain))
    kind = next((kind for kind in (*_SOI, *_ROAD) if any(part.startswith(kind) for part in parts)), "")
    stripped = [_KINDS.sub("", part) for part in parts]
    words = [word for word in stripped if word] or [part for part in parts if part] or [number] * number.isdecimal()
    # A number that stands at once behind a word is a word of its own, as "ซอยวัดจำลอง5".
    apart = [piece for word in words for piece in re.findall(r"\d+|\D+", word)]
    in_order = sorted(apart[:MOST_WORDS], key=str.isdecimal)
    return Address(number, tuple(in_order), kind)


def _house_number(text: str) -> tuple[str, str]:
    """The number, and the text without it."""
    found = _NUMBERED.search(text) or _FIRST.match(text)
    if found is None:
        return "", text
    return found.group(1), f"{text[: found.start()]} {text[found.end() :]}".strip()
