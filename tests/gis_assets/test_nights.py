"""Jobs of the night run while the town sleeps, though the queue reads its schedules in UTC."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicTask

from gis_assets import nights
from opendata.tasks import publish_nightly

TOWN = ZoneInfo("Asia/Bangkok")
EVENING = datetime(2026, 11, 28, 20, tzinfo=TOWN)


def next_run(schedule: str) -> datetime:
    """As the queue's worker finds it."""
    job = PeriodicTask(task=publish_nightly, cron=schedule, periodic_id="", configure_kwargs={})
    return datetime.fromtimestamp(job.croniter.get_next(ret_type=float, start_time=EVENING.timestamp()), TOWN)


@pytest.mark.parametrize("at", ["00:00", "01:23", "06:59", "07:00", "23:59"])
def test_daily_job_begins_at_that_time_of_the_town(at: str) -> None:
    assert next_run(nights.daily(at)).time() == time.fromisoformat(at)


def test_every_job_that_runs_once_a_day_runs_before_people_come() -> None:
    registered = app.periodic_registry.periodic_tasks
    daily = {name: next_run(task.cron) for (name, _id), task in registered.items() if task.cron.split()[1] != "*"}

    assert {"opendata.publish_nightly", "taxroll.check_ledgers", "permits.write_down_delays"} <= daily.keys()
    midnight = EVENING.replace(hour=0) + timedelta(days=1)
    assert {name: at for name, at in daily.items() if not timedelta(0) < at - midnight < timedelta(hours=6)} == {}
