"""From a register to assessed lines: the one way of every roll, of its proof and of its supplements.

What follows the reading needs no database and can be done anywhere.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from taxroll import properties, valuation
from taxroll.columns import Columns
from taxroll.law import book, kernel, library
from taxroll.law.book import LawOfYear
from taxroll.law.facts import Assessment
from taxroll.valuation import ShapesOf, ValuedFacts


class AnotherLaw(Refusal):
    def __init__(self) -> None:
        sentence = _(
            "The law files of the computer that should build the roll are others than here. Make them equal first."
        )
        super().__init__(sentence)


@dataclass(frozen=True)
class Computed:
    """One municipality valued and assessed; by which law (digest of its files), and from which frozen inputs if any."""

    valued: ValuedFacts
    assessed: Assessment
    law_digest: str
    inputs_sha256: str = ""


def of_register(municipality: Municipality, *, law: LawOfYear) -> Computed:
    """The municipality as it stood on the day of that tax year, read from the database."""
    read = properties.read_columns(municipality=municipality, on=book.assessment_day(law.tax_year_be))
    return compute(read, tax_year_be=law.tax_year_be, shapes=valuation.shapes_of)


def compute(read: Columns, *, tax_year_be: int, shapes: ShapesOf, inputs_sha256: str = "") -> Computed:
    """Value and assess all that was read of a register; raises LawIsSilent for a year without law."""
    law = library.of_year(tax_year_be)
    register = properties.of_columns(read, on=book.assessment_day(tax_year_be))
    valued = valuation.of_register(register, law=law, shapes=shapes)
    return Computed(valued, kernel.assess(valued.facts, law=law), library.current().digest, inputs_sha256)


def check_law(digest: str) -> None:
    """Raise AnotherLaw unless the law files here have that digest."""
    if library.current().digest != digest:
        raise AnotherLaw
