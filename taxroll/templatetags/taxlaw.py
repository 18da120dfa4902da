"""How citations and doubts of the law are written on a page, in its language."""

from django import template
from django.utils import translation

from taxroll.law.dated import Citation
from taxroll.law.doubts import Rule

register = template.Library()


@register.filter
def cited(citation: Citation) -> str:
    return citation.cite_th if _is_thai() else citation.cite


@register.filter
def doubted(citation: Citation) -> str:
    return citation.doubt_th if _is_thai() else citation.doubt


@register.filter
def titled(rule: Rule) -> str:
    return rule.title_th if _is_thai() else rule.title


@register.filter
def said(rule: Rule) -> str:
    return rule.says_th if _is_thai() else rule.says


def _is_thai() -> bool:
    return (translation.get_language() or "th").startswith("th")
