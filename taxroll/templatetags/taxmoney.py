"""How the books are written on a page: the year that tabs open, names of layouts and rules, balances without a sign."""

from django import template
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gis_assets import units
from taxroll.collection.bankformats import Layout
from taxroll.views import acting

register = template.Library()

# The rules of sql/ledger_faults.sql in the words of the page.
RULES = {
    "open tax of notice": _("Open tax of notice"),
    "surplus below nothing": _("More than the surplus was given back on notice"),
    "tax of payment": _("Tax part of payment"),
    "penalty of payment": _("Penalty part of payment"),
    "surcharge of payment": _("Surcharge part of payment"),
    "surplus of payment": _("Surplus part of payment"),
    "reversal of payment": _("Reversal of payment"),
    "money in hand and at the bank": _("Money in hand and at the bank"),
    "money not yet matched": _("Money not yet matched"),
    "refunds to be paid out": _("Refunds to be paid out"),
}


@register.simple_tag
def this_tax_year() -> int:
    return acting.this_year()


@register.filter
def layout_name(layout: Layout) -> str:
    return layout.name_th if (translation.get_language() or "th").startswith("th") else layout.name


@register.filter
def positive_baht(amount_satang: int) -> str:
    """A credit balance as the bookkeeper writes it: without a sign."""
    return units.format_baht(abs(amount_satang))


@register.filter
def fault_rule(rule: str) -> str:
    return str(RULES.get(rule, rule))
