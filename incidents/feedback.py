"""Hears the citizen after a repair: mended and how well; or not mended, which opens the incident again."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from casework import steps
from gis_assets.refusals import Refusal
from incidents import progress, resolution, workflow
from incidents.models import Incident, Report, Verdict


class NothingToJudge(Refusal):
    """The incident is not mended, was judged by this report already, or the days for it are over."""


def may_judge(report: Report, incident: Incident, *, at: datetime) -> bool:
    """Whether this report may judge the last repair: it is mended, within `REPORT_REOPEN_DAYS`, and not yet judged."""
    if incident.state != workflow.RESOLVED:
        return False
    step = steps.last_step(incident.case)
    is_in_time = at - step.entered_at <= timedelta(days=settings.REPORT_REOPEN_DAYS)
    return is_in_time and not Verdict.objects.filter(report=report, step=step).exists()


@transaction.atomic
def say(report: Report, *, is_mended: bool, stars: int | None, note: str, at: datetime) -> Verdict:
    """Record the verdict; "not mended" reopens the incident. Raises NothingToJudge, NothingSaid or AnotherIsOpen."""
    incident = progress.locked(report.incident)
    if not may_judge(report, incident, at=at):
        raise NothingToJudge(
            _("This repair cannot be judged now: it was opened again, judged already, or the days for it are over.")
        )
    verdict = Verdict.objects.create(
        municipality=report.municipality,
        report=report,
        step=steps.last_step(incident.case),
        is_mended=is_mended,
        stars=stars,
        note=note,
        said_at=at,
    )
    if not is_mended:
        resolution.reopen(incident, by=None, at=at, note=note)
    return verdict
