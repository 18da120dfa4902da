"""Words of data files in the reader's language, and stretches of time, on the pages of the one-stop service."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django import template

from casework import tracking
from gis_assets.attested import Setting
from permits import wording
from permits.cited import Text
from permits.desk.marking import Line
from permits.paper import Paper
from permits.services import Fee, Service, Track

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
def grouped(code: str) -> str:
    """A tracking number in its four groups."""
    return tracking.grouped(code)


@register.filter
def shortest(service: Service) -> Track:
    """The way of the service that is decided soonest."""
    return min(service.tracks, key=lambda track: track.manual_days)


@register.filter
def longest(service: Service) -> Track:
    """The way of the service that may take longest."""
    return max(service.tracks, key=lambda track: track.manual_days)


@register.filter
def done(checklist: Sequence[Line]) -> int:
    """How many lines of a checklist are ticked or set aside."""
    return sum(line.is_done for line in checklist)


@register.filter
def minutes(stretch: timedelta | None) -> float | None:
    """A stretch of time in minutes, for the filter `duration`."""
    return None if stretch is None else stretch.total_seconds() / 60


@register.filter
def seconds(number: int | None) -> float:
    """Seconds in minutes, for the filter `duration`."""
    return (number or 0) / 60


@register.filter
def unit(setting: Setting) -> str:
    """The unit of a dated setting."""
    return wording.of_setting(setting.unit)


@register.filter
def attested(setting: Setting, name: str) -> str:
    """The title, citation or doubt of a dated setting."""
    return wording.said(Text(getattr(setting, f"{name}_th"), getattr(setting, name)))


@register.filter
def in_language(line: Mapping[str, str], name: str) -> str:
    """What a fee's line calls `name_th` and `name_en`."""
    return wording.said(Text(line.get(f"{name}_th", ""), line.get(f"{name}_en", "")))
