"""The land office's monthly package: every row is applied, proposed to an officer, or set aside with a reason.

What leaves land tax untouched is kept and changes nothing. New outlines go the way of every survey: staged, compared,
reviewed, promoted. Changes of hands are proposed for the parcel they name and written when an officer confirms them.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gis_assets import bulk, citizen_ids, crs, geometry, journal
from gis_assets.models import Municipality, ParcelVersion
from gis_assets.models.parties import PartyKind
from gis_assets.refusals import Refusal
from landsurvey import cases, uploads
from landsurvey.comparing import differences
from landsurvey.inspecting import sandbox
from landsurvey.landoffice import packages, settling, statuses
from landsurvey.landoffice.packages import Package
from landsurvey.landoffice.transactions import (
    RESHAPING,
    UNKNOWN_STATUS,
    Book,
    LandKey,
    Transaction,
    TransactionKind,
    understand,
    without_person,
)
from landsurvey.models import (
    Decision,
    LandOfficeTransaction,
    StagedFeature,
    StatusMeaning,
    TransactionState,
    Upload,
    UploadKind,
    UploadStatus,
)
from landsurvey.words import Sentence

_MB = 1_000_000
_DECIDED = (TransactionState.APPLIED, TransactionState.DISMISSED)
_CHANGES_OF_HANDS = (
    TransactionKind.TRANSFER, TransactionKind.PARTIAL_TRANSFER, TransactionKind.OWNER_CORRECTION,
)  # fmt: skip
_STAGED = (
    "municipality_id", "upload_id", "row", "attributes", "measured_shape", "shape", "measured_area_m2", "has_errors",
    "decision", "comment", "document_type", "document_number", "utmmap1", "utmmap2", "utmmap3", "utmmap4", "utm_scale",
    "land_number", "survey_page", "deed_area_wah", "code",
)  # fmt: skip


class AlreadySettled(Refusal):
    """The row was applied or dismissed before."""


class StandsAside(Refusal):
    """The row is set aside and cannot be used before its reason is dealt with."""


class NoReasonGiven(Refusal):
    """A row is dismissed only with a word on why."""


def take(upload: Upload, *, limits: sandbox.Limits, at: datetime) -> Upload:
    """Read the upload's package and put every row beside the register; outlines are compared with it.

    Raises a `FileRefused` when the package cannot be read; nothing is staged then.
    """
    expanded = settings.SURVEY_EXPANDED_LIMIT_MB * _MB
    package: Package = sandbox.run(packages.read, Path(upload.file.path), limits=limits, max_expanded_bytes=expanded)

    def write(locked: Upload) -> uploads.Ending:
        told = stage(locked, package, at=at)
        if locked.features.exists():
            differences.write_down(locked, hinted=_reported(locked))
        return uploads.Ending(UploadStatus.CHECKED, told, kind=UploadKind.LAND_OFFICE, rows=len(package.rows))

    return uploads.finish(upload, writing=write, at=at)


def look(path: Path, *, municipality: Municipality, on: date, max_expanded_bytes: int) -> dict[str, Any]:
    """What the page would say of a package that came today; nothing is kept. Raises a `FileRefused`."""
    package = packages.read(path, max_expanded_bytes=max_expanded_bytes)
    said = _meanings(municipality)
    understood = [understand(row.book, row.row, row.cells, said=said) for row in package.rows]
    unkept = Upload(municipality=municipality)
    rows = [_kept(unkept, row) for row in understood]
    outlined = {str(key): StagedFeature() for key, _at in _shapes_wanted(package, understood)}
    settling.settle(rows, municipality, on=on, features=outlined)
    return _told(package, rows)


def stage(upload: Upload, package: Package, *, at: datetime) -> dict[str, Any]:
    """Keep every row of the package with its state, in the caller's transaction; return what the page says of it.

    Rows decided before stay as they were decided: what was written into the register is not proposed again.
    """
    said = _meanings(upload.municipality)
    understood = [understand(row.book, row.row, row.cells, said=said) for row in package.rows]
    upload.transactions.exclude(state__in=_DECIDED).delete()
    upload.features.all().delete()
    features = _stage_shapes(upload, package, understood)
    decided = set(upload.transactions.values_list("book", "row"))
    rows = [_kept(upload, row) for row in understood if (row.book.value, row.row) not in decided]
    settling.settle(rows, upload.municipality, on=timezone.localdate(at), features=features)
    LandOfficeTransaction.objects.bulk_create(rows)
    return _told(package, rows)


def is_package(path: Path) -> bool:
    """Whether the file is a package of the land office."""
    return packages.is_package(path)


@transaction.atomic
def look_again(upload: Upload, *, by: User, at: datetime) -> int:
    """Try the rows that were set aside against the register and the meanings of today; return how many go on now."""
    locked = _locked(upload.pk)
    rows = list(locked.transactions.select_for_update().filter(state=TransactionState.QUARANTINED))
    said = _meanings(upload.municipality)
    for row in rows:
        row.kind = row.kind or said.get(row.status, "")
        row.reasons = [reason for reason in row.reasons if reason["msgid"] not in settling.DEPENDS_ON_TODAY]
        if not row.kind and row.status and row.book != Book.BUILDINGS:
            row.reasons.append(Sentence(UNKNOWN_STATUS, {"status": row.status}).to_json())
    settling.settle(rows, upload.municipality, on=timezone.localdate(at), features=_features(upload))
    LandOfficeTransaction.objects.bulk_update(
        rows, ["kind", "state", "reasons", "parcel", "candidates", "feature"], batch_size=500
    )
    statuses.ask_anew(locked)
    cases.follow(locked, by=by, at=at)
    return sum(row.state != TransactionState.QUARANTINED for row in rows)


@transaction.atomic
def say_meaning(upload: Upload, *, status: str, kind: TransactionKind, by: User, at: datetime) -> int:
    """Remember what a status means in this municipality and look again; return how many rows go on now."""
    StatusMeaning.objects.update_or_create(
        municipality=upload.municipality,
        status=status,
        defaults={"kind": kind.value, "said_by": by, "said_at": at},
    )
    return look_again(upload, by=by, at=at)


def codes_of(rows: Sequence[LandOfficeTransaction], *, on: date) -> dict[int, str]:
    """The codes, on the day, of the parcels that the rows mean."""
    meant = [row.parcel_id for row in rows if row.parcel_id]
    return dict(ParcelVersion.objects.as_of(on).filter(parcel__in=meant).values_list("parcel_id", "code"))


@transaction.atomic
def choose_parcel(row: LandOfficeTransaction, parcel: ParcelVersion) -> LandOfficeTransaction:
    """Say which parcel a row means; it is then proposed unless something else keeps it back."""
    locked = _open(row)
    locked.parcel_id = parcel.parcel_id
    locked.reasons = [
        reason
        for reason in locked.reasons
        if reason["msgid"] not in (settling.SEVERAL_PARCELS, settling.NOT_IN_REGISTER)
    ]
    if not any(reason["msgid"] not in settling.REMARKS for reason in locked.reasons) and locked.kind:
        locked.state = TransactionState.PROPOSED
    locked.save(update_fields=["parcel", "reasons", "state"])
    return locked


@transaction.atomic
def dismiss(row: LandOfficeTransaction, *, by: User, at: datetime, why: str) -> LandOfficeTransaction:
    """Say that a row changes nothing here, and why; it stays on record. Raises `NoReasonGiven`, `AlreadySettled`."""
    if not why.strip():
        raise NoReasonGiven(_("Write why this row is dismissed."))
    locked = _open(row)
    locked.state, locked.decided_by, locked.decided_at, locked.comment = (
        TransactionState.DISMISSED, by, at, why.strip(),
    )  # fmt: skip
    locked.save(update_fields=["state", "decided_by", "decided_at", "comment"])
    note(locked, "dismissed", by=by, at=at, why=why.strip())
    statuses.ask_anew(locked.upload)
    cases.follow(locked.upload, by=by, at=at)
    return locked


def enter_outlines(upload: Upload, *, by: User, at: datetime) -> int:
    """Say of rows whose outline was promoted that they are in the register; return how many."""
    waiting = upload.transactions.filter(state=TransactionState.PROPOSED, feature__decision=Decision.ACCEPTED)
    return waiting.update(state=TransactionState.APPLIED, decided_by=by, decided_at=at)


def withdraw_outlines(upload: Upload) -> int:
    """Say of rows whose promotion was taken back that they wait again; return how many."""
    entered = upload.transactions.filter(state=TransactionState.APPLIED, feature__isnull=False)
    return entered.update(state=TransactionState.PROPOSED, decided_by=None, decided_at=None)


def note(row: LandOfficeTransaction, action: str, *, by: User, at: datetime, why: str = "") -> None:
    """Write the deed into the journal, without the person it is about."""
    journal.append(
        municipality=row.municipality,
        by=by,
        action=f"transaction {action}",
        thing_kind="survey_upload",
        thing_uid=row.upload.uid,
        at=at,
        why=why,
        details={"table": row.book, "row": row.row, "kind": row.kind, "land": row.land_key},
    )


def open_row(row: LandOfficeTransaction) -> LandOfficeTransaction:
    """The row locked, and proposed; raises `AlreadySettled` or `StandsAside`."""
    locked = _open(row)
    if locked.state != TransactionState.PROPOSED:
        raise StandsAside(_("Row %(row)s is set aside. Deal with its reason first.") % {"row": locked.row})
    return locked


def _open(row: LandOfficeTransaction) -> LandOfficeTransaction:
    upload = _locked(row.upload_id)  # before the row, as promotion does; the case follows the last row decided
    rows = LandOfficeTransaction.objects.select_for_update(of=("self",)).select_related("municipality")
    locked = rows.get(pk=row.pk)
    locked.upload = upload
    if locked.state in _DECIDED:
        raise AlreadySettled(
            _("Row %(row)s was already decided: %(state)s.") % {"row": locked.row, "state": locked.get_state_display()}
        )
    return locked


def _locked(upload_id: int) -> Upload:
    return Upload.objects.select_for_update(of=("self",)).select_related("municipality", "case").get(pk=upload_id)


def _reported(upload: Upload) -> list[int]:
    """Ids of the parcels of which the package reports a split or merge."""
    kinds = (TransactionKind.SPLIT, TransactionKind.SPLIT_TO_PUBLIC, TransactionKind.MERGE)
    named = upload.transactions.filter(kind__in=[kind.value for kind in kinds]).values_list("land_key", flat=True)
    return settling.parcels_named(set(named), upload.municipality)


def _meanings(municipality: Municipality) -> dict[str, TransactionKind]:
    said = StatusMeaning.objects.filter(municipality=municipality).values_list("status", "kind")
    return {status: TransactionKind(kind) for status, kind in said}


def _kept(upload: Upload, row: Transaction) -> LandOfficeTransaction:
    """The row as it is stored: of a person's number only the digest."""
    digest, tail, doubt = _number(row)
    return LandOfficeTransaction(
        municipality=upload.municipality,
        upload=upload,
        book=row.book.value,
        row=row.row,
        status=row.status[:200],
        kind=row.kind.value if row.kind else "",
        on=row.on,
        land_key=str(row.key) if row.key else "",
        deed_number=row.deed_number[:30],
        area_wah=row.area_wah,
        amount_satang=row.amount_satang,
        holder_kind=PartyKind.JURISTIC if row.holder.citizen_id.startswith("0") else PartyKind.NATURAL,
        holder_name=row.holder.name[:300],
        holder_digest=digest,
        holder_tail=tail,
        holder_address=row.holder.address[:500],
        cells=without_person(row.cells),
        reasons=[problem.to_json() for problem in (*row.problems, *doubt)],
    )


