"""The jobs of the tax office: what the queue is given, and that a job may run twice."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from gis_assets.models import Municipality
from taxroll import notices, tasks
from taxroll.collection import bankformats, taking
from taxroll.models import BankFile, Bill, LedgerCheck, LineState, Notice, Payment, Roll
from tests import lasting
from tests.taxroll.conftest import AT


@lasting.fixture
def notice(sealed: Roll, clerk: User) -> Notice:
    return notices.issue(Bill.objects.get(), by=clerk, at=AT)


@lasting.fixture
def taken(notice: Notice, municipality: Municipality, clerk: User) -> BankFile:
    head = "paid_date,paid_time,ref1,ref2,amount,bank_reference\n"
    return taking.take(
        municipality=municipality,
        layout=bankformats.layouts()["csv_transfers"],
        name="may.csv",
        content=f"{head}2024-05-02,10:15:00,{notice.bill.reference},,500.00,K1\n".encode(),
        by=clerk,
        at=timezone.now(),
    )


def test_file_is_taken_together_with_its_job(taken: BankFile) -> None:
    job = ProcrastinateJob.objects.get(task_name=taking.MATCH)

    assert job.args == {"file_id": taken.pk, "municipality_id": taken.municipality_id}
    assert taken.lines.get().state == LineState.WAITING


def test_job_matches_the_lines_once_when_it_runs_twice(taken: BankFile) -> None:
    for _ in range(2):
        tasks.match_bank_file(file_id=taken.pk, municipality_id=taken.municipality_id)

    assert Payment.objects.get().amount_satang == 500_00
    assert taken.lines.get().state == LineState.MATCHED


def test_file_whose_worker_died_is_taken_up_again(taken: BankFile, municipality: Municipality) -> None:
    taking.take_up_left(municipality, before=timezone.now() - timedelta(minutes=5))
    fresh = ProcrastinateJob.objects.filter(task_name=taking.MATCH).count()

    taking.take_up_left(municipality, before=timezone.now())

    assert (fresh, ProcrastinateJob.objects.filter(task_name=taking.MATCH).count()) == (1, 2)


def test_books_are_compared_every_night(notice: Notice) -> None:
    tasks.check_ledgers(timestamp=0)

    assert LedgerCheck.objects.get().faults == []


def test_check_of_the_night_bears_the_day_of_the_town() -> None:
    at = datetime(2026, 11, 27, 19, 41, tzinfo=UTC)  # 02:41 of the 28th

    assert str(LedgerCheck(checked_at=at, faults=["one"])) == "2026-11-28: 1"
