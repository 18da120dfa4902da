"""Small taxable things, made with keywords: an owner, a right, a house, prices."""

from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry
from psycopg.types.range import Range

from gis_assets.models import (
    Building,
    BuildingVersion,
    Municipality,
    Parcel,
    Party,
    PartyVersion,
    Right,
    Unit,
    UnitVersion,
)
from taxroll.models import (
    BuildingPrice,
    CondoPrice,
    LandPriceZone,
    ParcelPrice,
    PriceAccount,
    PriceAccountKind,
    StreetPrice,
)
from tests.gis_assets.builders import EAST, NORTH, RECORDED_AT, a_source, square

SINCE = Range(date(2023, 1, 1), None)


def an_owner(municipality: Municipality, *, name: str = "นายทดสอบ ใจดี", kind: str = "natural", **facts: Any) -> Party:
    party = Party.objects.create(municipality=municipality, kind=kind)
    defaults = {"municipality": municipality, "party": party, "name": name, "id_tail": "123", "address": "1 หมู่ 2"}
    PartyVersion.objects.create(
        **defaults | {"valid": SINCE, "source": a_source(municipality), "recorded_at": RECORDED_AT} | facts
    )
    return party


def a_right(party: Party, thing: Parcel | Building | Unit, **facts: Any) -> Right:
    kind = "building_owner" if isinstance(thing, Building) else "owner"
    common = {"municipality": party.municipality, "valid": SINCE, "recorded_at": RECORDED_AT, "kind": kind}
    held = {thing._meta.model_name or "": thing}
    return Right.objects.create(party=party, source=a_source(party.municipality), **held | common | facts)


def a_house(municipality: Municipality, *, on_parcel: Parcel | None = None, **facts: Any) -> BuildingVersion:
    """A wooden dwelling of 80 m2, ten years old in 2567, type 101."""
    defaults = {
        "municipality": municipality,
        "building": Building.objects.create(municipality=municipality),
        "on_parcel": on_parcel,
        "house_number": "99/1",
        "treasury_type": "101",
        "material_class": "wood",
        "storeys": 1,
        "floor_area_m2": 80,
        "built_year_be": 2557,
        "residential_m2": 80,
        "shape": square(side_m=9),
        "valid": SINCE,
        "source": a_source(municipality),
        "recorded_at": RECORDED_AT,
    }
    return BuildingVersion.objects.create(**defaults | facts)


def a_zone(municipality: Municipality, *, baht_per_wah: int = 30_000, **facts: Any) -> LandPriceZone:
    """A land price for two kilometres around the test ground."""
    around = square(east=-1000, north=-1000, side_m=2000)
    around.transform(4326)
    defaults = {
        "municipality": municipality,
        "code": "Z1",
        "valid": Range(date(2023, 1, 1), date(2027, 1, 1)),
        "price_satang_per_wah": baht_per_wah * 100,
        "source_text": "บัญชีราคาประเมินทดสอบ",
        "shape_wgs84": GEOSGeometry(around.wkt, srid=4326),
    }
    return LandPriceZone.objects.create(**defaults | facts)


def a_building_price(municipality: Municipality, *, baht_per_m2: int = 7_500, **facts: Any) -> BuildingPrice:
    defaults = {
        "municipality": municipality,
        "treasury_type": "101",
        "valid": Range(date(2023, 1, 1), date(2027, 1, 1)),
        "price_satang_per_m2": baht_per_m2 * 100,
        "source_text": "บัญชีราคาประเมินทดสอบ",
    }
    return BuildingPrice.objects.create(**defaults | facts)


def a_unit(municipality: Municipality, *, on_parcel: Parcel, **facts: Any) -> UnitVersion:
    """A dwelling of 40 m2 on the fifth floor of a condominium."""
    defaults = {
        "municipality": municipality,
        "unit": Unit.objects.create(municipality=municipality),
        "on_parcel": on_parcel,
        "condominium_name": "อาคารชุดทดสอบ",
        "registration_number": "7/2560",
        "building_name": "A",
        "unit_number": "101/5",
        "floor": "5",
        "area_m2": 40,
        "residential_m2": 40,
        "valid": SINCE,
        "source": a_source(municipality),
        "recorded_at": RECORDED_AT,
    }
    return UnitVersion.objects.create(**defaults | facts)


def an_account(municipality: Municipality, kind: PriceAccountKind, **facts: Any) -> PriceAccount:
    by = User.objects.filter(username="importer").first() or User.objects.create_user("importer")
    defaults = {
        "municipality": municipality,
        "kind": kind,
        "title": "บัญชีกรมธนารักษ์ทดสอบ",
        "valid": Range(date(2023, 1, 1), date(2027, 1, 1)),
        "file_name": "prices.csv",
        "sha256": f"{PriceAccount.objects.count():064d}",
        "imported_at": RECORDED_AT,
        "imported_by": by,
    }
    return PriceAccount.objects.create(**defaults | facts)


SHEET: dict[str, Any] = {"utmmap1": "4746", "utmmap2": "1", "utmmap3": "9878", "utmmap4": "00", "utm_scale": 4000}


def a_parcel_price(municipality: Municipality, *, baht_per_wah: int, **facts: Any) -> ParcelPrice:
    account = facts.pop("account", None) or an_account(municipality, PriceAccountKind.PARCELS)
    key = {**SHEET, "land_number": "012", "price_satang_per_wah": baht_per_wah * 100}
    return ParcelPrice.objects.create(municipality=municipality, account=account, **key | facts)


def a_street_price(municipality: Municipality, *, baht_per_wah: int, **facts: Any) -> StreetPrice:
    """A street along the southern edge of the test ground, 5 metres south of it."""
    y = NORTH - 5
    line = GEOSGeometry(f"SRID=32647;MULTILINESTRING(({EAST - 500} {y}, {EAST + 500} {y}))")
    line.transform(4326)
    defaults = {
        "municipality": municipality,
        "account": facts.pop("account", None) or an_account(municipality, PriceAccountKind.STREETS),
        "code": "S1",
        "price_satang_per_wah": baht_per_wah * 100,
        "depth_m": 10,
        "rest_percent": 50,
        "reach_m": 8,
        "shape_wgs84": GEOSGeometry(line.wkt, srid=4326),
    }
    return StreetPrice.objects.create(**defaults | facts)


def a_condo_price(municipality: Municipality, *, baht_per_m2: int, **facts: Any) -> CondoPrice:
    account = (
        facts.pop("account", None)
        or PriceAccount.objects.filter(kind=PriceAccountKind.CONDOMINIUMS).first()
        or an_account(municipality, PriceAccountKind.CONDOMINIUMS)
    )
    key = {"registration_number": "7/2560", "price_satang_per_m2": baht_per_m2 * 100}
    return CondoPrice.objects.create(municipality=municipality, account=account, **key | facts)


def number_with_check_digit(first: str) -> str:
    """Thirteen digits from twelve, by the rule of the card: weights 13 to 2, modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(first, range(13, 1, -1), strict=True))
    return first + str((11 - total % 11) % 10)
