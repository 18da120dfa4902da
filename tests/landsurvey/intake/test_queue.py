"""No upload is left waiting: work of dead workers is given back, and what nobody works on says so."""

from collections.abc import Callable

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from gis_assets import stalled_jobs
from gis_assets.models import Municipality, Role
from landsurvey.intake import queue
from landsurvey.models import Upload, UploadStatus
from tests import lasting
from tests.landsurvey.builders import AT, a_row, a_square, a_survey, received

pytestmark = pytest.mark.django_db


@lasting.fixture
def upload(
    municipality: Municipality, officer: Callable[..., User], tmp_path_factory: pytest.TempPathFactory
) -> Upload:
    return received(
        a_survey([a_row(a_square())], tmp_path_factory.mktemp("files")),
        municipality=municipality,
        by=officer(Role.SURVEYOR),
    )


def taken_by_a_dead_worker(job_id: int, *, attempts: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s, worker_id = NULL WHERE id = %s",
            [attempts, job_id],
        )


def after_taking_up(job_id: int) -> str:
    async_to_sync(stalled_jobs.take_up)(queue.VALIDATE)
    return str(ProcrastinateJob.objects.get(pk=job_id).status)


def test_work_of_a_dead_worker_is_given_back(upload: Upload) -> None:
    job = queue.enqueue(upload)
    taken_by_a_dead_worker(job, attempts=0)

    assert after_taking_up(job) == "todo"


def test_work_that_killed_three_workers_ends(upload: Upload) -> None:
    job = queue.enqueue(upload)
    taken_by_a_dead_worker(job, attempts=2)

    assert after_taking_up(job) == "failed"


def test_upload_says_so_when_nobody_works_on_it(upload: Upload) -> None:
    count = queue.break_off_forgotten(at=AT)

    upload.refresh_from_db()
    assert (count, upload.status) == (1, UploadStatus.REJECTED)


@pytest.mark.parametrize("is_begun", [False, True])
def test_upload_is_left_alone_while_its_job_lives(upload: Upload, is_begun: bool) -> None:
    job = queue.enqueue(upload)
    if is_begun:
        taken_by_a_dead_worker(job, attempts=0)

    count = queue.break_off_forgotten(at=AT)

    upload.refresh_from_db()
    assert (count, upload.status) == (0, UploadStatus.RECEIVED)


def test_checks_of_one_upload_wait_for_each_other(upload: Upload) -> None:
    jobs = [queue.enqueue(upload) for _twice in range(2)]

    assert len(set(ProcrastinateJob.objects.filter(pk__in=jobs).values_list("lock", flat=True))) == 1
