"""What is said of land and of buildings beside their shapes: plain values, free of the database."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class LandUse:
    """Square wah of a parcel by kind of use; `vacant_since_be` is the first tax year (B.E.) it lay unused."""

    agriculture_wah: Decimal = Decimal(0)
    residential_wah: Decimal = Decimal(0)
    other_wah: Decimal = Decimal(0)
    vacant_wah: Decimal = Decimal(0)
    vacant_since_be: int | None = None


@dataclass(frozen=True)
class BuildingFacts:
    """A building's particulars; uses are square metres of its floor area."""

    treasury_type: str
    material_class: str
    storeys: Decimal
    floor_area_m2: Decimal
    house_number: str = ""
    built_year_be: int | None = None
    agriculture_m2: Decimal = Decimal(0)
    residential_m2: Decimal = Decimal(0)
    other_m2: Decimal = Decimal(0)
    vacant_m2: Decimal = Decimal(0)