def _number(row: Transaction) -> tuple[str, str, list[Sentence]]:
    if row.kind not in _CHANGES_OF_HANDS:
        return "", "", []
    try:
        number = row.holder.citizen_id
        return citizen_ids.digest(number, key=settings.PARTY_KEY), citizen_ids.tail(number), []
    except citizen_ids.NotACitizenId:
        return "", "", [Sentence(settling.NUMBER_IS_WRONG)]


def _features(upload: Upload) -> dict[str, StagedFeature]:
    return {feature.attributes["land"]: feature for feature in upload.features.defer("shape", "measured_shape")}


def _stage_shapes(upload: Upload, package: Package, rows: Sequence[Transaction]) -> dict[str, StagedFeature]:
    """Stage the outlines that reshaping rows bring, one for each parcel, beside the register like any survey."""
    wanted = {row.key: row for row in rows if row.kind in RESHAPING and row.key}
    first = dict(_shapes_wanted(package, rows))
    measured = package.shape[list(first.values())]
    shapes = geometry.as_multipolygons(crs.reproject(measured, package.epsg, upload.municipality.utm_epsg))
    texts = zip(
        geometry.ewkb_hex(measured, srid=package.epsg),
        geometry.ewkb_hex(shapes, srid=upload.municipality.utm_epsg),
        shapely.area(shapes).tolist(),
        strict=True,
    )
    staged = [
        _staged(upload, number, key, wanted[key], *text)
        for number, (key, text) in enumerate(zip(first, texts, strict=True), start=1)
    ]
    bulk.insert_rows(StagedFeature._meta.db_table, _STAGED, staged)
    return _features(upload)


