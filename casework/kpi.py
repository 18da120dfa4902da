"""Minutes in every step against its standard, from the recorded steps and nothing else.

Recomputable at any time: no figure is stored. The arithmetic is in `casework.measures`, the counting of minutes in
`casework.clock`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.db import connection
from django.utils import timezone

from casework import calendars, clock, measures
from casework.models import WHOLE_CASE, CaseType, Clock, StepStandard
from gis_assets import sql_files
from gis_assets.models import Municipality


@dataclass(frozen=True, slots=True)
class Stay:
    """A case stood in a step; `left_at` is None while it still does."""

    case_type: str
    step: str
    case_id: int
    entered_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """One step of one case type: its figures and the standard in force at the end of the period asked for."""

    case_type: CaseType
    step: str
    name: str | None
    standard: StepStandard | None
    measure: measures.Measure

    @property
    def keeps_standard(self) -> bool:
        """Whether the share within the target reaches the percentage that the standard asks for."""
        share = self.measure.share_within
        return share is not None and self.standard is not None and share * 100 >= self.standard.percentile


def stays(municipality: Municipality, *, since: datetime, until: datetime) -> list[Stay]:
    """Every stay of the cases opened in the half-open period, as it was known at `until`."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql_files.load("casework", "step_spans"), {"municipality": municipality.pk, "since": since, "until": until}
        )
        return [Stay(*row) for row in cursor.fetchall()]


def table(municipality: Municipality, *, since: datetime, until: datetime) -> list[Row]:
    """A row for every step that was taken, in the order of the workflow; cases still open are timed up to `until`."""
    office = calendars.office_hours(municipality)
    standards = _standards_by_step(municipality)
    final = _final_steps(municipality)
    durations: defaultdict[tuple[str, str], list[measures.Duration]] = defaultdict(list)
    for stay in _timed(stays(municipality, since=since, until=until), final=final):
        standard = _in_force(standards.get((stay.case_type, stay.step), ()), at=stay.entered_at)
        durations[stay.case_type, stay.step].append(_duration(stay, standard=standard, office=office, until=until))
    return [
        Row(
            case_type,
            step,
            name,
            _in_force(standards.get((case_type.code, step), ()), at=until),
            measures.measure(found),
        )
        for case_type, step, name in _steps_in_order(municipality)
        if (found := durations.get((case_type.code, step)))
    ]


def _timed(found: Sequence[Stay], *, final: Mapping[str, frozenset[str]]) -> Iterable[Stay]:
    """The stays that are somebody's work, and one stay for the whole of each case; a case at rest is nobody's work."""
    for _case, group in groupby(found, key=attrgetter("case_id")):
        of_case = list(group)
        yield from (stay for stay in of_case if stay.step not in final[stay.case_type])
        yield _whole(of_case, final=final)


def _whole(of_case: Sequence[Stay], *, final: Mapping[str, frozenset[str]]) -> Stay:
    first, last = of_case[0], of_case[-1]
    rests = last.step in final[last.case_type]
    return Stay(first.case_type, WHOLE_CASE, first.case_id, first.entered_at, last.entered_at if rests else None)


def _duration(
    stay: Stay, *, standard: StepStandard | None, office: clock.OfficeHours, until: datetime
) -> measures.Duration:
    in_office_hours = standard is not None and standard.clock == Clock.OFFICE
    minutes = clock.counted_minutes(
        clock.Span(stay.entered_at, stay.left_at or until), office=office if in_office_hours else None
    )
    target = None if standard is None else standard.target_minutes
    return measures.Duration(minutes, target, is_open=stay.left_at is None)


def _standards_by_step(municipality: Municipality) -> dict[tuple[str, str], list[StepStandard]]:
    found: defaultdict[tuple[str, str], list[StepStandard]] = defaultdict(list)
    for standard in StepStandard.objects.filter(municipality=municipality).select_related("case_type"):
        found[standard.case_type.code, standard.step].append(standard)
    return dict(found)


def _in_force(standards: Iterable[StepStandard], *, at: datetime) -> StepStandard | None:
    day = timezone.localdate(at)
    return next((each for each in standards if day in each.valid), None)


def _final_steps(municipality: Municipality) -> dict[str, frozenset[str]]:
    return {
        case_type.code: frozenset(kind.code for kind in case_type.step_kinds.all() if kind.is_final)
        for case_type in CaseType.objects.filter(municipality=municipality).prefetch_related("step_kinds")
    }


def _steps_in_order(municipality: Municipality) -> Iterable[tuple[CaseType, str, str | None]]:
    for case_type in CaseType.objects.filter(municipality=municipality).prefetch_related("step_kinds"):
        for kind in case_type.step_kinds.all():
            yield case_type, kind.code, kind.name
        yield case_type, WHOLE_CASE, None
