"""Which column of a price table is which, guessed from its heading in Thai or English."""

import re
from collections.abc import Sequence

from taxroll.models import PriceAccountKind

_LAND = ("utmmap1", "utmmap2", "utmmap3", "utmmap4", "utm_scale", "land_number", "price")
# What each kind of account needs, and what it may have besides.
NEEDED: dict[PriceAccountKind, tuple[str, ...]] = {
    PriceAccountKind.PARCELS: _LAND,
    PriceAccountKind.STREETS: ("code", "price"),
    PriceAccountKind.ZONES: ("code", "price"),
    PriceAccountKind.BUILDINGS: ("treasury_type", "price"),
    PriceAccountKind.CONDOMINIUMS: ("registration_number", "price"),
}
OPTIONAL: dict[PriceAccountKind, tuple[str, ...]] = {
    PriceAccountKind.PARCELS: (),
    PriceAccountKind.STREETS: ("name", "depth_m", "rest_percent", "reach_m"),
    PriceAccountKind.ZONES: ("name",),
    PriceAccountKind.BUILDINGS: ("province", "name"),
    PriceAccountKind.CONDOMINIUMS: ("condominium_name", "building_name", "floor"),
}
# As headings are written, without spaces, points, strokes and case.
_WRITTEN: dict[str, tuple[str, ...]] = {
    "utmmap1": ("utmmap1", "utmm1", "map1", "ระวาง1", "ระวางutm1"),
    "utmmap2": ("utmmap2", "utmm2", "map2", "ระวาง2", "ระวางutm2"),
    "utmmap3": ("utmmap3", "utmm3", "map3", "ระวาง3", "ระวางutm3"),
    "utmmap4": ("utmmap4", "utmm4", "map4", "แผ่นที่", "ระวาง4", "ระวางutm4"),
    "utm_scale": ("utmscale", "scale", "มาตราส่วน"),
    "land_number": ("landno", "landnumber", "landnum", "เลขที่ดิน"),
    "price": (
        "evaprice", "price", "landprice", "pricewah", "valprice", "ราคา", "ราคาประเมิน", "ราคาบาท", "ราคาต่อตารางวา",
        "ราคาประเมินบาทตรว", "ราคาบาทตรว", "ราคาบาทตรม", "ราคาต่อตารางเมตร", "ราคาประเมินบาทตรม", "บาทตรม", "บาทตรว",
        "ราคาประเมินบาทต่อตารางวา", "ราคาประเมินบาทต่อตารางเมตร", "ราคาประเมินต่อตารางเมตร",
    ),
    "code": ("code", "zonecode", "streetcode", "รหัส", "รหัสหน่วย", "หน่วยที่", "รหัสเขต", "รหัสถนน"),
    "name": (
        "name", "namethai", "nameth", "ชื่อ", "ชื่อถนน", "ชื่อเขต", "ชื่อหน่วย", "ชื่อแบบ", "แบบสิ่งปลูกสร้าง",
        "ประเภทสิ่งปลูกสร้าง",
    ),
    "depth_m": ("depth", "depthm", "ระยะลึก", "ความลึก", "ความลึกเมตร", "ระยะเมตร"),
    "rest_percent": ("restpercent", "rest", "ร้อยละส่วนที่เหลือ", "ร้อยละด้านใน"),
    "reach_m": ("reach", "reachm", "ระยะติดถนน"),
    "treasury_type": (
        "type", "typecode", "buildingtype", "buildtype", "รหัสแบบ", "รหัสสิ่งปลูกสร้าง", "รหัสแบบสิ่งปลูกสร้าง",
        "รหัสประเภท", "แบบ",
    ),
    "province": (
        "province", "provincecode", "provincename", "changwat", "changwatcode", "จังหวัด", "รหัสจังหวัด", "ชื่อจังหวัด",
    ),
    "registration_number": (
        "registrationnumber", "registration", "regno", "condono", "ทะเบียนอาคารชุด", "เลขทะเบียนอาคารชุด",
        "ทะเบียนอาคารชุดเลขที่", "เลขทะเบียน",
    ),
    "condominium_name": ("condominium", "condominiumname", "condoname", "ชื่ออาคารชุด", "อาคารชุด"),
    "building_name": ("building", "buildingname", "block", "อาคาร", "ชื่ออาคาร"),
    "floor": ("floor", "ชั้น", "ชั้นที่"),
}  # fmt: skip


def guessed(headings: Sequence[str], kind: PriceAccountKind) -> dict[str, int]:
    """The place of each field's column; the first heading that fits wins, one column serves one field."""
    plain = [_plain(heading) for heading in headings]
    found: dict[str, int] = {}
    for field in (*NEEDED[kind], *OPTIONAL[kind]):
        for place, heading in enumerate(plain):
            if heading in _WRITTEN[field] and place not in found.values():
                found[field] = place
                break
    return found


def missing(found: dict[str, int], kind: PriceAccountKind) -> list[str]:
    """Fields that an account of this kind cannot do without and that no heading names."""
    return [field for field in NEEDED[kind] if field not in found]


def _plain(heading: str) -> str:
    return re.sub(r"[\s._\-/()\[\]:]+", "", heading).lower()
