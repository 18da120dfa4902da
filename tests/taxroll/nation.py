"""Four small towns in a database of their own, for tests of building many rolls from other processes."""

import json

from django.contrib.auth.models import User

from gis_assets import tenancy
from gis_assets.models import Municipality
from taxroll.models import Roll
from tests.conftest import a_municipality
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_building_price, a_house, a_right, a_zone, an_owner
from tests.taxroll.conftest import a_sealed

YEAR = 2567
TOWNS = ("04500191", "04500192", "04500193", "04500194")


def prepare() -> str:
    """Towns of unlike size whose plots adjoin, have co-owners, homes, houses on another's land and gaps."""
    User.objects.create_user("ann")
    for number, code in enumerate(TOWNS, start=1):
        municipality = a_municipality(dla_code=code, name_en=f"Town {number}")
        with tenancy.within(municipality):
            a_zone(municipality)
            a_building_price(municipality)
            _fill(municipality, plots=3 * number)
    return "prepared"


def _fill(municipality: Municipality, *, plots: int) -> None:
    owners = [an_owner(municipality, name=f"นายทดสอบ {number}") for number in range(3)]
    uses = ("agriculture_wah", "residential_wah", "other_wah", "vacant_wah")
    for number in range(plots):
        # Two of one owner adjoin, then a gap of a field.
        shape = square(east=20 * number + 30 * (number // 2))
        facts = {"code": f"01A{number:03}", "deed_area_wah": 100 + number, uses[number % 4]: 100 + number}
        plot = a_parcel(municipality, shape=shape, **facts)
        a_right(owners[number // 2 % 3], plot.parcel, share_numerator=1, share_denominator=1 + (number == 2))
        if number == 2:
            a_right(owners[0], plot.parcel, share_numerator=1, share_denominator=2)
        if number % 3 == 1:
            a_house(municipality, on_parcel=plot.parcel, house_number=f"{number}")
    a_parcel(municipality, code="01Z999", shape=square(north=500))


def seal() -> str:
    """Publish, assess and seal every draft; the root digest of each."""
    ann, digests = User.objects.get(username="ann"), {}
    for municipality in Municipality.objects.order_by("dla_code"):
        with tenancy.within(municipality):
            for roll in Roll.objects.all():
                digests[municipality.dla_code] = a_sealed(roll, by=ann).rows_digest
    return json.dumps(digests)
