"""Step 4: accepted rows become parcel versions, all in one transaction; and how that is taken back.

A row continues the parcel that the comparison tied it to (`comparing.differences`), unless a reviewer rejected that;
any other row is a new parcel. Rows that change nothing make no version. What the survey does not say (uses of the land,
a deed column that the file lacks) is carried over. Confirmed splits and merges are written to the register's lineage,
and rights and buildings follow (`gis_assets.lineage`); merged parcels, and gone ones that a reviewer ended, end.

The past is never changed. Taking a promotion back (`undo`) makes new versions of what was in force before.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils.translation import gettext as _

from gis_assets import bulk, journal, lineage, parcels, restoring, sql_files
from gis_assets.models import LineageKind, Source
from gis_assets.refusals import Refusal
from landsurvey import cases, review, uploads
from landsurvey.landoffice import land_office
from landsurvey.models import Decision, GoneDecision, Promotion, StagedFeature, Upload, UploadStatus


class AlreadyPromoted(Refusal):
    """The upload is in the register; promoting it again would double it."""


class NothingAccepted(Refusal):
    """No row of the upload has been accepted."""


class LineageUndecided(Refusal):
    """An accepted row has a lineage that nobody has confirmed or rejected."""


class SplitIsTorn(Refusal):
    """A part of a split is accepted and the part that stays is not: they would lie on each other."""


class RegisterHasChanged(Refusal):
    """A parcel changed after the survey was compared with it (`differences.compare` compares again)."""


class NotInTheRegister(Refusal):
    """Only what is in the register can be taken back."""


class NeedsAReason(Refusal):
    """Taking back an official act needs a word on why."""


@dataclass(frozen=True)
class _Accepted:
    """The accepted rows by number: all, those that change nothing, those that no number of a parcel was promised to."""

    rows: int
    unchanged: int
    unnumbered: int


@dataclass(frozen=True)
class _Act:
    """What every step of a promotion needs to know."""

    upload: Upload
    accepted: _Accepted
    source: Source
    on: date
    at: datetime


@transaction.atomic
def promote(upload: Upload, *, effective_date: date, by: User, at: datetime) -> Upload:
    """Put the accepted rows in force from the day on.

    Raises `AlreadyPromoted`, `NothingAccepted`, `LineageUndecided`, `SplitIsTorn`, `RegisterHasChanged`,
    `review.NotOpenToReview`, or `gis_assets.parcels.WouldChangeThePast`; the register is then as it was.
    """
    locked = _locked(upload)
    if not locked.features.filter(decision=Decision.ACCEPTED).exists():
        raise NothingAccepted(_("No row of “%(name)s” has been accepted yet.") % {"name": locked.original_name})
    bulk.refresh_statistics(StagedFeature._meta.db_table)
    _refuse_undecided(locked)
    _run("untie_rejected", upload=locked.pk)
    accepted = _unless_changed(locked, on=effective_date)
    act = _Act(locked, accepted, _source(locked, "survey_upload", at), effective_date, at)
    counts = _promoted(act)
    _mark(act, counts, by=by)
    land_office.enter_outlines(locked, by=by, at=at)
    journal.append(
        municipality=locked.municipality,
        by=by,
        action="promoted",
        thing_kind="survey_upload",
        thing_uid=locked.uid,
        at=at,
        details={"effective_date": effective_date.isoformat(), "accepted": accepted.rows, **counts},
    )
    return locked


@transaction.atomic
def undo(upload: Upload, *, on: date, by: User, at: datetime, why: str) -> Upload:
    """Take a promotion back from the day on: what was in force before comes back in new versions.

    Raises `NotInTheRegister`, `NeedsAReason`, or `gis_assets.restoring.CannotRestore` when the day is too early or
    something was changed since; the register is then as it was. The file may be checked and reviewed again.
    """
    locked = Upload.objects.select_for_update(of=("self",)).select_related("municipality", "source").get(pk=upload.pk)
    if locked.status != UploadStatus.PROMOTED or locked.source is None:
        raise NotInTheRegister(_("“%(name)s” is not in the register.") % {"name": locked.original_name})
    if not why.strip():
        raise NeedsAReason(_("Write why the survey is taken back."))
    promoted = Promotion.objects.select_for_update().get(upload=locked, undone_at=None)
    source = _source(locked, "survey_undone", at)
    counts = restoring.restore(
        promoted.source,
        since=promoted.effective_date,
        ended=_ended(locked, promoted.source),
        municipality=locked.municipality,
        on=on,
        source=source,
        at=at,
    )
    Promotion.objects.filter(pk=promoted.pk).update(
        undone_source=source, undone_date=on, undone_by=by, undone_at=at, undone_why=why.strip()
    )
    locked.status, locked.source = UploadStatus.UNDONE, None
    locked.save(update_fields=["status", "source"])
    land_office.withdraw_outlines(locked)
    cases.follow(locked, by=by, at=at)
    journal.append(
        municipality=locked.municipality,
        by=by,
        action="promotion undone",
        thing_kind="survey_upload",
        thing_uid=locked.uid,
        at=at,
        why=why.strip(),
        details={"from": on.isoformat(), **counts},
    )
    return locked


def _locked(upload: Upload) -> Upload:
    if Upload.objects.select_for_update().get(pk=upload.pk).status == UploadStatus.PROMOTED:
        raise AlreadyPromoted(_("“%(name)s” is already in the register.") % {"name": upload.original_name})
    return review.open_for_review(upload)


def _refuse_undecided(upload: Upload) -> None:
    count, row = _one("undecided_lineage", upload=upload.pk)
    if count:
        raise LineageUndecided(
            _(
                "%(count)s lineages of accepted rows (such as that of row %(row)s) are neither confirmed nor "
                "rejected. Decide on them first."
            )
            % {"count": count, "row": row}
        )
    count, row, rest = _one("torn_splits", upload=upload.pk)
    if count:
        raise SplitIsTorn(
            _(
                "%(count)s parts of split parcels (such as row %(row)s) are accepted, but the part that stays "
                "(row %(rest)s) is not. Accept both or neither."
            )
            % {"count": count, "row": row, "rest": rest}
        )


def _unless_changed(upload: Upload, *, on: date) -> _Accepted:
    """Count the accepted rows; raises when the register changed under one of them."""
    count, code = _one("later_versions_of_rows", upload=upload.pk, on=on)
    if count:
        parcels.refuse_later(count, code, on=on)
    *accepted, count, row = _one("accepted_rows", upload=upload.pk, on=on)
    if count:
        raise RegisterHasChanged(
            _(
                "The register changed under %(count)s rows (such as row %(row)s) since they were compared with it. "
                "Compare the survey again and look at those rows once more."
            )
            % {"count": count, "row": row}
        )
    return _Accepted(*accepted)


def _promoted(act: _Act) -> dict[str, int]:
    """Write everything and say how much of each kind it was."""
    upload, municipality = act.upload, act.upload.municipality
    if act.accepted.unnumbered:
        _run("number_parcels", upload=upload.pk)
    created = _run("create_parcels", upload=upload.pk, municipality=upload.municipality_id)
    versions = _put_in_force(act)
    steps = [lineage.Step(*row) for row in _rows("confirmed_steps", upload=upload.pk)]
    inherited = _follow(act, steps) if steps else 0
    gone = list(upload.gone.filter(decision=GoneDecision.RETIRE).values_list("parcel_id", flat=True))
    if gone:
        parcels.retire(gone, municipality=municipality, on=act.on)
    return {
        "continued": versions - created,
        "new": created,
        "unchanged": act.accepted.unchanged,
        "split_or_merged": len(steps),
        "rights_inherited": inherited,
        "gone": len(gone),
    }


def _put_in_force(act: _Act) -> int:
    _run("stage_shares", upload=act.upload.pk, on=act.on)
    _run("index_shares")
    _run("stage_versions", upload=act.upload.pk, source=act.source.pk, on=act.on, at=act.at)
    versions = parcels.supersede_staged(municipality=act.upload.municipality, on=act.on)
    _run("drop_stage")
    _run("drop_shares")
    return versions


def _follow(act: _Act, steps: list[lineage.Step]) -> int:
    """Let lineage, rights and buildings follow the new parcels; returns how many parcels took over rights."""
    municipality = act.upload.municipality
    lineage.record(steps, municipality=municipality, on=act.on, source=act.source)
    merged = [step.parent for step in steps if step.kind == LineageKind.MERGE]
    parents = sorted({step.parent for step in steps})
    parcels.end_versions(merged, municipality=municipality, on=act.on)
    lineage.move_buildings(parents, municipality=municipality, on=act.on, source=act.source, at=act.at)
    concerned = lineage.inherit_rights(steps, municipality=municipality, on=act.on, source=act.source, at=act.at)
    parcels.end_rights(merged, municipality=municipality, on=act.on)
    return len(concerned)


def _ended(upload: Upload, source: Source) -> list[int]:
    """The parcels that a promotion ended: merged into others, or gone."""
    gone = upload.gone.filter(decision=GoneDecision.RETIRE).values_list("parcel_id", flat=True)
    return [*gone, *lineage.parents_merged(source)]


def _source(upload: Upload, kind: str, at: datetime) -> Source:
    return Source.objects.create(
        municipality=upload.municipality,
        kind=kind,
        reference=upload.original_name,
        sha256=upload.sha256,
        accuracy_class=upload.accuracy_class,
        recorded_at=at,
    )


def _mark(act: _Act, counts: dict[str, int], *, by: User) -> None:
    upload = act.upload
    Promotion.objects.create(
        municipality=upload.municipality,
        upload=upload,
        source=act.source,
        effective_date=act.on,
        promoted_by=by,
        promoted_at=act.at,
        counts=counts,
    )
    uploads.enter(upload, source=act.source, on=act.on, by=by, at=act.at)


def _run(statement: str, **values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", statement), values)
        return int(cursor.rowcount)


def _one(statement: str, **values: Any) -> tuple[Any, ...]:
    return _rows(statement, **values)[0]


def _rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", statement), values)
        return list(cursor.fetchall())
