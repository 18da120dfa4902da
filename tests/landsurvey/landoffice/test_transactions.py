"""What rows of the land office's change log mean."""

from datetime import date
from decimal import Decimal

import pytest

from landsurvey.landoffice import transactions
from landsurvey.landoffice.transactions import Book, LandKey, TransactionKind, understand
from tests.landsurvey.packages import a_transaction


def test_everything_read_when_values_and_headings_carry_blanks() -> None:
    cells = {f"{heading} ": f" {text}  " for heading, text in a_transaction().items()}

    row = understand(Book.DEEDS, 1, cells)

    assert row.problems == ()
    assert row.kind == TransactionKind.TRANSFER
    assert row.on == date(2026, 1, 5)
    assert row.key == LandKey("4746", "1", "9470", "07", 1000, "12")
    assert (row.area_wah, row.amount_satang) == (Decimal("425.50"), 30_400_000)
    assert (row.holder.name, row.holder.citizen_id) == ("นายทดสอบ สมมติ", "1234567890121")


@pytest.mark.parametrize("status", transactions.KIND_OF_STATUS)
def test_no_problem_when_the_status_is_one_of_the_known(status: str) -> None:
    row = understand(Book.DEEDS, 1, a_transaction(status=status))

    assert row.problems == ()
    assert row.kind is not None


def test_asked_when_the_status_was_never_met() -> None:
    row = understand(Book.DEEDS, 1, a_transaction(status="ขายฝาก"))

    assert row.kind is None
    assert [problem.args for problem in row.problems] == [{"status": "ขายฝาก"}]


def test_meaning_taken_when_a_person_gave_it() -> None:
    row = understand(Book.DEEDS, 1, a_transaction(status="ขายฝาก"), said={"ขายฝาก": TransactionKind.ENCUMBRANCE})

    assert (row.kind, row.problems) == (TransactionKind.ENCUMBRANCE, ())


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"วันที่": "31/2/2569"}, transactions.BAD_DATE),
        ({"วันที่": ""}, transactions.NO_DATE),
        ({"งาน": "7"}, transactions.BAD_AREA),
        ({"REG_AMT": "สามแสน"}, transactions.BAD_AMOUNT),
        ({"UTM_MAP3": ""}, None),
        ({"ที่ดิน": "0"}, transactions.NO_SHEET),
        ({"สถานะดำเนินการ": ""}, transactions.NO_STATUS),
    ],
)
def test_problem_named_when_a_cell_cannot_be_used(cells: dict[str, str], problem: str | None) -> None:
    row = understand(Book.DEEDS, 1, {**a_transaction(), **cells})

    assert [told.msgid for told in row.problems] == ([problem] if problem else [])


def test_same_key_when_the_geometry_writes_numbers_and_the_table_text() -> None:
    of_table = transactions.land_key(("4746", "I", "9470", "07"), {"UTM_SCALE": "1000"}, "12")
    of_geometry = transactions.land_key(("4746", "1", "9470", "7"), {"LandUTMScale": "1000.0"}, "12.0")

    assert of_table == of_geometry


def test_air_photo_sheet_when_the_row_is_a_certificate() -> None:
    cells = {"UTM_AIRMAP1": "4746", "UTM_AIRMAP2": "I", "UTM_AIRMAP3": "7", "UTM_SCALE": "5000", "ล.ที่ดิน": "3"}

    row = understand(Book.CERTIFICATES, 1, {**cells, "สถานะ": "ขาย", "วันที่": "1/1/2569"})

    assert row.key == LandKey("4746", "1", "0000", "007", 5000, "3")


@pytest.mark.parametrize(("text", "satang"), [("฿-", None), ("", None), (" ฿1,234.50 ", 123_450), ("12", 1_200)])
def test_satang_when_money_is_written_as_the_land_office_does(text: str, satang: int | None) -> None:
    assert transactions.amount_satang(text) == satang


def test_number_of_the_person_left_out_when_cells_are_stored() -> None:
    kept = transactions.without_person(understand(Book.DEEDS, 1, a_transaction()).cells)

    assert "13 หลัก" not in kept
    assert kept["โฉนด"] == "45678"


def test_status_known_when_a_program_wrote_sara_am_as_two_signs() -> None:
    row = understand(Book.DEEDS, 1, {**a_transaction(), "สถานะดำเนินการ": "จํานอง"})

    assert row.kind == TransactionKind.ENCUMBRANCE
