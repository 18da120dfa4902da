"""The law of a year as a list: what each rule is called, what it says, where it stands, how sure that is.

Plain data for the officer's page, and for whoever asks which rules wait for a lawyer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from gis_assets import units
from taxroll.law import library
from taxroll.law.book import DepreciationStep, LawOfYear
from taxroll.law.dated import Citation, Dated
from taxroll.law.rules import ExemptKind, ReductionKind, Title
from taxroll.law.tables import UNBOUNDED_SATANG, Slice

PPM_PER_PERCENT = 10_000
UNITS = ("_satang", "_ppm", "_baht", "_days", "_percent")
SEPARATED_FROM = 10_000  # years stay whole
TH, EN = "th", "en"


@dataclass(frozen=True)
class Rule:
    """One rule of the year. `key` names it in the files; `says` is its content in words and figures."""

    key: str
    title: str
    title_th: str
    says: str
    says_th: str
    since_date: date
    citation: Citation


def rules_of_year(tax_year_be: int) -> list[Rule]:
    """Every rule that holds for a tax year, in the order of the book; raises LawIsSilent."""
    law = library.of_year(tax_year_be)
    return [rule(key, dated) for key, dated in _dated(law)]


def of_year(tax_year_be: int) -> list[Rule]:
    """Those rules of the year about which something is doubtful; raises LawIsSilent."""
    return [found for found in rules_of_year(tax_year_be) if found.citation.doubt]


def _dated(law: LawOfYear) -> Iterator[tuple[str, Dated[Any]]]:
    for name, value in vars(law).items():
        if isinstance(value, Dated):
            yield name, value
        elif isinstance(value, Mapping):
            for inner, dated in value.items():
                yield f"{name}.{getattr(inner, 'key', inner)}", dated


def rule(key: str, dated: Dated[Any]) -> Rule:
    """One rule as the page says it; its key is among the titles."""
    value = dated.value
    if isinstance(value, ExemptKind | ReductionKind):
        title = Title(value.title, value.title_th)
    else:
        title = library.current().titles[_without_unit(key)]
    says, says_th = (
        _sentence(form, key, value, language) for form, language in ((title.says, EN), (title.says_th, TH))
    )
    return Rule(key, title.title, title.title_th, says, says_th, dated.period.start, dated.citation)


def _without_unit(key: str) -> str:
    """`warning` of `warning_days`, where the files name the rule without its unit; ceilings lose it in the middle."""
    key = key.replace("_ppm.", ".")
    titles = library.current().titles
    return next((name for name in (key, *(key.removesuffix(unit) for unit in UNITS)) if name in titles), key)


def _sentence(form: str, key: str, value: Any, language: str) -> str:
    """The form filled with the value, or with its parts by their names without units."""
    if isinstance(value, ExemptKind):
        return ""
    if isinstance(value, ReductionKind):
        return _reduction(value, language)
    parts = {"value": _figure(key, value, language)}
    if hasattr(value, "__dataclass_fields__"):
        parts |= {name: _figure(name, part, language) for name, part in vars(value).items()}
        parts |= {_bare(name): text for name, text in parts.items()}
    return form.format(**parts)


def _bare(name: str) -> str:
    return name.replace("_ppm", "").removesuffix("_satang")


def _reduction(kind: ReductionKind, language: str) -> str:
    text = _percent(kind.reduction_ppm)
    if kind.years and kind.years_from:
        years = f"{kind.years} ปี" if language == TH else f"for {kind.years} years"
        text += f", {years} {_word(kind.years_from.value, language)}"
    return text


def _figure(key: str, value: Any, language: str) -> str:
    """One value as people write it."""
    if isinstance(value, tuple):
        between = "\n" if any(isinstance(part, Slice | DepreciationStep) for part in value) else ", "
        return between.join(_figure(key, part, language) for part in value)
    if isinstance(value, Slice):
        return _slice(value, language)
    if isinstance(value, DepreciationStep):
        years = f"ต่อปี ถึงปีที่ {value.through_age}" if language == TH else f"a year, through year {value.through_age}"
        return f"{value.percent_a_year} % {years}"
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{units.year_be(value.year)}"
    if isinstance(value, bool | Enum | str):
        return _word(str(value.value) if isinstance(value, Enum) else str(value).lower(), language)
    return _number(key, value, language)


def _number(key: str, value: Any, language: str) -> str:
    if "_ppm" in key:
        return _percent(value)
    if key.endswith("_satang"):
        if value == UNBOUNDED_SATANG:
            return "ทั้งหมด" if language == TH else "everything"
        return f"{value // units.SATANG:,} {'บาท' if language == TH else 'baht'}"
    return f"{value:,}" if isinstance(value, int) and value >= SEPARATED_FROM else str(value)


def _slice(part: Slice, language: str) -> str:
    rate = _percent(part.rate_ppm)
    if part.up_to_satang == UNBOUNDED_SATANG:
        return rate if part.from_satang == 0 else f"{rate} {'ส่วนที่เกินกว่านั้น' if language == TH else 'above that'}"
    border = f"{part.up_to_satang // units.SATANG:,}"
    return f"{rate} ส่วนที่ไม่เกิน {border} บาท" if language == TH else f"{rate} up to {border} baht"


def _percent(ppm: int) -> str:
    return f"{Decimal(ppm) / PPM_PER_PERCENT:.2f}".rstrip("0").rstrip(".") + " %"


def _word(choice: str, language: str) -> str:
    """The name of a choice in the language of the page; other texts stand for themselves."""
    word = library.current().titles.get(f"word.{choice}")
    if word is None:
        return choice
    return word.title_th if language == TH else word.title
