"""A reviewer accepts field visits into the register, returns them with a word, or takes that back.

What an accepted visit changes becomes new versions of its parcel and buildings, with a source of its own, all in one
transaction; a visit that only confirms the register makes none. Nothing is edited: taking an acceptance back makes new
versions of what was in force before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gis_assets import buildings, journal, parcels, restoring
from gis_assets.models import Municipality, Source
from gis_assets.models.versions import AccuracyClass
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from landsurvey.field import visitchanges
from landsurvey.field.visitchanges import Choices, Comparison, State
from landsurvey.models import Decision, Visit, VisitDecision, VisitResult

MOST_AT_ONCE = 2_000
# A source is named once for all who read it, in the register's own language.
_LANGUAGE = "th"


class DecidedAlready(Refusal):
    """Somebody has accepted or returned the visit."""


class NothingToAccept(Refusal):
    """The visit ended in vain and says nothing of the register."""


class CannotBeAccepted(Refusal):
    """Something hinders the visit, as `visitchanges` says."""


class RegisterHasChanged(Refusal):
    """The register changed after the page was made."""


class NeedsAReason(Refusal):
    """A visit goes back to its surveyor, and an acceptance out of the register, only with a word on why."""


class NothingChosen(Refusal):
    """No visit was chosen, or more than can be decided on in one go."""


class NotDecided(Refusal):
    """There is no decision to take back."""


@dataclass(frozen=True)
class Outcome:
    """How many visits of a batch were accepted, and why the others were left, by the visit's parcel code."""

    accepted: int
    left: tuple[tuple[str, str], ...]


@transaction.atomic
def accept(
    visit: Visit, *, on: date, by: User, at: datetime, seen: str | None = None, choices: Choices | None = None,
    comment: str = "",
) -> VisitDecision:  # fmt: skip
    """Put what the visit changes in force from the day.

    `seen` is the `Comparison.seen` that the page showed. Raises `DecidedAlready`, `NothingToAccept`,
    `RegisterHasChanged` or `CannotBeAccepted`, and then changes nothing.
    """
    locked = _locked([visit.pk])[0]
    _refuse_decided(locked)
    if locked.result != VisitResult.SURVEYED:
        raise NothingToAccept(
            _("The visit ended in vain; there is nothing to accept. The parcel stays on the list of what is left.")
        )
    (compared,) = visitchanges.compare([locked], on=on, choices={locked.pk: choices or Choices()})
    if seen is not None and seen != compared.seen:
        raise RegisterHasChanged(
            _("The register changed under this visit after your page was made. Look at it again, then decide.")
        )
    if compared.hindrances:
        raise CannotBeAccepted(" ".join(compared.hindrances))
    return _accepted([compared], on=on, by=by, at=at, comment=comment)[0]


@transaction.atomic
def accept_many(municipality: Municipality, *, visits: Iterable[int], on: date, by: User, at: datetime) -> Outcome:
    """Accept those of the visits (primary keys) that nothing speaks against; the others are left with the reason.

    Stale visits and a second visit of one parcel are left for a person to look at. Raises `NothingChosen`.
    """
    wanted = set(visits)
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise NothingChosen(_("Choose between one and %(most)s visits.") % {"most": MOST_AT_ONCE})
    locked = [visit for visit in _locked(wanted) if visit.municipality_id == municipality.pk]
    taken: list[Comparison] = []
    left: list[tuple[str, str]] = []
    for compared in visitchanges.compare(locked, on=on):
        reason = _reason_to_leave(compared, taken)
        if reason:
            left.append((compared.parcel.code if compared.parcel else "–", reason))
        else:
            taken.append(compared)
    _accepted(taken, on=on, by=by, at=at)
    return Outcome(len(taken), tuple(left))


