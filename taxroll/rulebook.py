"""Every rule of a tax year on one list: the law, and our settings of prices, of the published list and of papers.

It is the list that is taken to a lawyer, so nothing may be left out of it that decides about an owner's tax.
"""

from typing import Any

from gis_assets.models import Municipality
from taxroll.law import book, doubts, service
from taxroll.law.dated import Dated
from taxroll.law.doubts import Rule
from taxroll.prices import policy
from taxroll.rolls import terms


def of_year(municipality: Municipality, *, tax_year_be: int) -> list[Rule]:
    """The law of the year in its own order, then the settings beside it; raises LawIsSilent."""
    on = book.assessment_day(tax_year_be)
    prices, papers = policy.of_day(on), service.on(on)
    settings: dict[str, Dated[Any]] = {
        "precedence": prices.precedence,
        "street": prices.street,
        "areas": prices.areas,
        "correction_days": terms.correction_days(municipality, on=on),
        "decision_days": terms.decision_days(municipality, on=on),
        "payment": papers.payment,
        "post": papers.post_days,
        "pasted": papers.pasted_days,
    }
    beside = [doubts.rule(f"settings.{name}", dated) for name, dated in settings.items()]
    return [*doubts.rules_of_year(tax_year_be), *beside]
