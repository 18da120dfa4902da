"""The land office's list: who stands on it, and who leaves it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality
from taxroll.collection import arrears
from taxroll.models import ArrearsReport, Notice, ReportKind
from tests.taxroll.collection.conftest import LATE, Pay
from tests.taxroll.test_notices import words_of


def make(municipality: Municipality, by: User, kind: ReportKind, at: datetime = LATE) -> ArrearsReport:
    return arrears.report(municipality, tax_year_be=2567, kind=kind, by=by, at=at)


def test_late_property_is_reported_with_deed_and_sum(
    notice: Notice, municipality: Municipality, clerk: User, tmp_path: Path
) -> None:
    made = make(municipality, clerk, ReportKind.ARREARS)

    entry = made.entries.get()
    assert (entry.parcel_code, entry.document_number, entry.tax_satang) == ("01A001", "12345", 9_000_00)
    for part in ("01A001", "12345", "9,000.00", notice.number):
        assert part in words_of(arrears.pdf(made), tmp_path)
        assert part in arrears.table(made).decode("utf-8-sig")


def test_nobody_is_reported_on_the_last_day(notice: Notice, municipality: Municipality) -> None:
    assert arrears.to_report(municipality, tax_year_be=2567, on=date(2024, 6, 30)).arrears == []


def test_reported_once(notice: Notice, municipality: Municipality, clerk: User) -> None:
    make(municipality, clerk, ReportKind.ARREARS)

    with pytest.raises(arrears.NothingToReport):
        make(municipality, clerk, ReportKind.ARREARS)


def test_paid_property_is_retracted_once(notice: Notice, municipality: Municipality, clerk: User, pay: Pay) -> None:
    make(municipality, clerk, ReportKind.ARREARS)
    pay(9_990_00, paid_at=LATE)

    retraction = make(municipality, clerk, ReportKind.RETRACTION, datetime(2024, 7, 11, 3, 0, tzinfo=UTC))

    assert retraction.entries.get().parcel_code == "01A001"
    with pytest.raises(arrears.NothingToReport):
        make(municipality, clerk, ReportKind.RETRACTION, datetime(2024, 7, 12, 3, 0, tzinfo=UTC))


def test_open_property_is_not_retracted(notice: Notice, municipality: Municipality, clerk: User, pay: Pay) -> None:
    make(municipality, clerk, ReportKind.ARREARS)
    pay(1_000_00, paid_at=LATE)

    with pytest.raises(arrears.NothingToReport):
        make(municipality, clerk, ReportKind.RETRACTION)