@transaction.atomic
def send_back(municipality: Municipality, *, visits: Iterable[int], why: str, by: User, at: datetime) -> int:
    """Return visits (primary keys) to their surveyors with a word and say how many.

    Raises `NeedsAReason`, `NothingChosen` or `DecidedAlready`.
    """
    if not why.strip():
        raise NeedsAReason(_("Write for the surveyor why the visit is returned."))
    locked = [visit for visit in _locked(visits) if visit.municipality_id == municipality.pk]
    if not locked:
        raise NothingChosen(_("Choose one or more visits first."))
    for visit in locked:
        _refuse_decided(visit)
    made = [
        VisitDecision(
            municipality=municipality,
            visit=visit,
            decision=Decision.RETURNED,
            decided_by=by,
            decided_at=at,
            comment=why.strip(),
        )
        for visit in locked
    ]
    VisitDecision.objects.bulk_create(made)
    _set(locked, Decision.RETURNED)
    for visit in locked:
        _note(visit, "visit returned", by=by, at=at, why=why.strip())
    return len(made)


@transaction.atomic
def undo(visit: Visit, *, on: date, why: str, by: User, at: datetime) -> VisitDecision:
    """Take a decision back; what an acceptance wrote ends on the day and what was in force before begins again.

    Raises `NotDecided`, `NeedsAReason`, or `gis_assets.restoring.CannotRestore` when the day is too early or something
    was changed since.
    """
    locked = _locked([visit.pk])[0]
    decided = VisitDecision.objects.select_related("source").filter(visit=locked, undone_at=None).first()
    if decided is None:
        raise NotDecided(_("Nobody has decided on this visit; there is nothing to take back."))
    if not why.strip():
        raise NeedsAReason(_("Write why the decision is taken back."))
    counts = _restored(decided, locked, on=on, at=at) if decided.source else {}
    decided.undone_date, decided.undone_by, decided.undone_at, decided.undone_why = on, by, at, why.strip()
    decided.save(update_fields=["undone_source", "undone_date", "undone_by", "undone_at", "undone_why"])
    _set([locked], Decision.PENDING)
    _note(locked, "decision on visit undone", by=by, at=at, why=why.strip(), details={"from": on.isoformat(), **counts})
    return decided


def _locked(visits: Iterable[int]) -> list[Visit]:
    """The visits, locked in one order, so that two reviewers wait for each other instead of deciding twice."""
    rows = Visit.objects.select_for_update(of=("self",), no_key=True).select_related("municipality", "parcel")
    return list(rows.filter(pk__in=list(visits)).order_by("pk"))


def _refuse_decided(visit: Visit) -> None:
    if visit.decision == Decision.PENDING:
        return
    decided = visit.decisions.select_related("decided_by").get(undone_at=None)
    raise DecidedAlready(
        _("%(who)s decided on this visit on %(when)s (%(decision)s). Look at it again.")
        % {
            "who": decided.decided_by.get_full_name() or decided.decided_by.get_username(),
            "when": town.thai_time(decided.decided_at),
            "decision": decided.get_decision_display(),
        }
    )


def _reason_to_leave(compared: Comparison, taken: Sequence[Comparison]) -> str:
    if compared.visit.decision != Decision.PENDING:
        return _("decided on by somebody meanwhile")
    if compared.visit.result != VisitResult.SURVEYED:
        return _("visited in vain")
    if any(one.visit.parcel_id == compared.visit.parcel_id for one in taken):
        return _("another visit of the same parcel was accepted; look at what is left to change")
    return " ".join((*compared.hindrances, *compared.stale))


def _accepted(
    taken: Sequence[Comparison], *, on: date, by: User, at: datetime, comment: str = ""
) -> list[VisitDecision]:
    """Write what the visits change, set by set, and one decision, source and journal entry for each."""
    if not taken:
        return []
    municipality = taken[0].visit.municipality
    sources = _sources(taken, at=at)
    _write(taken, sources, municipality=municipality, on=on, at=at)
    made = VisitDecision.objects.bulk_create(
        VisitDecision(
            municipality=municipality,
            visit=compared.visit,
            decision=Decision.ACCEPTED,
            decided_by=by,
            decided_at=at,
            comment=comment.strip(),
            effective_date=on,
            source=sources.get(compared.visit.pk),
            counts=_counts(compared),
            ended_buildings=_gone(compared),
        )
        for compared in taken
    )
    _set([compared.visit for compared in taken], Decision.ACCEPTED)
    for compared in taken:
        details = {"from": on.isoformat(), **_counts(compared)}
        _note(compared.visit, "visit accepted", by=by, at=at, why=comment.strip(), details=details)
    return made


