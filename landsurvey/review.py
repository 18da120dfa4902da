"""Step 3: a reviewer accepts rows or returns them, each decision with who, when and why."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets import journal
from gis_assets.refusals import Refusal
from landsurvey.models import Decision, Upload, UploadStatus

_EXAMPLES = 5


class NotOpenToReview(Refusal):
    """The upload has not been checked, cannot be used, or is in the register already."""


class RowsHaveErrors(Refusal):
    """Rows with errors cannot be accepted."""


class NeedsAReason(Refusal):
    """A row goes back to the surveyor only with a word on why."""


class NoSuchRows(Refusal):
    """Nothing was chosen, or rows that the upload does not have."""


@transaction.atomic
def decide(
    upload: Upload, *, rows: Iterable[int], decision: Decision, by: User, at: datetime, comment: str = ""
) -> int:
    """Set one decision on some rows and return how many rows it was.

    Raises `NotOpenToReview`, `RowsHaveErrors`, `NeedsAReason` or `NoSuchRows`, and then changes nothing.
    """
    locked = open_for_review(upload)
    wanted = set(rows)
    chosen = locked.features.filter(row__in=wanted)
    if not wanted or chosen.count() != len(wanted):
        raise NoSuchRows(_("Choose one or more rows of this survey first."))
    if decision == Decision.RETURNED and not comment.strip():
        raise NeedsAReason(_("Write for the surveyor why the rows are returned."))
    if decision == Decision.ACCEPTED and (faulty := chosen.filter(has_errors=True).values_list("row", flat=True)):
        named = ", ".join(str(row) for row in sorted(faulty)[:_EXAMPLES])
        raise RowsHaveErrors(
            _("%(count)s of the rows have errors (such as row %(rows)s) and cannot be accepted. Return them instead.")
            % {"count": len(faulty), "rows": named}
        )
    is_open = decision == Decision.PENDING
    count = chosen.update(
        decision=decision,
        decided_by=None if is_open else by,
        decided_at=None if is_open else at,
        comment=comment.strip(),
    )
    _note(locked, decision, count, by=by, at=at, why=comment.strip())
    return count


@transaction.atomic
def accept_all_without_errors(upload: Upload, *, by: User, at: datetime) -> int:
    """Accept every undecided row that has no error and return how many that were."""
    locked = open_for_review(upload)
    open_rows = locked.features.filter(has_errors=False, decision=Decision.PENDING)
    count = open_rows.update(decision=Decision.ACCEPTED, decided_by=by, decided_at=at)
    _note(locked, Decision.ACCEPTED, count, by=by, at=at)
    return count


def open_for_review(upload: Upload) -> Upload:
    """Return the upload locked and in the state in which rows are decided on; raises `NotOpenToReview`."""
    locked = Upload.objects.select_for_update().select_related("municipality").get(pk=upload.pk)
    if locked.status != UploadStatus.CHECKED:
        raise NotOpenToReview(
            _("“%(name)s” is not open to review: it stands at “%(status)s”.")
            % {"name": locked.original_name, "status": locked.get_status_display()}
        )
    return locked


def _note(upload: Upload, decision: Decision, count: int, *, by: User, at: datetime, why: str = "") -> None:
    journal.append(
        municipality=upload.municipality,
        by=by,
        action=f"rows {decision.value}",
        thing_kind="survey_upload",
        thing_uid=upload.uid,
        at=at,
        why=why,
        details={"rows": count},
    )
