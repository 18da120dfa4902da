"""Headings and cells as municipal files really have them."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from landsurvey import columns
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
        ("", None),
        ("-", None),
    ],
)
def test_day_is_read_in_either_era(text: str, day: date | None) -> None:
    assert columns.day(text) == day


@pytest.mark.parametrize("text", ["29/2/2566", "5/1/65", "3/3/2300", "31/4/2565", "tomorrow"])
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
    assert columns.area_wah(*parts) == wah


@pytest.mark.parametrize(
    "parts", [("0", "4", "0"), ("0", "0", "100"), ("x", "0", "0"), ("0.5", "0", "0"), ("-1", "0", "0")]
)
def test_refused_when_the_area_is_none(parts: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        columns.area_wah(*parts)


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
