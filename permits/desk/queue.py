"""The petitions that wait for the office, with their clocks: who is here first, then by appointment and due time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser, User
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery

from casework import rulebook, standing
from casework.models import Step
from casework.standing import Stay
from gis_assets.models import Municipality
from permits import services, wording, workflow
from permits.desk import explaining
from permits.models import Appointment, AppointmentState, Checkup, Explanation, Petition

AT_WORK = frozenset({*workflow.OPEN, workflow.APPROVED})
"""Somebody has still to do something: the office, the applicant, or who pays."""
FILTERS = ("open", "mine", "arrived", "asked", "late", "fee", "done")
PAGE = 50
MOST_DONE = 200
FAR = timedelta(days=36500)


@dataclass(frozen=True)
class Row:
    """One petition as the list shows it; `due_at` is the earlier of the step's and the manual's.

    `explain_by` is the first term of a written explanation that is not sent.
    """

    petition: Petition
    step: str
    step_name: str
    service: services.Service
    track: services.Track | None
    verdict: str
    age: timedelta
    due_at: datetime | None
    is_late: bool
    is_paused: bool
    appointment: Appointment | None
    officer: User | None
    explain_by: datetime | None
    is_explanation_overdue: bool

    @property
    def is_here(self) -> bool:
        return self.appointment is not None and self.appointment.state == AppointmentState.ARRIVED


@dataclass(frozen=True)
class Asked:
    """What of the list is wanted."""

    filter: str = "open"
    service: str = ""
    words: str = ""


def rows(municipality: Municipality, *, asked: Asked, by: AbstractBaseUser, at: datetime) -> list[Row]:
    """The wanted petitions in the order in which they are taken up."""
    found = _rows(_petitions(municipality, asked), municipality, at=at)
    kept = [row for row in found if _is_wanted(row, asked, by)]
    return kept if asked.filter == "done" or asked.words else sorted(kept, key=lambda row: _turn(row, at))


def _petitions(municipality: Municipality, asked: Asked) -> list[Petition]:
    last_step = Step.objects.filter(case=OuterRef("case")).order_by("-entered_at", "-pk").values("code")[:1]
    verdict = Checkup.objects.filter(petition=OuterRef("pk")).order_by("-at", "-pk").values("verdict")[:1]
    petitions = (
        Petition.objects.filter(municipality=municipality)
        .exclude(submitted_at=None)
        .select_related("case__case_type", "municipality")
        .annotate(
            stands_at=Subquery(last_step, output_field=CharField()), worst=Subquery(verdict, output_field=CharField())
        )
    )
    if asked.service:
        petitions = petitions.filter(service=asked.service)
    if asked.words:
        return list(_named(petitions, asked.words).order_by("-submitted_at")[:MOST_DONE])
    if asked.filter == "done":
        return list(petitions.exclude(stands_at__in=AT_WORK).order_by("-submitted_at")[:MOST_DONE])
    return list(petitions.filter(stands_at__in=AT_WORK))


def _named(petitions: QuerySet[Petition], words: str) -> QuerySet[Petition]:
    text = words.strip()
    return petitions.filter(
        Q(case__reference__icontains=text)
        | Q(tracking__iexact=text.replace("-", ""))
        | Q(parcel_code__iexact=text)
        | Q(permit__number__iexact=text)
    )


def _rows(petitions: Sequence[Petition], municipality: Municipality, *, at: datetime) -> list[Row]:
    told = standing.histories([each.case for each in petitions if each.case is not None])
    book = rulebook.of(municipality)
    appointments = _appointments(petitions)
    officers = _officers(told.values())
    unsent = Explanation.objects.filter(petition__in=petitions, sent_at=None).order_by("-explain_by")
    explain_by = dict(unsent.values_list("petition", "explain_by"))
    found = []
    for petition in petitions:
        if petition.case_id is None or petition.submitted_at is None:
            continue
        history, service = told[petition.case_id], petition.as_offered()
        last = history.taken[-1]
        stay = _stay(standing.stays(history, book=book, until=at), last.pk)
        term = explaining.term_of(petition, history, hours=book.office, at=at)
        is_open = last.code in workflow.OPEN
        dues = [due for due in (stay.due_at if stay else None, term.due_at if is_open else None) if due]
        explain = explain_by.get(petition.pk) if is_open else None
        officer = history.charges[-1].officer if history.charges else None
        found.append(
            Row(
                petition=petition,
                step=last.code,
                step_name=wording.named(service, last.code, filed=book.name(history.case_type_id, last.code)),
                service=service,
                track={each.code: each for each in service.tracks}.get(petition.track),
                verdict=getattr(petition, "worst", None) or "",
                age=at - petition.submitted_at,
                due_at=min(dues, default=None),
                is_late=(term.is_late and is_open and last.code not in workflow.APPLICANTS)
                or bool(stay and stay.is_past_due and not stay.is_paused),
                is_paused=bool(stay and stay.is_paused),
                appointment=appointments.get(petition.pk),
                officer=officers.get(officer) if officer else None,
                explain_by=explain,
                is_explanation_overdue=explain is not None and explain < at,
            )
        )
    return found


def _stay(stays: Sequence[Stay], entry: int) -> Stay | None:
    """The stay in the step where the case is; None where it rests."""
    return next((stay for stay in stays[:-1] if stay.entry == entry), None)


def _appointments(petitions: Sequence[Petition]) -> dict[int, Appointment]:
    states = (AppointmentState.CONFIRMED, AppointmentState.ARRIVED, AppointmentState.SERVED)
    found = Appointment.objects.filter(petition__in=petitions, state__in=states).select_related("session__room")
    return {each.petition_id: each for each in found.order_by("during")}


def _officers(histories: Iterable[standing.History]) -> dict[int, User]:
    charged = {charge.officer for told in histories for charge in told.charges if charge.officer}
    return {user.pk: user for user in User.objects.filter(pk__in=charged)}


def _is_wanted(row: Row, asked: Asked, by: AbstractBaseUser) -> bool:
    if asked.words or asked.filter in {"open", "done"}:
        return True
    if asked.filter == "mine":
        return row.officer is not None and row.officer.pk == by.pk
    if asked.filter == "arrived":
        return row.is_here
    if asked.filter == "late":
        return row.is_late
    return row.step == {"asked": workflow.ASKED, "fee": workflow.APPROVED}[asked.filter]


def _turn(row: Row, at: datetime) -> tuple[bool, datetime, datetime]:
    booked = row.appointment.during.lower if row.appointment else at + FAR
    return not row.is_here, booked if booked >= at - timedelta(days=1) else at + FAR, row.due_at or at + FAR
