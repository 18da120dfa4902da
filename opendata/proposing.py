"""What the declaration of a layer already says of its data set, as the first version of its description.

A person adds what no program knows: the office that answers, its e-mail, how the survey was done.
"""

import math
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.text import slugify

from gis_assets.models import Municipality
from gis_assets.publication import Frequency, Layer, RasterLayer
from opendata.scheme import checking
from opendata.scheme.fields import GEOGRAPHIC, OTHER, PUBLIC, STATISTICS, Values

FREQUENCIES: dict[Frequency, str] = {
    "as edited": "ตามเวลาจริง",
    "hour": "ชั่วโมง",
    "day": "วัน",
    "month": "เดือน",
    "year": "ปี",
    "never": "ไม่มีการปรับปรุงหลังจากการจัดเก็บข้อมูล",
}
FUNDAMENTAL = {
    "parcels": "ชั้นข้อมูลแปลงที่ดิน",
    "boundary": "ชั้นข้อมูลขอบเขตการปกครอง",
    "roads": "ชั้นข้อมูลเส้นทางคมนาคม",
    "buildings": "ชั้นข้อมูลชุมนุม/อาคาร",
    "landcover": "ชั้นข้อมูลการใช้ประโยชน์ที่ดิน",
    "terrain": "ชั้นข้อมูลความสูงภูมิประเทศเชิงตัวเลข",
    "orthophotos": "ชั้นข้อมูลแผนที่ภาพถ่ายทางอากาศ",
}
SCALES = {"parcels": "1:4,000", "buildings": "1:4,000"}
_OF_FEATURES: Values = {
    "data_format": ["JSON", "CSV", "Shapefile", OTHER],
    "data_format_other": "GeoPackage, GeoParquet, FlatGeobuf, PMTiles",
}
_OF_RASTERS: Values = {"data_format": ["GeoTiff", OTHER], "data_format_other": "XYZ tiles (PNG)"}
# Edges are given to a hundredth of a degree or so by others; three decimals are a hundred metres.
EDGE_DECIMALS = 3


def values(layer: Layer, *, municipality: Municipality, on: date) -> Values:
    """The normalised values that follow from the declaration; `on` is the day of the first publication."""
    said = {**_words(layer, municipality), **_facts(layer, municipality), **_place(layer, municipality)}
    return checking.normalised({**said, "data_release_date": on.isoformat(), "last_updated_date": on.isoformat()})


def organisation(municipality: Municipality) -> str:
    """Its name on catalogues: set by the administrator, else made of the English name."""
    asked = str(municipality.settings.get("ckan_organization", ""))
    return asked or slugify(municipality.name_en) or f"lao-{municipality.dla_code}"


def _words(layer: Layer, municipality: Municipality) -> Values:
    with translation.override("th"):
        thai: Values = {
            "title": f"{layer.title} {municipality.name_th}",
            "notes": str(layer.description),
            "tag_string": ",".join(dict.fromkeys(_tags(layer, municipality))),
            "positional_accuracy": str(layer.accuracy),
            "data_source": _source(layer) or f"ทะเบียนของ{municipality.name_th}",
            "maintainer": str(municipality.settings.get("data_office", "")),
        }
    with translation.override("en"):
        return {**thai, "title_en": f"{layer.title}, {municipality.name_en}", "notes_en": str(layer.description)}


def _tags(layer: Layer, municipality: Municipality) -> Iterator[str]:
    for word in (layer.title, *layer.keywords, municipality.name_th):
        yield re.sub(r"[^\w\u0e00-\u0e7f .\-]+", " ", str(word)).strip()


def _source(layer: Layer) -> str:
    return next((str(column.source) for column in layer.open_columns if column.source), "")


def _facts(layer: Layer, municipality: Municipality) -> Values:
    is_statistics = layer.small_groups is not None
    return {
        "data_type": STATISTICS if is_statistics else GEOGRAPHIC,
        "owner_org": organisation(municipality),
        "maintainer_email": str(municipality.settings.get("data_email", "")),
        "objective": ["พันธกิจหน่วยงาน", "เพื่อการให้บริการประชาชน"],
        "update_frequency_unit": FREQUENCIES[layer.updated],
        "update_frequency_interval": "1" if layer.updated in ("hour", "day", "month", "year") else "",
        "geo_coverage": "เทศบาล/อบต.",
        **(_OF_RASTERS if isinstance(layer, RasterLayer) else _OF_FEATURES),
        "data_category": PUBLIC,
        "license_id": layer.licence.ckan,
        "accessible_condition": "ไม่มี",
        "data_language": ["ไทย", "อังกฤษ"],
        "allow_harvest": "True",
        **({"disaggregate": ["ขอบเขตเชิงภูมิศาสตร์หรือเชิงพื้นที่"], "unit_of_multiplier": "หน่วย"} if is_statistics else {}),
    }


def _place(layer: Layer, municipality: Municipality) -> Values:
    if layer.small_groups is not None:
        return {}
    known: Values = {
        "geographic_data_set": FUNDAMENTAL.get(layer.name, ""),
        "equivalent_scale": SCALES.get(layer.name, ""),
    }
    return {**known, **{f"{side}_bound_longitude": edge for side, edge in edges(municipality).items()}}


def edges(municipality: Municipality) -> dict[str, str]:
    """The rectangle of the municipality by its sides, in degrees; nothing where no boundary is known."""
    if municipality.boundary is None:
        return {}
    west, south, east, north = municipality.boundary.extent
    return {
        "west": _outwards(west, -1),
        "south": _outwards(south, -1),
        "east": _outwards(east, 1),
        "north": _outwards(north, 1),
    }


def _outwards(degrees: float, sign: int) -> str:
    """Rounded away from the middle, so that nothing lies outside."""
    steps = math.ceil(sign * degrees * 10**EDGE_DECIMALS) * sign
    return str(Decimal(steps).scaleb(-EDGE_DECIMALS))