def _shapes_wanted(package: Package, rows: Sequence[Transaction]) -> list[tuple[LandKey, int]]:
    """For each parcel that a reshaping row names, the place of the first sound outline that the package has of it."""
    wanted = {row.key for row in rows if row.kind in RESHAPING and row.key}
    sound = shapely.is_valid(package.shape) & np.isin(shapely.get_type_id(package.shape), (3, 6))
    first: dict[LandKey, int] = {}
    for at, key in enumerate(package.key):
        if key is not None and key in wanted and sound[at]:
            first.setdefault(key, at)
    return list(first.items())


def _staged(
    upload: Upload,
    number: int,
    key: LandKey,
    row: Transaction,
    measured: str | None,
    shape: str | None,
    area_m2: float,
) -> tuple[object, ...]:
    kind = "chanote" if row.book == Book.DEEDS else "ns3k"
    named = (key.utmmap1, key.utmmap2, key.utmmap3, key.utmmap4, key.utm_scale, key.land_number)
    told = json.dumps({"land": str(key), "status": row.status})
    return (
        upload.municipality_id, upload.pk, number, told, measured, shape, Decimal(f"{area_m2:.2f}"), False,
        Decision.PENDING.value, "", kind, row.deed_number[:30], *named, row.survey_page[:20], row.area_wah, "",
    )  # fmt: skip


def _told(package: Package, rows: Sequence[LandOfficeTransaction]) -> dict[str, Any]:
    """What the page of the upload shows of the package."""
    states: dict[str, int] = defaultdict(int)
    for row in rows:
        states[row.state] += 1
    return {
        "family": "land_office",
        "rows": len(rows),
        "shapes": len(package.shape),
        "states": dict(states),
        "crs": {"value": package.epsg},
        "pipeline": crs.transformation(package.epsg, crs.WGS84).pipeline,
        "proj_version": crs.transformation(package.epsg, crs.WGS84).proj_version,
        "notes": [told.to_json() for told in package.notes],
        "questions": statuses.questions(statuses.unexplained(rows)),
    }
