"""What becomes of each row of a land office's package: kept, proposed, or set aside with the reasons.

A row that keeps something back is never used; a remark is only worth knowing. The register is asked once for all rows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gis_assets.models import Municipality, ParcelVersion
from landsurvey.landoffice.transactions import HARMLESS, RESHAPING, UNKNOWN_STATUS, LandKey, TransactionKind
from landsurvey.models import LandOfficeTransaction, StagedFeature, TransactionState
from landsurvey.words import Sentence, gettext_noop

NOT_IN_REGISTER = gettext_noop("The register has no parcel with this sheet and land number, nor with this document.")
SEVERAL_PARCELS = gettext_noop("%(count)s parcels of the register may be meant. Choose the right one.")
NO_SHAPE = gettext_noop("The package's map has no sound shape for this parcel, so its new outline is not known.")
SHARE_NOT_SAID = gettext_noop("The land office does not say which share was given. Enter it from the deed.")
EQUAL_SHARES = gettext_noop(
    "%(count)s persons are named on this day and no shares: equal shares are proposed. Compare them with the deed."
)
NUMBER_IS_WRONG = gettext_noop("The holder's 13-digit number is missing or wrong, so the person cannot be recognised.")
# How sure each way of finding a parcel is; in one package of 87 rows every sheet and land number was right, while deed
# numbers found 52 of 75 parcels and four were ambiguous.
CONFIDENCE = {"sheet": 0.99, "deed": 0.8}
# Reasons that are worth knowing and keep no row back.
REMARKS = (NUMBER_IS_WRONG, SHARE_NOT_SAID, EQUAL_SHARES)
DEPENDS_ON_TODAY = (NOT_IN_REGISTER, SEVERAL_PARCELS, NO_SHAPE, SHARE_NOT_SAID, EQUAL_SHARES, UNKNOWN_STATUS)
_FACTS = (
    "parcel_id", "code", "document_number", "utmmap1", "utmmap2", "utmmap3", "utmmap4", "utm_scale", "land_number",
)  # fmt: skip


@dataclass(frozen=True)
class _Parcels:
    """The register's parcels by what a package can name them with."""

    by_key: Mapping[str, Sequence[ParcelVersion]]
    by_deed: Mapping[str, Sequence[ParcelVersion]]


def settle(
    rows: Sequence[LandOfficeTransaction],
    municipality: Municipality,
    *,
    on: date,
    features: Mapping[str, StagedFeature],
) -> None:
    """Give every row its state, its parcel and the reasons."""
    known = _parcels(rows, municipality, on=on)
    together = _together(rows)
    for row in rows:
        row.state = TransactionState.RECORDED
        if row.kind in RESHAPING:
            _attach_shape(row, features)
        elif row.kind and row.kind not in HARMLESS:
            _find_parcel(row, known)
            _remark(row, together[_group(row)])
        if any(reason["msgid"] not in REMARKS for reason in row.reasons):
            row.state = TransactionState.QUARANTINED
        elif row.kind not in HARMLESS:
            row.state = TransactionState.PROPOSED


def parcels_named(keys: Collection[str], municipality: Municipality) -> list[int]:
    """Ids of the parcels that the register has last under these sheets and land numbers."""
    found = _by_key(keys, municipality, on=date.max)
    return [version.parcel_id for key in keys for version in found.get(key, ())]


def _attach_shape(row: LandOfficeTransaction, features: Mapping[str, StagedFeature]) -> None:
    row.feature = features.get(row.land_key)
    if row.feature is None and row.land_key:
        row.reasons.append(Sentence(NO_SHAPE).to_json())


def _find_parcel(row: LandOfficeTransaction, known: _Parcels) -> None:
    """The one parcel the row means, or what stands in the way; several rows of one code are one match."""
    if not row.land_key or row.parcel_id:
        return
    found = [(version, "sheet") for version in known.by_key.get(row.land_key, ())]
    found = found or [(version, "deed") for version in known.by_deed.get(row.deed_number, ()) if row.deed_number]
    row.candidates = [
        {"parcel": version.parcel_id, "code": version.code, "by": by, "confidence": CONFIDENCE[by]}
        for version, by in found
    ]
    if len({version.code or version.parcel_id for version, _by in found}) == 1:
        row.parcel_id = found[0][0].parcel_id
    elif found:
        row.reasons.append(Sentence(SEVERAL_PARCELS, {"count": len(found)}).to_json())
    else:
        row.reasons.append(Sentence(NOT_IN_REGISTER).to_json())


def _remark(row: LandOfficeTransaction, named_together: int) -> None:
    if row.kind == TransactionKind.PARTIAL_TRANSFER:
        row.reasons.append(Sentence(SHARE_NOT_SAID).to_json())
    elif row.kind == TransactionKind.TRANSFER and named_together > 1:
        row.reasons.append(Sentence(EQUAL_SHARES, {"count": named_together}).to_json())


def _group(row: LandOfficeTransaction) -> tuple[object, ...]:
    return row.land_key, row.on, row.status


def _together(rows: Iterable[LandOfficeTransaction]) -> dict[tuple[object, ...], int]:
    """How many persons receive the same parcel on the same day by the same deed."""
    named: dict[tuple[object, ...], set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        named[_group(row)].add((row.holder_digest, row.holder_name))
    return {group: len(persons) for group, persons in named.items()}


def _parcels(rows: Sequence[LandOfficeTransaction], municipality: Municipality, *, on: date) -> _Parcels:
    """The parcels that the rows can mean, in two queries."""
    asked = [row for row in rows if row.kind and row.kind not in HARMLESS | RESHAPING]
    deeds = {row.deed_number for row in asked if row.deed_number}
    versions = ParcelVersion.objects.of(municipality).as_of(on).only(*_FACTS)
    by_deed: dict[str, list[ParcelVersion]] = defaultdict(list)
    for version in versions.filter(document_number__in=deeds):
        by_deed[version.document_number].append(version)
    return _Parcels(_by_key({row.land_key for row in asked}, municipality, on=on), by_deed)


def _by_key(keys: Collection[str], municipality: Municipality, *, on: date) -> dict[str, list[ParcelVersion]]:
    """The parcels under these sheets and land numbers, and others of the same land numbers, by their keys."""
    numbers = {key.split()[-1] for key in keys if key}
    found: dict[str, list[ParcelVersion]] = defaultdict(list)
    versions = ParcelVersion.objects.of(municipality).as_of(on).only(*_FACTS)
    for version in versions.filter(land_number__in=numbers):
        found[str(_key_of(version))].append(version)
    return found


def _key_of(version: ParcelVersion) -> LandKey:
    return LandKey(
        version.utmmap1, version.utmmap2, version.utmmap3, version.utmmap4, version.utm_scale or 0, version.land_number
    )
