"""What the national catalogue lets pass and we do not."""

import pytest

from opendata.scheme import checking, eras, fields
from opendata.scheme.fields import Values

WHOLE: Values = {
    "title": "ขอบเขตแปลงที่ดิน เทศบาลเมืองแม่เหียะ ปี 2567",
    "owner_org": "maehia",
    "data_type": "ข้อมูลภูมิสารสนเทศเชิงพื้นที่",
    "maintainer": "กองคลัง งานแผนที่ภาษี",
    "maintainer_email": "tax@maehia.go.th",
    "tag_string": "แปลงที่ดิน,แผนที่ภาษี,GIS",
    "notes": "ขอบเขตแปลงที่ดินจากการสำรวจ (ไม่มีข้อมูลผู้ถือครอง)",
    "objective": ["พันธกิจหน่วยงาน"],
    "update_frequency_unit": "ปี",
    "update_frequency_interval": "1",
    "geo_coverage": "เทศบาล/อบต.",
    "data_source": "การสำรวจภาคสนาม พ.ศ. 2565-2567",
    "data_format": ["JSON", "Shapefile"],
    "data_category": "ข้อมูลสาธารณะ",
    "license_id": "Open Data Common",
    "geographic_data_set": "ชั้นข้อมูลแปลงที่ดิน",
    "equivalent_scale": "1:4,000",
    "west_bound_longitude": "98.870",
    "east_bound_longitude": "99.020",
    "north_bound_longitude": "18.800",
    "south_bound_longitude": "18.680",
    "last_updated_date": "2024-09-30",
}


# As the catalogue's public scheme spells them (its latitudes are called longitudes), read in 2026.
OF_ALL = (
    "title owner_org data_type maintainer maintainer_email tag_string notes objective update_frequency_unit "
    "update_frequency_interval geo_coverage data_source data_format data_category license_id accessible_condition "
    "data_language data_release_calendar data_release_date last_updated_date reference_url_catalog allow_harvest"
)
OF_PLACES = (
    "geographic_data_set equivalent_scale west_bound_longitude east_bound_longitude north_bound_longitude "
    "south_bound_longitude positional_accuracy reference_period"
)
OF_FIGURES = (
    "first_year_of_data last_year_of_data disaggregate unit_of_measure unit_of_multiplier calculation_method standard "
    "official_statistics"
)


@pytest.mark.parametrize(("data_type", "own"), [(fields.GEOGRAPHIC, OF_PLACES), (fields.STATISTICS, OF_FIGURES)])
def test_fields_are_those_of_the_national_scheme_letter_by_letter(data_type: str, own: str) -> None:
    sent = {key for key, field in fields.of_type(data_type).items() if not field.is_ours}

    assert sent == {*OF_ALL.split(), *own.split()}


def test_data_set_that_a_real_ckan_took_has_no_fault() -> None:
    assert checking.faults(checking.normalised(WHOLE)) == {}


def test_there_are_fourteen_needed_fields() -> None:
    needed = [field.key for field in fields.of_type(fields.GEOGRAPHIC).values() if field.is_required]

    assert len(needed) == 14


@pytest.mark.parametrize(
    "key", [field.key for field in fields.of_type(fields.GEOGRAPHIC).values() if field.is_required]
)
def test_each_needed_field_is_missed(key: str) -> None:
    left = {name: value for name, value in WHOLE.items() if name != key}

    assert key in checking.faults(left)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("update_frequency_unit", "yearly"),
        ("objective", ["พันธกิจ"]),
        ("data_format", ["GeoJSON"]),
        ("equivalent_scale", "1:1,000"),
        ("geo_coverage", "เทศบาล"),
        ("license_id", "CC-BY-4.0"),
        ("data_category", "open"),
        ("last_updated_date", "2667-09-30"),
        ("last_updated_date", "30 ก.ย. 67"),
        ("maintainer_email", "tax at maehia"),
        ("tag_string", "แปลงที่ดิน,ภาษี/ที่ดิน"),
        ("tag_string", "ก"),
        ("owner_org", "เทศบาล"),
        ("west_bound_longitude", "99.5"),
        ("north_bound_longitude", "91"),
        ("update_frequency_interval", "0"),
        ("maintainer", "นายสมชาย ใจดี"),
        ("notes", "ติดต่อ 1-2345-45678-78-1"),
        ("notes", "ติดต่อ ๑๒๓๔๕๔๕๖๗๘๗๘๑"),
        ("geo_coverage_other", "ทั้งลุ่มน้ำ"),
        ("first_year_of_data", "2565"),
    ],
)
def test_wrong_value_is_named_at_its_field(key: str, value: str | list[str]) -> None:
    found = checking.faults(checking.normalised({**WHOLE, key: value}))

    assert {name.replace("east", "west") for name in found} == {key}


def test_office_that_begins_like_a_title_is_no_person() -> None:
    assert checking.faults({**WHOLE, "maintainer": "นายกเทศมนตรีเมืองแม่เหียะ"}) == {}


def test_other_needs_its_words() -> None:
    said: Values = {**WHOLE, "geo_coverage": "อื่นๆ"}

    assert set(checking.faults(said)) == {"geo_coverage_other"}
    assert checking.faults({**said, "geo_coverage_other": "ทั้งลุ่มน้ำ"}) == {}


@pytest.mark.parametrize("text", ["2567-09-30", "2024-09-30", "30/9/2567", "30/09/2024", "๓๐/๙/๒๕๖๗"])
def test_day_of_either_era_becomes_the_common_one(text: str) -> None:
    assert checking.normalised({**WHOLE, "last_updated_date": text})["last_updated_date"] == "2024-09-30"


def test_year_becomes_buddhist_and_keywords_stand_once() -> None:
    said = checking.normalised(
        {"data_type": fields.STATISTICS, "first_year_of_data": "2022", "tag_string": " ภาษี , ที่ดิน,, ภาษี ", "notes": " "}
    )

    assert said == {"data_type": fields.STATISTICS, "first_year_of_data": "2565", "tag_string": "ภาษี,ที่ดิน"}


@pytest.mark.parametrize("text", ["2300", "1700", "99999", "", "ปีนี้"])
def test_year_of_neither_era_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="year"):
        eras.common_year(text)
