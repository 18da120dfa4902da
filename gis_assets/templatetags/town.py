"""How areas, money and days are written on every page."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import formats, timezone, translation

from gis_assets import units

register = template.Library()


@register.filter
def rai(area_wah: Decimal | None) -> str:
    """Square wah as `2-1-35.5`."""
    return "" if area_wah is None else units.format_rai_ngan_wah(Decimal(area_wah))


@register.filter
def rai_of_m2(area_m2: Decimal | None) -> str:
    return "" if area_m2 is None else units.format_rai_ngan_wah(units.wah_from_m2(Decimal(area_m2)))


@register.filter
def baht(amount_satang: int | None) -> str:
    return "" if amount_satang is None else units.format_baht(int(amount_satang))


@register.filter
def thai_date(day: date | datetime | None) -> str:
    """`22 พฤศจิกายน 2569` in Thai; in English the common era."""
    if day is None:
        return ""
    on = timezone.localtime(day).date() if isinstance(day, datetime) else day
    year = units.year_be(on.year) if (translation.get_language() or "th").startswith("th") else on.year
    return f"{on.day} {formats.date_format(on, 'F')} {year}"


@register.filter
def thai_time(at: datetime | None) -> str:
    """Day and time of day to the minute, in the municipality's time."""
    return "" if at is None else f"{thai_date(at)} {timezone.localtime(at):%H:%M}"
