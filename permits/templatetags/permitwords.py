"""Words of data files in the reader's language, and stretches of time, on the pages of the one-stop service."""

from collections.abc import Mapping
from datetime import timedelta

from django import template

from gis_assets.attested import Setting
from permits import wording
from permits.cited import Text
from permits.paper import Paper
from permits.services import Fee, Service

register = template.Library()


@register.filter
def said(text: Text | None) -> str:
    """The words in the language of the page."""
    return "" if text is None else wording.said(text)


@register.filter
def outcome(paper: Paper, code: str) -> str:
    """What was decided, in the words of the paper."""
    return wording.outcome(paper, code)


@register.filter
def rate(fee: Fee, service: Service) -> str:
    """What a fee of the service costs."""
    return wording.rate(fee, service)


@register.filter
def minutes(stretch: timedelta | None) -> float | None:
    """A stretch of time in minutes, for the filter `duration`."""
    return None if stretch is None else stretch.total_seconds() / 60


@register.filter
def seconds(number: int | None) -> float:
    """Seconds in minutes, for the filter `duration`."""
    return (number or 0) / 60


@register.filter
def attested(setting: Setting, name: str) -> str:
    """The title, citation or doubt of a dated setting."""
    return wording.said(Text(getattr(setting, f"{name}_th"), getattr(setting, name)))


@register.filter
def in_language(line: Mapping[str, str], name: str) -> str:
    """What a fee's line calls `name_th` and `name_en`."""
    return wording.said(Text(line.get(f"{name}_th", ""), line.get(f"{name}_en", "")))
