"""Lists to take along: complete, readable by a spreadsheet and a GIS, and without names where none belong."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import geopandas
import openpyxl
import pytest

from gis_assets.models import Municipality, ParcelVersion
from taxroll.models import Bill, Roll
from taxroll.rolls import exports, papers
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_condo_price, a_house, a_right, a_unit, an_owner
from tests.taxroll.reading import text_of

Build = Callable[..., Roll]


def table(pieces: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(pieces.decode("utf-8-sig"))))


def test_bills_come_as_csv_in_baht_with_thai_headings(sealed: Roll) -> None:
    rows = table(b"".join(exports.csv_pieces(exports.bills(sealed), language="th")))

    found = dict(zip(rows[0], rows[1], strict=True))
    assert (found["เจ้าของ"], found["ต้องชำระ (บาท)"]) == ("นายทดสอบ ใจดี", "9000.00")
    assert len(rows) == 2


def test_every_list_has_as_many_rows_as_the_roll_says(
    municipality: Municipality, shop: ParcelVersion, build: Build
) -> None:
    a_parcel(municipality, code="01A009", shape=square(east=100), other_wah=10)
    roll = build()

    counts = [len(list(exports.LISTS[name](roll).rows())) for name in ("bills", "lines", "gaps")]

    assert counts == [roll.bill_count, roll.line_count, roll.gap_count] == [1, 1, 1]


def test_name_that_looks_like_a_formula_stays_a_text(municipality: Municipality, prices: None, build: Build) -> None:
    plot = a_parcel(municipality, other_wah=10)
    a_right(an_owner(municipality, name="=1+1"), plot.parcel)

    rows = table(b"".join(exports.csv_pieces(exports.bills(build()), language="en")))

    assert rows[1][1] == "'=1+1"


def test_workbook_carries_numbers_as_numbers(sealed: Roll, tmp_path: Path) -> None:
    done: list[int] = []

    path = exports.write_xlsx(exports.lines(sealed), tmp_path / "x.xlsx", language="en", progress=done.append)

    heading, row = openpyxl.load_workbook(path)["lines"].iter_rows(values_only=True)
    found = dict(zip(heading, row, strict=True))
    assert (found["Parcel code"], Decimal(str(found["Payable (baht)"]))) == ("01A001", Decimal(9000))
    assert done == [1]


def test_list_is_refused_when_a_worksheet_cannot_hold_it(
    sealed: Roll, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_XLSX_ROWS", 0)

    with pytest.raises(exports.TooManyRows):
        exports.write_xlsx(exports.bills(sealed), tmp_path / "x.xlsx", language="en")


def test_geoparquet_has_shapes_and_all_sums_and_no_name(
    municipality: Municipality, shop: ParcelVersion, build: Build, tmp_path: Path
) -> None:
    a_house(municipality, on_parcel=shop.parcel)

    frame = geopandas.read_parquet(exports.write_geoparquet(build(), tmp_path / "x.parquet", has_names=False))

    assert frame.crs.to_epsg() == 4326
    assert set(frame.geom_type) == {"MultiPolygon"}
    assert frame["payable_satang"].sum() == Bill.objects.get().payable_satang
    assert not {"owner_name", "owner_address"} & set(frame.columns)
    assert "ใจดี" not in frame.to_csv()


def test_geoparquet_names_owners_when_asked_to(sealed: Roll, tmp_path: Path) -> None:
    frame = geopandas.read_parquet(exports.write_geoparquet(sealed, tmp_path / "x.parquet", has_names=True))

    assert frame["owner_name"].tolist() == ["นายทดสอบ ใจดี"]


def test_list_for_posting_has_every_property_and_no_owner(
    municipality: Municipality, shop: ParcelVersion, build: Build, tmp_path: Path
) -> None:
    a_house(municipality, on_parcel=shop.parcel, house_number="99/1")

    text = text_of(papers.for_posting(build()), tmp_path)

    for part in ("ภ.ด.ส. 3", "บัญชีรายการที่ดินและสิ่งปลูกสร้าง", "01A001", "12345", "99/1", "80.00"):
        assert part in text
    assert "ใจดี" not in text


def test_long_list_comes_in_parts_that_miss_nothing(
    municipality: Municipality,
    shop: ParcelVersion,
    build: Build,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_house(municipality, on_parcel=shop.parcel, house_number="99/1")
    monkeypatch.setattr(papers, "PART", 1)
    roll = build()

    texts = [text_of(papers.for_posting(roll, part=part), tmp_path) for part in (1, 2)]

    assert papers.parts(roll) == 2
    assert "ชุดที่ 1 จาก 2" in texts[0]
    assert "12345" in texts[0]
    assert "99/1" in texts[1]


def test_list_for_an_owner_names_him_and_his_property_only(
    municipality: Municipality, shop: ParcelVersion, build: Build, tmp_path: Path
) -> None:
    other = a_parcel(municipality, code="01A002", shape=square(east=100), other_wah=10)
    a_right(an_owner(municipality, name="นางอื่น"), other.parcel)
    build()

    text = text_of(papers.for_owner(Bill.objects.get(owner_name="นายทดสอบ ใจดี")), tmp_path)

    assert "นายทดสอบ ใจดี" in text
    assert "01A001" in text
    assert "01A002" not in text


def test_lists_of_all_owners_come_in_files_in_the_order_of_the_way(
    municipality: Municipality, shop: ParcelVersion, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, name in ((9, "นายไกล"), (2, "นายใกล้")):
        plot = a_parcel(municipality, code=f"01A00{number}", shape=square(east=50 * number), other_wah=10)
        a_right(an_owner(municipality, name=name, address=f"{number} หมู่ 2"), plot.parcel)
    roll = build()
    monkeypatch.setattr(papers, "OWNERS_IN_A_FILE", 2)

    texts = [text_of(papers.for_owners(roll, number=number), tmp_path) for number in (1, 2)]

    assert papers.owners_files(roll) == 2
    assert 0 < texts[0].index("นายทดสอบ ใจดี") < texts[0].index("01A001") < texts[0].index("นายใกล้")
    assert "นายไกล" in texts[1]
    assert "01A002" not in texts[1]
    with pytest.raises(LookupError):
        papers.for_owners(roll, number=3)


def test_units_are_listed_on_a_form_of_their_own(municipality: Municipality, build: Build, tmp_path: Path) -> None:
    ground = a_parcel(municipality, code="01A001")
    a_condo_price(municipality, baht_per_m2=50_000)
    for number in ("101/1", "101/2"):
        a_right(an_owner(municipality), a_unit(municipality, on_parcel=ground.parcel, unit_number=number).unit)

    words = text_of(papers.for_posting(build()), tmp_path)

    assert all(part in words for part in ("ภ.ด.ส. 4", "อาคารชุดทดสอบ", "7/2560", "101/1", "101/2", "(2 ห้อง)"))
    assert "นายทดสอบ" not in words
