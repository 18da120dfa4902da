"""The list of property (ภ.ด.ส. 3, of units ภ.ด.ส. 4): for posting, by parcel and without a name; and for its owners,
one by one or a hundred in a file.

What stands in it are the facts that the roll copied.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Sum

from gis_assets import sql_files
from gis_assets.units import rai_ngan_wah
from taxroll import documents
from taxroll.models import Bill, Roll
from taxroll.papers import routes, sheets
from taxroll.rolls import terms

HUNDRED = Decimal(100)
PART = 2_000
"""Properties in one PDF of the list for posting; tens of thousands in one would keep everybody waiting."""
OWNERS_IN_A_FILE = 100
USES = ("agriculture", "residential", "other", "vacant")


@dataclass(frozen=True)
class Property:
    """A plot (area in square wah), building or unit (area in square metres) of the list; uses in the same measure."""

    uses: tuple[Decimal, ...]
    bill_number: int
    owner_name: str
    owner_count: int
    kind: str
    parcel_code: str
    document_type: str
    document_number: str
    land_number: str
    survey_page: str
    area_wah: Decimal | None
    house_number: str
    treasury_type: str
    material_class: str
    area_m2: Decimal | None
    age_years: int | None
    condominium_name: str
    registration_number: str
    building_name: str
    floor: str
    unit_number: str

    @property
    def is_land(self) -> bool:
        return self.kind == "land"

    @property
    def is_mixed(self) -> bool:
        """Whether it is used for more than one thing."""
        return sum(use > 0 for use in self.uses) > 1


def properties(
    roll: Roll,
    *,
    bills: Sequence[int] | None = None,
    by_parcel: bool = True,
    limit: int | None = None,
    offset: int = 0,
) -> list[Property]:
    """Plots, buildings and units of a roll or of some bills (by key), each once; by parcel code or owner by owner."""
    asked = {"roll": roll.pk, "bills": None if bills is None else list(bills), "by_parcel": by_parcel}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "listed_properties"), asked | {"limit": limit, "offset": offset})
        return [
            Property(tuple(Decimal(area or 0) / HUNDRED for area in row[20:]), *row[:20]) for row in cursor.fetchall()
        ]


def parts(roll: Roll) -> int:
    """How many PDFs the list for posting comes in; at least one."""
    counts = {name: Sum(f"{name}_count") for name in ("plot", "building", "unit")}
    sums = Bill.objects.filter(roll=roll).aggregate(**counts)
    return max(1, -(-sum(count or 0 for count in sums.values()) // PART))


def for_posting(roll: Roll, *, part: int = 1) -> bytes:
    """One part of the list as PDF, by parcel code. No owner is named: it hangs where everybody passes."""
    listed = properties(roll, limit=PART, offset=(part - 1) * PART)
    return documents.pdf("list", _contents(roll, listed, owner=None) | {"part": str(part), "parts": str(parts(roll))})


def for_owner(bill: Bill) -> bytes:
    """The list of one owner's property as PDF, to be sent to him."""
    return _of_owner(bill, properties(bill.roll, bills=[bill.pk]))


def owners_files(roll: Roll) -> int:
    """In how many files for the printer the lists of all owners come."""
    return -(-roll.bill_count // OWNERS_IN_A_FILE)


def for_owners(roll: Roll, *, number: int) -> bytes:
    """The lists of a hundred owners as one file for the printer, in the order of delivery; raises LookupError."""
    keys = routes.all_in_order(roll)[(number - 1) * OWNERS_IN_A_FILE : number * OWNERS_IN_A_FILE]
    if not keys:
        raise LookupError(number)
    bills = Bill.objects.filter(roll=roll).select_related("roll__municipality").in_bulk(keys)
    of_bill: defaultdict[int, list[Property]] = defaultdict(list)
    for one in properties(roll, bills=keys, by_parcel=False):
        of_bill[one.bill_number].append(one)
    return sheets.join(_of_owner(bills[key], of_bill[bills[key].number]) for key in keys)


def _of_owner(bill: Bill, listed: Iterable[Property]) -> bytes:
    owner = {"name": bill.owner_name, "address": bill.owner_address, "others": bill.owner_count - 1}
    return documents.pdf("list", _contents(bill.roll, listed, owner=owner) | {"part": "1", "parts": "1"})


def _contents(roll: Roll, listed: Iterable[Property], *, owner: dict[str, Any] | None) -> dict[str, Any]:
    days = terms.correction_days(roll.municipality, on=roll.listed_on or roll.as_of_date)
    return {
        "municipality": roll.municipality.name_th,
        "tax_year_be": str(roll.tax_year_be),
        "as_of": documents.thai_date(roll.as_of_date),
        "listed_on": documents.thai_date(roll.listed_on) if roll.listed_on else "",
        "place": roll.listed_place,
        "until": documents.thai_date(roll.corrections_until) if roll.corrections_until else "",
        "days": str(days.value),
        "cite": days.citation.cite_th,
        "owner": owner,
        "rows": list(_rows(listed)),
    }


def _rows(listed: Iterable[Property]) -> Iterator[dict[str, Any]]:
    for number, one in enumerate(listed, start=1):
        yield {
            "number": str(number),
            "code": one.parcel_code,
            "document_type": one.document_type,
            "document_number": one.document_number,
            "land_number": one.land_number,
            "survey_page": one.survey_page,
            "area": _land_area(one),
            "house_number": one.house_number,
            "type": one.treasury_type,
            "material": one.material_class,
            "floor": "" if one.area_m2 is None else f"{one.area_m2:,.2f}",
            "age": "" if one.age_years is None else str(one.age_years),
            "uses": [f"{use:,.2f}" if use else "" for use in one.uses],
            "condominium": one.condominium_name,
            "registration": one.registration_number,
            "building": one.building_name,
            "storey": one.floor,
            "unit": one.unit_number,
            "kind": one.kind,
            "is_mixed": one.is_mixed,
        }


def _land_area(one: Property) -> list[str]:
    if not one.is_land or one.area_wah is None:
        return ["", "", ""]
    rai, ngan, wah = rai_ngan_wah(one.area_wah)
    return [f"{rai:,}", str(ngan), f"{wah:.2f}"]
