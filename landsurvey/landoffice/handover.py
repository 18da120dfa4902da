"""Writes what the land office reported into the register, row by row, when an officer confirms it.

Rows that bring outlines are not written here: they are staged like any survey and enter by promotion.
"""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets import parcels, rights
from gis_assets.models import Parcel, PartyVersion, Source
from gis_assets.models.parties import PartyKind, RightKind
from gis_assets.models.versions import AccuracyClass
from gis_assets.refusals import Refusal
from gis_assets.rights import Holding, Person
from landsurvey import cases
from landsurvey.landoffice import land_office
from landsurvey.landoffice.transactions import RESHAPING, TransactionKind
from landsurvey.models import LandOfficeTransaction, TransactionState, Upload


class GoesByReview(Refusal):
    """The row brings an outline, which is reviewed on the map."""


class NeedsAShare(Refusal):
    """A share was given, and nobody has said which."""


class NotAnOwner(Refusal):
    """The person named holds nothing in the parcel."""


@transaction.atomic
def apply(
    row: LandOfficeTransaction, *, by: User, at: datetime, share: tuple[int, int] | None = None
) -> LandOfficeTransaction:
    """Write a proposed row into the register in force from its own day.

    Persons who received the parcel by the same deed on the same day are written together. Raises `GoesByReview`,
    `NeedsAShare`, `NotAnOwner`, `land_office.AlreadySettled`, `land_office.StandsAside`, or what the register refuses;
    nothing is then changed.
    """
    locked = land_office.open_row(row)
    kind = TransactionKind(locked.kind)
    if kind in RESHAPING:
        raise GoesByReview(_("This row brings an outline. Accept it in the review of the shapes."))
    parcel, on = locked.parcel, locked.on
    if parcel is None or on is None:
        raise land_office.StandsAside(_("Row %(row)s names no parcel or no day.") % {"row": locked.row})
    source = _source(locked.upload, at)
    settled = [locked]
    if kind == TransactionKind.TRANSFER:
        settled = _transfer(locked, parcel, on, source=source, at=at)
    elif kind == TransactionKind.PARTIAL_TRANSFER:
        _give_share(locked, parcel, on, share=share, source=source, at=at)
    elif kind == TransactionKind.OWNER_CORRECTION:
        _correct_name(locked, parcel, on, source=source, at=at)
    else:
        parcels.retire([parcel.pk], municipality=locked.municipality, on=on)
    for done in settled:
        _mark(done, by=by, at=at)
    cases.follow(locked.upload, by=by, at=at)
    return locked


def apply_unremarked(upload: Upload, *, by: User, at: datetime) -> tuple[int, list[str]]:
    """Apply every proposed change of hands on which nothing is remarked, each by itself and in the order of the days.

    Returns how many were written, and the words of those that the register refused.
    """
    done, refused = 0, []
    waiting = upload.transactions.filter(state=TransactionState.PROPOSED, reasons=[], feature=None)
    for row in waiting.order_by("on", "book", "row"):
        try:
            apply(row, by=by, at=at)
            done += 1
        except land_office.AlreadySettled:
            done += 1  # written together with another person of the same deed
        except Refusal as refusal:
            refused.append(f"{row.row}: {refusal}")
    return done, refused


def _transfer(
    row: LandOfficeTransaction, parcel: Parcel, on: date, *, source: Source, at: datetime
) -> list[LandOfficeTransaction]:
    """All who received the parcel by this deed hold it in equal shares: the land office names no shares."""
    same = LandOfficeTransaction.objects.select_for_update().filter(
        upload=row.upload, land_key=row.land_key, on=on, status=row.status, state=TransactionState.PROPOSED
    )
    together = list(same.order_by("book", "row"))
    parties = list(
        dict.fromkeys(
            rights.party_of(_person(one), municipality=row.municipality, on=on, source=source, at=at)
            for one in together
        )
    )
    kind = RightKind.OWNER if len(parties) == 1 else RightKind.CO_OWNER
    holdings = [Holding(party, kind, 1, len(parties)) for party in parties]
    rights.replace_holders(parcel, holdings=holdings, on=on, source=source, at=at)
    return together


def _give_share(
    row: LandOfficeTransaction,
    parcel: Parcel,
    on: date,
    *,
    share: tuple[int, int] | None,
    source: Source,
    at: datetime,
) -> None:
    if share is None:
        raise NeedsAShare(_("Enter the share that was given, such as 1/2; it stands in the deed."))
    party = rights.party_of(_person(row), municipality=row.municipality, on=on, source=source, at=at)
    held = rights.holdings_on(parcel, on=on)
    holdings = rights.after_giving(held, to=party, numerator=share[0], denominator=share[1])
    rights.replace_holders(parcel, holdings=holdings, on=on, source=source, at=at)


def _correct_name(row: LandOfficeTransaction, parcel: Parcel, on: date, *, source: Source, at: datetime) -> None:
    """The holder with the number that the row names, or the only holder when it names none."""
    held = [holding.party for holding in rights.holdings_on(parcel, on=on)]
    numbers = PartyVersion.objects.filter(party__in=held, valid__contains=on).select_related("party")
    named = [version.party for version in numbers if row.holder_digest and version.id_digest == row.holder_digest]
    found = named or (held if len(held) == 1 and not row.holder_digest else [])
    if not found:
        raise NotAnOwner(_("The person named holds nothing in this parcel, so there is no name to correct."))
    rights.rename(found[0], name=row.holder_name, on=on, source=source, at=at)


def _person(row: LandOfficeTransaction) -> Person:
    return Person(PartyKind(row.holder_kind), row.holder_name, row.holder_address, row.holder_digest, row.holder_tail)


def _source(upload: Upload, at: datetime) -> Source:
    """One source for all that is written from a package."""
    known = Source.objects.filter(
        municipality=upload.municipality, kind="land_office_transactions", sha256=upload.sha256
    ).first()
    return known or Source.objects.create(
        municipality=upload.municipality,
        kind="land_office_transactions",
        reference=upload.original_name,
        sha256=upload.sha256,
        accuracy_class=AccuracyClass.UNKNOWN,
        recorded_at=at,
    )


def _mark(row: LandOfficeTransaction, *, by: User, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = TransactionState.APPLIED, by, at
    row.save(update_fields=["state", "decided_by", "decided_at"])
    land_office.note(row, "applied", by=by, at=at)
