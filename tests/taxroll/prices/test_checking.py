"""Rows of price tables as they come, and the sentence for each that cannot be used."""

import io
import json
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from taxroll.models import PriceAccountKind
from taxroll.prices import checking, provinces, reading
from taxroll.prices.checking import Checked
from taxroll.prices.policy import StreetRule

STREET = StreetRule(Decimal(40), 50, Decimal(15))
PARCELS = "UTMMAP1,UTMMAP2,UTMMAP3,UTMMAP4,UTMSCALE,LAND_NO,EVAPRICE\n"


def checked(text: str | bytes, kind: PriceAccountKind = PriceAccountKind.PARCELS) -> Checked:
    content = text if isinstance(text, bytes) else text.encode()
    return checking.check(reading.read(content, name="x.csv"), kind=kind, province="50", street=STREET)


def test_leading_zeros_of_keys_stay() -> None:
    found = checked(PARCELS + "4746,1,0078,01,4000,007,12500\n")

    assert found.prices[0].key == ("4746", "1", "0078", "01", "007", "4000")
    assert found.prices[0].satang == 12_500_00


def test_roman_quadrant_is_its_number() -> None:
    assert checked(PARCELS + "4746,II,9878,00,4000,7,100\n").prices[0].facts["utmmap2"] == "2"


def test_same_key_with_two_prices_gives_none_of_them() -> None:
    found = checked(PARCELS + "4746,1,9878,00,4000,7,100\n4746,1,9878,00,4000,7,200\n4746,1,9878,00,4000,8,300\n")

    assert [price.facts["land_number"] for price in found.prices] == ["8"]
    assert [finding.row for finding in found.findings] == [3]


def test_same_row_twice_counts_once() -> None:
    found = checked(PARCELS + "4746,1,9878,00,4000,7,100\n" * 2)

    assert (len(found.prices), found.repeated, found.findings) == (1, 1, ())


@pytest.mark.parametrize("price", ["0", "-5", "", "abc", "NaN", "99999999999", "1.234"])
def test_price_that_cannot_be_is_listed_by_its_row(price: str) -> None:
    found = checked(PARCELS + f"4746,1,9878,00,4000,7,{price}\n")

    assert found.prices == ()
    assert [finding.row for finding in found.findings] == [2]


def test_land_number_zero_names_no_parcel() -> None:
    assert checked(PARCELS + "4746,1,9878,00,4000,0,100\n").prices == ()


def test_thai_headings_in_the_encoding_of_thai_windows_are_recognised() -> None:
    found = checked("รหัสแบบ;ราคา (บาท/ตร.ม.)\n506/1;11,800\n".encode("cp874"), PriceAccountKind.BUILDINGS)

    assert [(price.key, price.satang) for price in found.prices] == [(("506/1",), 11_800_00)]


def test_rows_of_other_provinces_are_counted_and_left_out() -> None:
    text = "จังหวัด,รหัสแบบ,ราคา\nเชียงใหม่,101,7300\nกรุงเทพฯ,101,8000\n"

    found = checked(text, PriceAccountKind.BUILDINGS)

    assert ([price.satang for price in found.prices], found.elsewhere) == ([7_300_00], 1)


def test_unknown_building_type_is_listed() -> None:
    found = checked("type,price\n506,100\n101,7300\n", PriceAccountKind.BUILDINGS)

    assert [price.key for price in found.prices] == [("101",)]
    assert "506" in found.findings[0].sentence


def test_all_69_building_types_are_known() -> None:
    assert len(checking.building_types()) == 69
    assert len(provinces.NAMES) == 77


def test_range_of_floors_stands_for_each_floor() -> None:
    text = "เลขทะเบียนอาคารชุด,ชั้น,ราคา\n7/2560,2-4,50000\n7/2560,,40000\n"

    found = checked(text, PriceAccountKind.CONDOMINIUMS)

    assert [price.key[-1] for price in found.prices] == ["2", "3", "4", ""]


def test_workbook_keeps_text_and_whole_numbers() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["type", "price"])
    sheet.append(["520/1", 8500.0])
    content = io.BytesIO()
    book.save(content)

    found = checked(content.getvalue(), PriceAccountKind.BUILDINGS)

    assert [(price.key, price.satang) for price in found.prices] == [(("520/1",), 8_500_00)]


def feature(geometry: dict[str, Any], **properties: object) -> bytes:
    features = [{"type": "Feature", "properties": properties, "geometry": geometry}]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_street_takes_depth_and_share_of_the_rule_where_its_account_is_silent() -> None:
    line: dict[str, Any] = {"type": "LineString", "coordinates": [[98.9, 18.7], [98.91, 18.7]]}

    found = checked(feature(line, code="S1", price=50_000), PriceAccountKind.STREETS)

    facts = found.prices[0].facts
    assert (facts["depth_m"], facts["rest_percent"], facts["reach_m"]) == (40, 50, 15)


def test_street_whose_depth_is_no_number_is_listed_by_its_row() -> None:
    line: dict[str, Any] = {"type": "LineString", "coordinates": [[98.9, 18.7], [98.91, 18.7]]}

    found = checked(feature(line, code="S1", price=50_000, depth_m=float("nan")), PriceAccountKind.STREETS)

    assert (found.prices, [finding.row for finding in found.findings]) == ((), [1])


def test_zone_in_metres_is_listed_as_lying_elsewhere() -> None:
    square: dict[str, Any] = {
        "type": "Polygon",
        "coordinates": [[[490000, 2073000], [490100, 2073000], [490100, 2073100], [490000, 2073000]]],
    }

    assert checked(feature(square, code="Z1", price=1), PriceAccountKind.ZONES).prices == ()


def test_file_without_a_needed_column_is_refused() -> None:
    with pytest.raises(reading.NotATable, match="land_number"):
        checked("UTMMAP1,UTMMAP2,UTMMAP3,UTMMAP4,UTMSCALE,EVAPRICE\n4746,1,9878,00,4000,1\n")


@pytest.mark.parametrize("content", [b"", b"a,b\n", b"PK\x03\x04 no zip", b"\x00\x01\x02", b'{"type": "Feature"}'])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(reading.NotATable):
        checked(content)
