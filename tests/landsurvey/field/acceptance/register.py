"""What is in force of a parcel, and a house that a surveyor noted."""

from datetime import date, timedelta

from gis_assets.models import Parcel, ParcelVersion
from tests.landsurvey.fieldbuilders import TODAY

LATER = TODAY + timedelta(days=30)
# Square wah by kind of use, of 400: as a visit says, and as the register says before.
NOTED, NONE = [0, 240, 0, 160], [0, 0, 0, 0]
A_NEW_HOUSE = {
    "house_number": "5",
    "treasury_type": "100",
    "material_class": "wood",
    "storeys": 2,
    "floor_area_m2": 72,
    "uses": {"residential": 100},
}


def in_force(parcel: Parcel, on: date) -> ParcelVersion:
    return ParcelVersion.objects.as_of(on).get(parcel=parcel)


def uses_of(version: ParcelVersion) -> list[int]:
    areas = (version.agriculture_wah, version.residential_wah, version.other_wah, version.vacant_wah)
    return [int(area) for area in areas if area == int(area)]
