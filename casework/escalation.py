"""Finds the clocks that ran out while a case still stands in its step, writes down who is told, and tells them.

Once for a stay, all in one transaction. A step that ran over and was ended before anybody looked is late in the figures
and not escalated: nobody can hurry it.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction

from casework import alarms, histories, rulebook, standing
from casework.models import Case, Escalation
from casework.rulebook import Rulebook
from casework.standing import History, Stay
from gis_assets import journal, sql_files
from gis_assets.models import Municipality

AT_ONCE = 2_000
"""Cases that are read into memory together."""


@transaction.atomic
def escalate(municipality: Municipality, *, at: datetime) -> list[Escalation]:
    """Write down every clock that has run out by now and was not written down before; safe to run twice."""
    book = rulebook.of(municipality)
    made = [new for ids in _open_cases(municipality) for new in _of_cases(municipality, ids, book, at=at)]
    Escalation.objects.bulk_create(made, ignore_conflicts=True)
    for escalation in made:
        _write_down(escalation, at=at)
    alarms.tell(municipality, made, book=book, at=at)
    return made


def open_cases(municipality: Municipality) -> list[int]:
    """The cases that stand in a step that is somebody's work."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("casework", "open_cases"), {"municipality": municipality.pk})
        return [case_id for (case_id,) in cursor.fetchall()]


def _open_cases(municipality: Municipality) -> Iterator[list[int]]:
    ids = open_cases(municipality)
    yield from (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))


def _of_cases(municipality: Municipality, ids: list[int], book: Rulebook, *, at: datetime) -> Iterator[Escalation]:
    known = set(Escalation.objects.filter(case__in=ids).values_list("entered_id", "code"))
    for history in histories.of_cases(Case.objects.filter(pk__in=ids), until=at):
        for stay in standing.stays(history, book=book, until=at):
            if stay.left_at is None and stay.is_past_due and stay.due_at and (stay.entry, stay.code) not in known:
                yield _escalation(municipality, history, stay, book, due_at=stay.due_at, at=at)


def _escalation(
    municipality: Municipality, history: History, stay: Stay, book: Rulebook, *, due_at: datetime, at: datetime
) -> Escalation:
    head = book.case_types[history.case_type_id].head
    return Escalation(
        municipality=municipality,
        case_id=history.case_id,
        entered_id=stay.entry,
        code=stay.code,
        standard=stay.standard,
        to_role=(stay.standard.escalate_to if stay.standard else "") or head,
        due_at=due_at,
        at=at,
    )


def _write_down(escalation: Escalation, *, at: datetime) -> None:
    journal.append(
        municipality=escalation.municipality,
        by=None,
        action="case.clock_ran_out",
        thing_kind="case",
        thing_uid=escalation.case_id,
        at=at,
        details={"step": escalation.code, "due_at": escalation.due_at.isoformat(), "to_role": escalation.to_role},
    )
