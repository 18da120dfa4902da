"""Second step: the signs of a year that were declared are assessed, each owner on one bill, and the bills sealed.

Each assessment is a small roll of its own, sealed at once; a sign stands on one that is in force. Who was assessed
wrongly has the notice cancelled and the sign mended: then it is assessed again.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import journal
from gis_assets.models import Municipality, PartyVersion
from gis_assets.models.parties import PartyKind
from gis_assets.refusals import Refusal
from taxroll import numbering, references
from taxroll.law import book, library, signboards
from taxroll.law.book import LawOfYear
from taxroll.law.signboards import YearOfSign
from taxroll.models import Bill, Levied, Roll, RollStatus, SignLine
from taxroll.signs import listing
from taxroll.signs.listing import SignOfYear

# Bills of signs carry this instead of the sequence of a roll of land in their reference, and one series a year.
SEQUENCE_IN_REFERENCE = 0


class NothingToAssess(Refusal):
    def __init__(self, year: int) -> None:
        sentence = _("No sign of %(year)s waits for its assessment. Write down the returns that came in first.")
        super().__init__(sentence % {"year": year})


@transaction.atomic
def assess(
    municipality: Municipality, *, tax_year_be: int, by: User, at: datetime, has_undeclared: bool = False
) -> Roll:
    """Assess the declared signs of a year that are not assessed yet; raises NothingToAssess or LawIsSilent.

    `has_undeclared`: those whose owner filed no return as well; once the time for it is over, that costs what a late
    return does.
    """
    law = library.of_year(tax_year_be)
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    found = listing.of_year(municipality, tax_year_be=tax_year_be)
    wanted = [sign for sign in found if sign.state == "returned" or (has_undeclared and sign.state == "open")]
    if not wanted:
        raise NothingToAssess(tax_year_be)
    roll = _draft(municipality, tax_year_be, by, at)
    _bill(roll, wanted, law, on=timezone.localdate(at))
    return _seal(roll, by, at)


def _draft(municipality: Municipality, tax_year_be: int, by: User, at: datetime) -> Roll:
    former = Roll.every.filter(municipality=municipality, tax=Levied.SIGNS, tax_year_be=tax_year_be)
    return Roll.every.create(
        municipality=municipality,
        tax=Levied.SIGNS,
        tax_year_be=tax_year_be,
        sequence=(former.aggregate(last=Max("sequence"))["last"] or 0) + 1,
        as_of_date=book.assessment_day(tax_year_be),
        built_at=at,
        built_by=by,
        assessed_at=at,
        assessed_by=by,
        law_digest=library.current().digest,
    )


def _bill(roll: Roll, wanted: Sequence[SignOfYear], law: LawOfYear, *, on: date) -> None:
    """A bill for each owner with the lines of his signs."""
    by_owner: dict[int, list[SignOfYear]] = defaultdict(list)
    for sign in wanted:
        by_owner[sign.version.owner_id].append(sign)
    numbers = _numbers(roll, len(by_owner))
    known = _owners(list(by_owner), roll.as_of_date)
    line_number = 0
    for number, (owner, signs) in zip(numbers, by_owner.items(), strict=True):
        taxes = [_tax(sign, law, on=on) for sign in signs]
        bill = _new_bill(roll, number, signs[0], known.get(owner), sum(tax.tax_satang for tax in taxes))
        lines = []
        for sign, tax in zip(signs, taxes, strict=True):
            line_number += 1
            lines.append(_line(bill, line_number, sign, tax))
        SignLine.objects.bulk_create(lines)
        roll.bill_count += 1
        roll.payable_satang += bill.payable_satang
    roll.line_count = 0  # lines of land and buildings, of which this roll has none


def _tax(sign: SignOfYear, law: LawOfYear, *, on: date) -> YearOfSign:
    version = sign.version
    whole = signboards.tax_satang(
        width_cm=version.width_cm,
        height_cm=version.height_cm,
        faces=version.faces,
        letters=version.letters,
        is_moving=version.is_moving,
        rates=law.signboards.value,
    )
    return signboards.of_year(whole, shown_from=version.shown_from, returned_on=sign.returned_on or on, law=law)


def _numbers(roll: Roll, count: int) -> list[int]:
    taken = numbering.take_many(municipality=roll.municipality, kind="sign_bill", year_be=roll.tax_year_be, count=count)
    return [int(number.partition("/")[2]) for number in taken]


def _owners(parties: Sequence[int], day: date) -> dict[int, PartyVersion]:
    """What is known of the owners: on the day, else the latest."""
    versions = PartyVersion.objects.filter(party__in=parties).exclude(valid__isempty=True).order_by("valid")
    latest = {version.party_id: version for version in versions}
    return latest | {version.party_id: version for version in versions.filter(valid__contains=day)}


def _new_bill(roll: Roll, number: int, sign: SignOfYear, owner: PartyVersion | None, tax_satang: int) -> Bill:
    party = sign.version.owner
    return Bill.objects.create(
        municipality=roll.municipality,
        roll=roll,
        number=number,
        reference=references.make(
            dla_code=roll.municipality.dla_code,
            tax_year_be=roll.tax_year_be,
            sequence=SEQUENCE_IN_REFERENCE,
            number=number,
        ),
        party=party,
        parties=[party.pk],
        owner_name=owner.name if owner else "",
        owner_address=owner.address if owner else "",
        owner_id_tail=owner.id_tail if owner else "",
        is_natural=party.kind == PartyKind.NATURAL,
        plot_count=0,
        building_count=0,
        value_satang=0,
        exemption_satang=0,
        tax_satang=tax_satang,
        relief_satang=0,
        phase_in_satang=0,
        payable_satang=tax_satang,
    )


def _line(bill: Bill, number: int, sign: SignOfYear, tax: YearOfSign) -> SignLine:
    version = sign.version
    copied = ("words", "place", "width_cm", "height_cm", "faces", "letters", "is_moving", "shown_from")
    return SignLine(
        municipality=bill.municipality,
        roll=bill.roll,
        bill=bill,
        number=number,
        sign_version=version,
        sign_number=version.sign.number,
        returned_on=sign.returned_on,
        return_by=tax.return_by,
        periods=tax.periods,
        whole_year_satang=tax.whole_year_satang,
        tax_satang=tax.tax_satang,
        late_return_satang=tax.late_return_satang,
        **{name: getattr(version, name) for name in copied},
    )


def _seal(roll: Roll, by: User, at: datetime) -> Roll:
    roll.status, roll.sealed_at, roll.sealed_by, roll.rows_digest = RollStatus.SEALED, at, by, digest(roll)
    roll.save()
    journal.append(
        municipality=roll.municipality,
        by=by,
        action="signs assessed",
        thing_kind="tax_roll",
        thing_uid=roll.uid,
        at=at,
        details={"tax_year_be": roll.tax_year_be, "sequence": roll.sequence, "payable_satang": roll.payable_satang},
    )
    return roll


def digest(roll: Roll) -> str:
    """SHA-256 of the lines of signs as they stand now, with whose bill each is on."""
    columns = [field.attname for field in SignLine._meta.concrete_fields if field.attname != "id"]
    rows = SignLine.objects.filter(roll=roll).order_by("number")
    sha = hashlib.sha256(f"{roll.tax_year_be}/{roll.sequence} {roll.law_digest}\n".encode())
    for row in rows.values_list("bill__reference", *columns).iterator():
        sha.update(json.dumps(row, default=str, ensure_ascii=False).encode())
    return sha.hexdigest()