def _sources(taken: Sequence[Comparison], *, at: datetime) -> dict[int, Source]:
    """A source for each visit that changes anything, by the visit's primary key."""
    changing = [compared.visit for compared in taken if compared.changes_anything]
    made = Source.objects.bulk_create(
        Source(
            municipality=visit.municipality,
            kind="field_visit",
            reference=_named(visit),
            sha256=visit.digest,
            accuracy_class=AccuracyClass.UNKNOWN,
            recorded_at=at,
        )
        for visit in changing
    )
    return {visit.pk: source for visit, source in zip(changing, made, strict=True)}


def _named(visit: Visit) -> str:
    with translation.override(_LANGUAGE):
        return _("Field visit %(confirmation)s") % {"confirmation": visit.uid}


def _write(
    taken: Sequence[Comparison], sources: dict[int, Source], *, municipality: Municipality, on: date, at: datetime
) -> None:
    uses: list[parcels.Restated] = []
    facts: list[buildings.Restated] = []
    found: list[buildings.Found] = []
    for compared in taken:
        source = sources.get(compared.visit.pk)
        if source is not None:  # a visit that changes nothing has none
            uses += _uses(compared, source.pk)
            facts += _facts(compared, source.pk)
            found += _found(compared, source.pk)
    parcels.restate(uses, municipality=municipality, on=on, at=at)
    buildings.restate(facts, municipality=municipality, on=on, at=at)
    buildings.retire([pk for compared in taken for pk in _gone(compared)], municipality=municipality, on=on)
    buildings.enter(found, municipality=municipality, on=on, at=at)


def _uses(compared: Comparison, source: int) -> list[parcels.Restated]:
    land = compared.land
    if land is None or land.after is None or not land.is_changed:
        return []
    return [parcels.Restated(compared.visit.parcel_id, source, land.after)]


def _facts(compared: Comparison, source: int) -> list[buildings.Restated]:
    return [
        buildings.Restated(house.version.building_id, source, house.after)
        for house in compared.houses
        if house.state == State.CHANGED and house.version and house.after
    ]


def _found(compared: Comparison, source: int) -> list[buildings.Found]:
    visit = compared.visit
    place = (visit.position.x, visit.position.y) if visit.position else None
    return [
        buildings.Found(visit.parcel_id, source, house.after, place)
        for house in compared.houses
        if house.state == State.NEW and house.after
    ]


def _gone(compared: Comparison) -> list[int]:
    return [house.version.building_id for house in compared.houses if house.state == State.GONE and house.version]


def _counts(compared: Comparison) -> dict[str, int]:
    states = [house.state for house in compared.houses]
    return {
        "uses": int(bool(compared.land and compared.land.is_changed)),
        "buildings_changed": states.count(State.CHANGED),
        "buildings_new": states.count(State.NEW),
        "buildings_gone": states.count(State.GONE),
    }


def _restored(decided: VisitDecision, visit: Visit, *, on: date, at: datetime) -> dict[str, int]:
    """Write the register's state before the visit anew, under a source that says so."""
    if decided.source is None or decided.effective_date is None:
        return {}
    decided.undone_source = Source.objects.create(
        municipality=visit.municipality,
        kind="field_visit_undone",
        reference=_named(visit),
        sha256=visit.digest,
        recorded_at=at,
    )
    return restoring.restore(
        decided.source,
        since=decided.effective_date,
        ended=[],
        ended_buildings=decided.ended_buildings,
        municipality=visit.municipality,
        on=on,
        source=decided.undone_source,
        at=at,
    )


def _set(visits: Sequence[Visit], decision: Decision) -> None:
    Visit.objects.filter(pk__in=[visit.pk for visit in visits]).update(decision=decision)


def _note(
    visit: Visit, action: str, *, by: User, at: datetime, why: str = "", details: dict[str, Any] | None = None
) -> None:
    journal.append(
        municipality=visit.municipality,
        by=by,
        action=action,
        thing_kind="field_visit",
        thing_uid=visit.uid,
        at=at,
        why=why,
        details={"parcel": str(visit.parcel.uid), **(details or {})},
    )
