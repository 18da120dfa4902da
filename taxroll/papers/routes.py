"""Where papers are carried and in which order: the owner's address, else the place of the property."""

from collections.abc import Iterable, Sequence

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import connection
from django.db.models import Exists, Min, OuterRef, QuerySet

from gis_assets import sql_files
from gis_assets.models import Municipality, Tambon
from taxroll.models import Bill, Notice, Roll
from taxroll.papers import addresses
from taxroll.papers.addresses import Stop


def open_bills(roll: Roll) -> QuerySet[Bill]:
    """The bills of a roll that owe something and have no notice in force."""
    in_force = Notice.objects.filter(bill=OuterRef("pk"), cancelled_at=None)
    return Bill.objects.filter(~Exists(in_force), roll=roll, payable_satang__gt=0)


def in_order(roll: Roll) -> list[int]:
    """The keys of a roll's open bills in the order of delivery; the same roll always gives the same order."""
    return _in_order(open_bills(roll), roll.municipality)


def all_in_order(roll: Roll) -> list[int]:
    """The same of every bill of a roll."""
    return _in_order(Bill.objects.filter(roll=roll), roll.municipality)


def _in_order(bills: QuerySet[Bill], municipality: Municipality) -> list[int]:
    tambons = _tambons(municipality)
    rows = bills.annotate(parcel=Min("lines__parcel_code")).order_by()
    stops = [
        (addresses.stop(address, parcel_code=parcel or "", tambons=tambons).key, number, key)
        for key, number, address, parcel in rows.values_list("pk", "number", "owner_address", "parcel")
    ]
    return [key for _, _, key in sorted(stops)]


def place(notices: Sequence[Notice]) -> None:
    """Write on notices of one municipality, not yet saved, where they are carried."""
    if not notices:
        return
    tambons = _tambons(notices[0].municipality)
    stops = {notice.bill_id: _stop(notice.bill, tambons) for notice in notices}
    doors = _doors(stops.items())
    for notice in notices:
        stop = stops[notice.bill_id]
        notice.route_basis, notice.route_key = stop.basis.value, stop.key
        notice.door = doors.get(notice.bill_id)


def _stop(bill: Bill, tambons: frozenset[str]) -> Stop:
    codes = sorted(line.parcel_code for line in bill.lines.all())
    return addresses.stop(bill.owner_address, parcel_code=codes[0] if codes else "", tambons=tambons)


def _tambons(municipality: Municipality) -> frozenset[str]:
    return frozenset(Tambon.objects.filter(municipality=municipality).values_list("name_th", flat=True))


def _doors(stops: Iterable[tuple[int, Stop]]) -> dict[int, Point]:
    bills, numbers = zip(*((bill, stop.house_number) for bill, stop in stops), strict=True)
    with connection.cursor() as cursor:
        asked = {"bills": list(bills), "house_numbers": list(numbers)}
        cursor.execute(sql_files.load("taxroll", "doors_of_bills"), asked)
        return {bill: _point(door) for bill, door in cursor.fetchall() if door is not None}


def _point(wkb: bytes) -> Point:
    point = GEOSGeometry(memoryview(wkb), srid=4326)
    assert isinstance(point, Point)  # noqa: S101  the statement makes nothing else
    return point
