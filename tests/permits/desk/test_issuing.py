"""The permit: what is printed, its seal, and that it is there whole or not at all."""

import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.db import transaction

from casework.models import Message
from gis_assets.models import Municipality
from permits.desk import files, issuing, sealing, verifying
from permits.models import Permit, Petition
from permits.petitions import answers
from tests import lasting
from tests.permits.builders import ANSWERS, ON, later
from tests.permits.desk.builders import PAID_AT, a_paid, an_examined, text_of


@lasting.fixture
def permit(examined: Petition, official: User) -> Permit:
    return issuing.issue(a_paid(examined, by=official), by=official, at=PAID_AT)


def test_permit_says_who_may_do_what_where_in_exact_thai(permit: Permit) -> None:
    text = text_of(issuing.document(permit))

    for words in (
        "ใบอนุญาตก่อสร้างอาคาร (แบบ อ.1)",
        "อ.1 1/2569",
        "สมชาย ใจดี",
        "01A001",
        "บ้านพักอาศัย",
        "สองร้อยห้าสิบบาทถ้วน",
        "ผังบริเวณ",
        "10.00",
        "20 พฤศจิกายน 2570",
        "ตัวอย่าง",
        "หน้า 1 จาก 1",
    ):
        assert words in text


def test_permit_is_one_page_and_readable_by_programs(permit: Permit, tmp_path: Path) -> None:
    file = tmp_path / "permit.pdf"
    file.write_bytes(issuing.document(permit))

    told = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout

    assert "Pages:           1" in told
    assert "A4" in told
    assert "Tagged:          yes" in told


def test_permit_has_no_line_for_what_was_not_answered(municipality: Municipality, official: User) -> None:
    told = {code: value for code, value in ANSWERS.items() if code != "material"}
    petition = a_paid(an_examined(municipality, by=official, answers=told), by=official)

    printed = issuing.issue(petition, by=official, at=PAID_AT).facts["asked"]

    assert "material" in {question.code for question in answers.asked(petition)}
    assert all(value for _name, value, _kind in printed)


def test_lost_file_is_set_again_byte_for_byte(permit: Permit) -> None:
    before = issuing.document(permit)
    default_storage.delete(permit.file)

    again = issuing.document(Permit.objects.select_related("municipality").get())

    assert again == before
    assert default_storage.exists(permit.file)


def test_damaged_file_is_not_handed_out_when_the_row_was_changed(permit: Permit) -> None:
    default_storage.delete(permit.file)
    permit.facts["parcel_code"] = "99Z999"

    with pytest.raises(files.PaperDamaged):
        issuing.document(permit)


def test_half_written_file_of_a_dead_process_does_no_harm(examined: Petition, official: User) -> None:
    a_paid(examined, by=official)
    with transaction.atomic():
        first = issuing.issue(examined, by=official, at=PAID_AT)
        with default_storage.open(first.file, "wb") as cut:
            cut.write(b"%PDF-1.7 cut off")
        transaction.set_rollback(True)  # the process was killed before the commit
    assert not Permit.objects.exists()

    second = issuing.issue(examined, by=official, at=PAID_AT)

    assert (second.number, second.file_sha256) == (first.number, first.file_sha256)
    assert files.kept(second.file, sha256=second.file_sha256).rstrip().endswith(b"%%EOF")


def test_permit_is_verified_by_its_code_without_a_name(permit: Permit) -> None:
    found = verifying.by_code(permit.municipality, permit.verify_code.lower(), on=ON)

    assert found.state == verifying.State.VALID
    assert found.facts is not None
    assert found.facts["parcel_code"] == "01A001"
    assert ("พื้นที่รวมทุกชั้น", "100 ตร.ม.") in found.facts["asked"]
    assert "สมชาย" not in str(found.facts)
    assert verifying.is_ours(permit, issuing.document(permit))
    assert not verifying.is_ours(permit, issuing.document(permit) + b"\n")


def test_what_people_wrote_freely_is_not_shown_to_everybody(permit: Permit) -> None:
    permit.facts["asked"].append(["ข้อความบนป้าย", "ร้านสมชาย", "text"])
    permit.facts["conditions"] = ["ให้แจ้งนายสมชายก่อน"]
    permit.save()

    found = verifying.by_code(permit.municipality, permit.verify_code, on=ON)

    assert "สมชาย" not in str(found.facts)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"number": "อ.1 9/2569"}, verifying.State.CHANGED),
        ({"facts": {"parcel_code": "99Z999"}}, verifying.State.CHANGED),
        ({"valid_until": date(2099, 12, 31)}, verifying.State.CHANGED),
        ({"valid_until": None}, verifying.State.CHANGED),
        ({"file_sha256": "0" * 64}, verifying.State.CHANGED),
        ({"revoked_at": later(60), "revoked_why": "แบบปลอม"}, verifying.State.REVOKED),
    ],
)
def test_changed_row_or_revoked_permit_is_said(permit: Permit, change: dict[str, object], state: str) -> None:
    Permit.objects.filter(pk=permit.pk).update(**change)

    assert verifying.by_code(permit.municipality, permit.verify_code, on=ON).state == state


def test_permit_ends_after_its_last_day(permit: Permit) -> None:
    assert permit.valid_until is not None
    last, after = permit.valid_until, permit.valid_until.replace(day=permit.valid_until.day + 1)

    assert verifying.by_code(permit.municipality, permit.verify_code, on=last).state == verifying.State.VALID
    assert verifying.by_code(permit.municipality, permit.verify_code, on=after).state == verifying.State.ENDED


def test_unknown_code_is_unknown(permit: Permit) -> None:
    for code in ("0000000000000000", "nonsense", ""):
        assert verifying.by_code(permit.municipality, code, on=ON).state == verifying.State.UNKNOWN


def test_permit_is_revoked_once_and_with_a_reason(permit: Permit, official: User, settings: Any) -> None:
    settings.OUTBOX_CHANNELS = {"email": "casework.outbox.mail.Mail"}
    with pytest.raises(issuing.ReasonMissing):
        issuing.revoke(permit.petition, why=" ", by=official, at=later(60))
    issuing.revoke(permit.petition, why="ยื่นเอกสารปลอม", by=official, at=later(60))

    with pytest.raises(issuing.RevokedAlready):
        issuing.revoke(permit.petition, why="อีกครั้ง", by=official, at=later(61))
    told = Message.objects.get(kind="permit.revoked")
    Permit.objects.update(revoked_at=None, revoked_why="")
    found = verifying.by_code(permit.municipality, permit.verify_code, on=ON)
    assert (found.state, found.revoked_at) == (verifying.State.REVOKED, later(60))
    assert permit.verify_code in told.body
    assert "เอกสารปลอม" not in told.body


def test_seal_depends_on_a_key_that_is_not_in_the_database(permit: Permit, settings: Any) -> None:
    settings.PARTY_KEY = "another installation's key"

    assert not sealing.is_whole(permit)
