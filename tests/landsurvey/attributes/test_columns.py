"""Headings and cells as municipal files really have them."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from landsurvey.attributes import areas, columns
from landsurvey.models import StagedFeature


def read(**table: list[str]) -> columns.Parcels:
    attributes = {heading: np.array(cells, dtype=object) for heading, cells in table.items()}
    count = len(next(iter(table.values())))
    return columns.read(attributes, headings=columns.guess(attributes), count=count)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("PARCEL_COD", "code"),
        ("parcel_cod ", "code"),
        ("Id_Chanod", "document_number"),
        ("Chanod_no", "document_number"),
        ("utm_map3", "utmmap3"),
        ("เลขที่ดิน", "land_number"),
        ("รหัสแปลงที่ดิน", "code"),
        ("subwa", "subwah"),
        ("รหัสแปลงที", "code"),
        (" เนื้อที่ (ไร่-งาน-วา) ", "area_text"),
        ("ผู้สำรวจ", "surveyor"),
        ("HRMS", "gnss_accuracy_m"),
    ],
)
def test_heading_is_known_however_it_is_written(heading: str, field: str) -> None:
    assert columns.guess([heading]) == {field: heading}


def test_heading_stays_aside_when_unknown() -> None:
    assert columns.guess(["OWN_NAME"]) == {}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1/2/2565", date(2022, 2, 1)),
        ("29/2/2567", date(2024, 2, 29)),
        ("๑/๒/๒๕๖๕", date(2022, 2, 1)),
        ("5/1/2024", date(2024, 1, 5)),
        ("20240131", date(2024, 1, 31)),
        ("2567-01-31", date(2024, 1, 31)),
        ("2024-01-31T08:30:00Z", date(2024, 1, 31)),
        ("31/1/2567 08:30", date(2024, 1, 31)),
        ("31 ม.ค. 2567", date(2024, 1, 31)),
        ("๓๑ มกราคม พ.ศ. ๒๕๖๗", date(2024, 1, 31)),
        ("", None),
        ("-", None),
    ],
)
def test_day_is_read_in_either_era(text: str, day: date | None) -> None:
    assert columns.day(text) == day


@pytest.mark.parametrize("text", ["29/2/2566", "5/1/65", "3/3/2300", "31/4/2565", "tomorrow", "31 มกรา 2567", "1/2567"])
def test_refused_when_no_calendar_has_the_day(text: str) -> None:
    with pytest.raises(columns.NotADate):
        columns.day(text)


@pytest.mark.parametrize(
    ("parts", "wah"),
    [
        (("2", "1", "35", "5"), Decimal("935.50")),
        (("2", "1", "35", "25"), Decimal("935.25")),
        (("0", "0", "50.5", ""), Decimal("50.50")),
        (("1", "", "", ""), Decimal(400)),
        (("0", "0", "0", "0"), None),
        (("", "", "", ""), None),
    ],
)
def test_area_is_read_from_its_parts(parts: tuple[str, str, str, str], wah: Decimal | None) -> None:
    assert areas.from_parts(*parts) == wah


@pytest.mark.parametrize(
    "parts",
    [
        ("0", "4", "0"),
        ("0", "0", "100"),
        ("x", "0", "0"),
        ("0.5", "0", "0"),
        ("-1", "0", "0"),
        ("1", "0", "0", "1.2.3"),
    ],
)
def test_refused_when_the_area_is_none(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        areas.from_parts(*parts)


@pytest.mark.parametrize(
    ("text", "wah"),
    [
        ("1-2-34.5", "634.50"),
        ("1/2/34", "634"),
        ("๑-๒-๓๔.๕ ไร่", "634.5"),
        ("1 ไร่ 2 งาน 34.5 ตร.ว.", "634.5"),
        ("1 ไร่ 2 งาน 34 5/10 ตารางวา", "634.5"),
        ("2 งาน 7 วา", "207"),
        ("350 ตร.ว.", "350"),
        ("1.5 ไร่", "600"),
        ("1 rai 2 ngan 34.5 sq wah", "634.5"),
        ("1,600 ตร.ม.", "400"),
    ],
)
def test_area_is_read_however_it_is_written(text: str, wah: str) -> None:
    assert read(เนื้อที่=[text]).deed_area_wah.tolist() == [Decimal(wah)]


@pytest.mark.parametrize("text", ["350", "1-4-00", "1-2-100", "1/2/2565", "ไร่", "1-2-34-5", "about 2 rai"])
def test_area_stays_unread_when_it_names_no_unit_or_cannot_be(text: str) -> None:
    parcels = read(เนื้อที่=[text])

    assert (parcels.deed_area_wah.tolist(), parcels.unread) == ([None], ((0, "เนื้อที่", text),))


@pytest.mark.parametrize(
    ("heading", "text", "wah"),
    [("AREA_WAH", "350", 350), ("ตารางวา", "350.5", Decimal("350.5")), ("AREA_M2", "1600", 400), ("area", "1600", 400)],
)
def test_plain_number_is_counted_in_the_unit_of_its_heading(heading: str, text: str, wah: Decimal) -> None:
    assert read(**{heading: [text]}).deed_area_wah.tolist() == [wah]


def test_square_metres_do_not_count_when_the_deed_says_rai() -> None:
    assert read(RAI=["1", ""], AREA=["1234", "1234"]).deed_area_wah.tolist() == [400, None]


def test_parts_count_when_the_text_of_the_area_is_blank() -> None:
    assert read(AREA_RNW=["", "0-1-0"], RAI=["1", "1"]).deed_area_wah.tolist() == [400, 100]


def test_words_of_programs_for_no_value_are_named_and_dashes_are_not() -> None:
    parcels = read(PARCEL_COD=["None", "-", "NaN", "01A001"], OWN_NAME=["null", "", "", ""])

    assert parcels.text["code"].tolist() == ["", "", "", "01A001"]
    assert parcels.error_values == ((0, "PARCEL_COD", "None"), (2, "PARCEL_COD", "NaN"))


def test_accuracy_of_the_receiver_is_read_in_metres() -> None:
    parcels = read(HRMS=["0.014", "0,02 m", "", "good", "5000"])

    assert parcels.accuracy_m.tolist() == pytest.approx([0.014, 0.02, *[float("nan")] * 3], nan_ok=True)
    assert [text for _, _, text in parcels.unread] == ["good", "5000"]


def test_mapping_is_passed_over_when_the_file_has_no_such_heading() -> None:
    attributes = {"A": np.array(["01A001"], dtype=object)}

    parcels = columns.read(attributes, headings={"code": "A", "land_number": "gone"}, count=1)

    assert (parcels.text["code"][0], parcels.text["land_number"][0]) == ("01A001", "")


def test_spoilt_letters_are_repaired_only_in_the_copy() -> None:
    attributes = {"NAME": np.array(["ÈÃÕÀÙÁÔ", "ดี"], dtype=object), "CODE": np.array(["1", "2"], dtype=object)}

    mended = columns.repaired(attributes)

    assert (mended["NAME"].tolist(), attributes["NAME"][0]) == (["ศรีภูมิ", "ดี"], "ÈÃÕÀÙÁÔ")


def test_zeros_stand_when_the_file_has_them_and_come_back_when_it_lost_them() -> None:
    parcels = read(PARCEL_COD=["07"], UTMMAP3=["678"], UTMMAP4=["7"], LAND_NO=["12.0"])

    assert parcels.text["code"].tolist() == ["07"]
    assert parcels.text["utmmap3"].tolist() == ["0678"]
    assert parcels.text["utmmap4"].tolist() == ["07"]
    assert parcels.text["land_number"].tolist() == ["12"]


def test_sheet_is_split_when_it_stands_in_one_column() -> None:
    parcels = read(MAPSHEET=["4746 I 9878-00 (4000)", "?"])

    assert [parcels.text[f"utmmap{part}"].tolist() for part in (1, 2, 3, 4)] == [
        ["4746", ""],
        ["1", ""],
        ["9878", ""],
        ["00", ""],
    ]
    assert parcels.utm_scale.tolist() == [4000, None]


def test_unreadable_cells_are_named_and_not_guessed() -> None:
    parcels = read(SURV_DATE=["30/2/2566"], RAI=["1"], NGAN=["9"], WA=["0"])

    assert [parcels.surveyed_on[0], parcels.deed_area_wah[0]] == [None, None]
    assert parcels.unread == ((0, "RAI", "1-9-0"), (0, "SURV_DATE", "30/2/2566"))


@pytest.mark.parametrize("text", ["None", "null", "NaN", "-", "\u00a0"])
def test_absence_is_absence_however_it_is_written(text: str) -> None:
    assert columns.present(text) == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [("โฉนด", "chanote"), ("น.ส.4 จ", "chanote"), ("น.ส.3 ก", "ns3k"), ("ส.ป.ก.", "spk"), ("7", "other"), ("", "")],
)
def test_kind_of_document_is_known_by_its_thai_name(text: str, kind: str) -> None:
    assert columns.document_type(text) == kind


def test_limits_are_those_of_the_register() -> None:
    kept = {name: getattr(StagedFeature._meta.get_field(name), "max_length", None) for name in columns.LIMITS}

    assert kept == columns.LIMITS
