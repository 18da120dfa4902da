"""Step 3: a reviewer accepts rows or returns them, confirms where parcels come from, and says which are gone.

Every call is one act: numbered, with who and when, and in the journal. A page hands back the number of the last act it
has seen (`revision`); what somebody else decided after that is never overwritten unseen.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import BigIntegerField, F, Func, Max, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gis_assets import journal
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from landsurvey import cases
from landsurvey.models import Decision, GoneDecision, ReviewAct, StagedFeature, Upload, UploadStatus, Verdict

_EXAMPLES = 5
# The number of the parcel that an accepted row begins if it continues none; promotion creates the parcel. It is given
# together with the decision: otherwise 200,000 wide rows would have to be written once more.
_NEXT_PARCEL = Func(Value("gis_assets_parcel_id_seq"), function="nextval", output_field=BigIntegerField())
# What each kind of act is called when somebody else runs into it.
DEEDS = {
    "rows pending": gettext_lazy("decisions taken back"),
    "rows accepted": gettext_lazy("rows accepted"),
    "rows returned": gettext_lazy("rows returned"),
    "codes taken": gettext_lazy("suggested codes taken"),
    "lineage open": gettext_lazy("words on lineage taken back"),
    "lineage confirmed": gettext_lazy("lineage confirmed"),
    "lineage rejected": gettext_lazy("lineage rejected"),
    "gone open": gettext_lazy("decisions on gone parcels taken back"),
    "gone retire": gettext_lazy("gone parcels ended"),
    "gone keep": gettext_lazy("gone parcels kept"),
}


class NotOpenToReview(Refusal):
    """The upload has not been checked, cannot be used, or is in the register already."""


class RowsHaveErrors(Refusal):
    """Rows with errors cannot be accepted."""


class NeedsAReason(Refusal):
    """A row goes back to the surveyor only with a word on why."""


class NoSuchRows(Refusal):
    """Nothing was chosen, or things that the upload does not have."""


class NoCodeSuggested(Refusal):
    """A row was to take its suggested code and has none."""


class DecidedMeanwhile(Refusal):
    """Another reviewer decided on the same things after the page was made."""


def revision(upload: Upload) -> int:
    """Return the number of the last act of review on the upload, 0 when there was none."""
    return upload.acts.aggregate(last=Max("revision"))["last"] or 0


@transaction.atomic
def decide(
    upload: Upload,
    *,
    rows: Iterable[int],
    decision: Decision,
    by: User,
    at: datetime,
    comment: str = "",
    seen: int | None = None,
) -> int:
    """Set one decision on some rows and return how many rows it was; `Decision.PENDING` takes one back.

    `seen` is the `revision` that the page showed. Raises `NotOpenToReview`, `RowsHaveErrors`, `NeedsAReason`,
    `NoSuchRows` or `DecidedMeanwhile`, and then changes nothing.
    """
    locked = open_for_review(upload)
    wanted = set(rows)
    chosen = locked.features.filter(row__in=wanted)
    found = dict(chosen.values_list("row", "has_errors"))
    if not wanted or found.keys() != wanted:
        raise NoSuchRows(_("Choose one or more rows of this survey first."))
    if decision == Decision.ACCEPTED:
        _refuse_faulty([row for row, is_faulty in found.items() if is_faulty])
    return _decide(locked, chosen, decision, by=by, at=at, comment=comment, seen=seen)


@transaction.atomic
def decide_group(
    upload: Upload,
    *,
    decision: Decision,
    by: User,
    at: datetime,
    change: str = "",
    rule: str = "",
    comment: str = "",
    seen: int | None = None,
) -> int:
    """Decide on every undecided row of one kind of change, or on which one rule spoke, or of both; rows with errors are
    left out when they would be accepted. Returns how many rows it was; raises like `decide`.
    """
    locked = open_for_review(upload)
    chosen = locked.features.filter(decision=Decision.PENDING)
    if change:
        chosen = chosen.filter(change=change)
    if rule:
        chosen = chosen.filter(row__in=locked.findings.filter(rule=rule, row__isnull=False).values("row"))
    if decision == Decision.ACCEPTED:
        chosen = chosen.filter(has_errors=False)
    return _decide(locked, chosen, decision, by=by, at=at, comment=comment, seen=seen)


@transaction.atomic
def decide_queue(
    upload: Upload,
    *,
    chosen: QuerySet[StagedFeature],
    decision: Decision,
    by: User,
    at: datetime,
    comment: str = "",
    seen: int | None = None,
) -> int:
    """Decide on those rows of a query that nobody has decided on; the database picks them, however many they are.

    Rows with errors are left out when they would be accepted. Returns how many rows it was; raises like `decide`.
    """
    locked = open_for_review(upload)
    still_open = chosen.filter(upload=locked, decision=Decision.PENDING)
    if decision == Decision.ACCEPTED:
        still_open = still_open.filter(has_errors=False)
    if not still_open.exists():
        raise NoSuchRows(_("Choose one or more rows of this survey first."))
    return _decide(locked, still_open, decision, by=by, at=at, comment=comment, seen=seen)


@transaction.atomic
def accept_all_without_errors(upload: Upload, *, by: User, at: datetime) -> int:
    """Accept every undecided row that has no error and return how many that were."""
    return decide_group(upload, decision=Decision.ACCEPTED, by=by, at=at)


@transaction.atomic
def take_codes(upload: Upload, *, rows: Iterable[int], by: User, at: datetime, seen: int | None = None) -> int:
    """Give rows the codes suggested for them and return how many; what the file said stays in `attributes`.

    Raises `NotOpenToReview`, `NoSuchRows`, `NoCodeSuggested` or `DecidedMeanwhile`.
    """
    locked = open_for_review(upload)
    wanted = set(rows)
    chosen = locked.features.filter(row__in=wanted)
    _refuse_missing(chosen, wanted, _("Choose one or more rows of this survey first."))
    if without := chosen.filter(suggested_code="").values_list("row", flat=True).first():
        raise NoCodeSuggested(_("No code is suggested for row %(row)s. Leave that row out.") % {"row": without})
    number = _next(locked, chosen, by=by, seen=seen)
    taken = {str(row): [old, new] for row, old, new in chosen.values_list("row", "code", "suggested_code")}
    count = chosen.update(code=F("suggested_code"), revision=number)
    _note(locked, number, "codes taken", count, by=by, at=at, details={"codes": taken})
    return count


@transaction.atomic
def decide_lineage(
    upload: Upload,
    *,
    proposals: Iterable[int],
    verdict: Verdict,
    by: User,
    at: datetime,
    comment: str = "",
    seen: int | None = None,
) -> int:
    """Confirm or reject proposals (by primary key), or take that back with `Verdict.OPEN`; returns how many.

    Raises `NotOpenToReview`, `NoSuchRows` or `DecidedMeanwhile`.
    """
    locked = open_for_review(upload)
    wanted = set(proposals)
    chosen = locked.lineage.filter(pk__in=wanted)
    _refuse_missing(chosen, wanted, _("Choose one or more lineages of this survey first."))
    return _judge(locked, chosen, verdict, by=by, at=at, comment=comment, seen=seen)


@transaction.atomic
def confirm_lineage(
    upload: Upload, *, by: User, at: datetime, least_confidence: float = 0.0, seen: int | None = None
) -> int:
    """Confirm every open proposal of at least that confidence (0 to 1) and return how many; raises as above."""
    locked = open_for_review(upload)
    chosen = locked.lineage.filter(verdict=Verdict.OPEN, confidence__gte=least_confidence)
    return _judge(locked, chosen, Verdict.CONFIRMED, by=by, at=at, seen=seen)


@transaction.atomic
def decide_gone(
    upload: Upload,
    *,
    gone: Iterable[int],
    decision: GoneDecision,
    by: User,
    at: datetime,
    comment: str = "",
    seen: int | None = None,
) -> int:
    """Say of gone parcels (`GoneParcel` by primary key) that they end, or stay; returns how many.

    Raises `NotOpenToReview`, `NoSuchRows` or `DecidedMeanwhile`.
    """
    locked = open_for_review(upload)
    wanted = set(gone)
    chosen = locked.gone.filter(pk__in=wanted)
    _refuse_missing(chosen, wanted, _("Choose one or more parcels that the survey does not show."))
    number = _next(locked, chosen, by=by, seen=seen)
    count = chosen.update(decision=decision, **_signed(decision == GoneDecision.OPEN, number, by, at, comment))
    _note(locked, number, f"gone {decision.value}", count, by=by, at=at, why=comment.strip())
    return count


def open_for_review(upload: Upload) -> Upload:
    """Return the upload locked and in the state in which rows are decided on; raises `NotOpenToReview`."""
    locked = Upload.objects.select_for_update(of=("self",)).select_related("municipality", "case").get(pk=upload.pk)
    if locked.status != UploadStatus.CHECKED:
        raise NotOpenToReview(
            _("“%(name)s” is not open to review: it stands at “%(status)s”.")
            % {"name": locked.original_name, "status": locked.get_status_display()}
        )
    return locked


def _decide(
    upload: Upload,
    chosen: QuerySet[Any],
    decision: Decision,
    *,
    by: User,
    at: datetime,
    comment: str = "",
    seen: int | None = None,
) -> int:
    if decision == Decision.RETURNED and not comment.strip():
        raise NeedsAReason(_("Write for the surveyor why the rows are returned."))
    number = _next(upload, chosen, by=by, seen=seen)
    promised = {"parcel": Coalesce("parcel", _NEXT_PARCEL)} if decision == Decision.ACCEPTED else {}
    count = chosen.update(
        decision=decision, **promised, **_signed(decision == Decision.PENDING, number, by, at, comment)
    )
    _note(upload, number, f"rows {decision.value}", count, by=by, at=at, why=comment.strip())
    cases.follow(upload, by=by, at=at)
    return count


def _judge(
    upload: Upload,
    chosen: QuerySet[Any],
    verdict: Verdict,
    *,
    by: User,
    at: datetime,
    comment: str = "",
    seen: int | None = None,
) -> int:
    number = _next(upload, chosen, by=by, seen=seen)
    count = chosen.update(verdict=verdict, **_signed(verdict == Verdict.OPEN, number, by, at, comment))
    _note(upload, number, f"lineage {verdict.value}", count, by=by, at=at, why=comment.strip())
    return count


def _signed(is_open: bool, number: int, by: User, at: datetime, comment: str) -> dict[str, Any]:
    """Who decided, when and in which act; nobody when the decision was taken back."""
    return {
        "decided_by": None if is_open else by,
        "decided_at": None if is_open else at,
        "comment": comment.strip(),
        "revision": number,
    }


def _refuse_missing(chosen: QuerySet[Any], wanted: set[int], sentence: str) -> None:
    if not wanted or chosen.count() != len(wanted):
        raise NoSuchRows(sentence)


def _refuse_faulty(faulty: Collection[int]) -> None:
    if faulty:
        named = ", ".join(str(row) for row in sorted(faulty)[:_EXAMPLES])
        raise RowsHaveErrors(
            _("%(count)s of the rows have errors (such as row %(rows)s) and cannot be accepted. Return them instead.")
            % {"count": len(faulty), "rows": named}
        )


def _next(upload: Upload, chosen: QuerySet[Any], *, by: User, seen: int | None) -> int:
    """The number of the act that begins now; the upload is locked, so no other act comes between."""
    last = revision(upload)
    if seen is not None and last > seen:
        _refuse_unseen(upload, chosen, by=by, seen=seen)
    return last + 1


def _refuse_unseen(upload: Upload, chosen: QuerySet[Any], *, by: User, seen: int) -> None:
    touched = chosen.filter(revision__gt=seen).values("revision")
    act = upload.acts.filter(revision__in=touched).exclude(by=by).select_related("by").order_by("-revision").first()
    if act is None:
        return
    raise DecidedMeanwhile(
        _("%(who)s decided on this on %(when)s (%(deed)s), after your page was made. Look at it again, then decide.")
        % {
            "who": act.by.get_full_name() or act.by.get_username(),
            "when": town.thai_time(act.at),
            "deed": DEEDS.get(act.deed, act.deed),
        }
    )


def _note(
    upload: Upload,
    number: int,
    deed: str,
    count: int,
    *,
    by: User,
    at: datetime,
    why: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Write the act down, for the next reviewer and in the journal."""
    ReviewAct.objects.create(
        municipality_id=upload.municipality_id,
        upload=upload,
        revision=number,
        by=by,
        at=at,
        deed=deed,
        count=count,
        comment=why,
    )
    journal.append(
        municipality=upload.municipality,
        by=by,
        action=deed,
        thing_kind="survey_upload",
        thing_uid=upload.uid,
        at=at,
        why=why,
        details={"rows": count, **(details or {})},
    )
