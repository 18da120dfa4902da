"""Which rules hold for the money and the disputes of a roll: those of land and buildings, or those of signs."""

from datetime import date

from taxroll import calendars
from taxroll.law import collection, library, signboards
from taxroll.law.book import LawOfYear
from taxroll.models import Bill, Filing, Roll
from taxroll.signs import reassessing


def of_roll(roll: Roll) -> LawOfYear:
    """The law of the roll's year as it holds for its money and disputes; raises LawIsSilent."""
    law = library.of_year(roll.tax_year_be)
    return signboards.collecting(law) if roll.is_of_signs else law


def last_day(roll: Roll, *, notified_on: date) -> date:
    """Until when a notice of that day may be paid.

    Signs by days from the notice; land by the municipality's calendar, and never sooner than a late notice gives.
    """
    law = library.of_year(roll.tax_year_be)
    if roll.is_of_signs:
        return signboards.pay_by(notified_on=notified_on, law=law)
    by_law = collection.due_date(notified_on=notified_on, law=law)
    return max(by_law, calendars.of(roll.municipality, roll.tax_year_be).pay_by)


def late_return_satang(bill: Bill) -> int:
    """What late returns of its signs cost beside the tax, after the last decision about them."""
    if not bill.roll.is_of_signs:
        return 0
    return sum(line.late_return_satang for line in reassessing.lines_of(bill, decision=last_decision(bill)))


def last_decision(bill: Bill) -> Filing | None:
    """The last decision that assessed the signs of a bill anew."""
    return Filing.objects.filter(notice__bill=bill, sign_lines__isnull=False).order_by("decided_at").last()
