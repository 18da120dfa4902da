"""How citations and doubts of the law are written on a page, in its language."""

from datetime import date, timedelta
from decimal import Decimal

from django import template
from django.utils import translation

from taxroll.law.dated import Citation
from taxroll.law.doubts import Rule
from taxroll.law.rules import ExemptKind, ReductionKind

register = template.Library()
PPM_PER_PERCENT = 10_000


@register.filter
def cited(citation: Citation) -> str:
    return citation.cite_th if _is_thai() else citation.cite


@register.filter
def doubted(citation: Citation) -> str:
    return citation.doubt_th if _is_thai() else citation.doubt


@register.filter
def titled(kind: ExemptKind | ReductionKind | Rule) -> str:
    """The name of a kind of property or of a rule in the language of the page."""
    return kind.title_th if _is_thai() else kind.title


@register.filter
def named_in(key: str, names: dict[str, str]) -> str:
    """The name of a kind in the law's list; its key where the law of the year has it no more."""
    return names.get(key, key)


@register.filter
def day_before(day: date | None) -> date | None:
    """The last day of a period that ends before `day`."""
    return None if day is None else day - timedelta(days=1)


@register.filter
def percent_of_ppm(ppm: int) -> str:
    """0.5 of 5,000 millionths."""
    return f"{(Decimal(ppm) / PPM_PER_PERCENT).normalize():f}"


@register.filter
def said(rule: Rule) -> str:
    return rule.says_th if _is_thai() else rule.says


def _is_thai() -> bool:
    return (translation.get_language() or "th").startswith("th")
