"""Writing parties and their rights: a right that ends keeps its days, and the next begins on the day it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from gis_assets import corrections, sql_files
from gis_assets.models import Building, Municipality, Parcel, Party, PartyVersion, Right, Source, Unit
from gis_assets.models.parties import PartyKind, RightKind
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town


class RightsAreYounger(Refusal):
    """A right in the parcel begins on or after the day from which others should hold it."""


class NobodyHolds(Refusal):
    """Nobody holds a right in the parcel on the day, so none can give a share of it."""


class ShareIsImpossible(Refusal):
    """A share is more than nothing and less than the whole."""


class NamedTwice(Refusal):
    """A person holds a thing once, with all of his share."""

    def __init__(self) -> None:
        super().__init__(
            _("One person is named twice among the holders, by the same 13-digit number. Give all of his share once.")
        )


@dataclass(frozen=True)
class Holding:
    """What one party is to hold."""

    party: Party
    kind: RightKind = RightKind.OWNER
    share_numerator: int = 1
    share_denominator: int = 1
    is_registered_home: bool = False


@transaction.atomic
def replace_holders(
    parcel: Parcel, *, holdings: Sequence[Holding], on: date, source: Source, at: datetime
) -> list[Right]:
    """End every right in the parcel on the day and begin those given; raises `RightsAreYounger` or `NamedTwice`."""
    _refuse_named_twice(holdings)
    held = Right.objects.select_for_update().filter(parcel=parcel)
    if held.filter(valid__startswith__gte=on).exists():
        raise RightsAreYounger(
            _("Somebody already holds a right in this parcel from %(day)s or later. Decide the later change first.")
            % {"day": town.thai_date(on)}
        )
    for right in held.filter(valid__contains=on):
        right.valid = DateRange(right.valid.lower, on)
        right.save(update_fields=["valid"])
    return [_begin(parcel, holding, valid=DateRange(on, None), source=source, at=at) for holding in holdings]


@transaction.atomic
def correct_holders(
    thing: Parcel | Building | Unit, *, holdings: Sequence[Holding], on: date, source: Source, at: datetime
) -> list[Right]:
    """Say who held a thing from a day on, until the next right that is already known begins.

    Rights that began on that day keep no day; those that begin later stay as they are. Raises `NamedTwice`.
    """
    _refuse_named_twice(holdings)
    held = Right.objects.select_for_update().filter(**_in(thing))
    later = held.filter(valid__startswith__gt=on).order_by("valid").values_list("valid", flat=True).first()
    for right in held.filter(valid__contains=on):
        right.valid = corrections.before(right.valid, on)
        right.save(update_fields=["valid"])
    until = later.lower if later else None
    return [_begin(thing, holding, valid=DateRange(on, until), source=source, at=at) for holding in holdings]


def _refuse_named_twice(holdings: Sequence[Holding]) -> None:
    if len({holding.party for holding in holdings}) < len(holdings):
        raise NamedTwice


def _in(thing: Parcel | Building | Unit) -> dict[str, Parcel | Building | Unit]:
    """The column of a right that names the thing."""
    return {thing._meta.model_name or "": thing}


def holdings_on(parcel: Parcel, *, on: date) -> list[Holding]:
    """Who holds what in the parcel on the day."""
    return [
        Holding(
            right.party,
            RightKind(right.kind),
            right.share_numerator,
            right.share_denominator,
            right.is_registered_home,
        )
        for right in held_on(parcel, on=on)
    ]


def held_on(thing: Parcel | Building | Unit, *, on: date) -> list[Right]:
    """The rights in a parcel, building or unit on the day, with their parties."""
    held = Right.objects.filter(**_in(thing), valid__contains=on)
    return list(held.select_related("party").order_by("pk"))


def after_giving(holdings: Sequence[Holding], *, to: Party, numerator: int, denominator: int) -> list[Holding]:
    """What everybody holds when `to`, who may hold already, is given a share of the whole, from each holder alike.

    Raises `NobodyHolds` or `ShareIsImpossible`.
    """
    if not holdings:
        raise NobodyHolds(_("Nobody holds this parcel on that day. Enter the owner first."))
    if not 0 < numerator < denominator:
        raise ShareIsImpossible(
            _("%(share)s is no share of the whole. Write it as a fraction such as 1/2.")
            % {"share": f"{numerator}/{denominator}"}
        )
    given = Fraction(numerator, denominator)
    shares = {held.party: Fraction(held.share_numerator, held.share_denominator) * (1 - given) for held in holdings}
    shares[to] = shares.get(to, Fraction(0)) + given
    homes = {held.party for held in holdings if held.is_registered_home}
    return [
        Holding(party, RightKind.CO_OWNER, share.numerator, share.denominator, party in homes)
        for party, share in shares.items()
    ]


@dataclass(frozen=True)
class Person:
    """A party as a paper names it; `digest` and `tail` of its 13-digit number, "" when the paper has none."""

    kind: PartyKind
    name: str
    address: str
    digest: str
    tail: str


@transaction.atomic
def party_of(person: Person, *, municipality: Municipality, on: date, source: Source, at: datetime) -> Party:
    """The party with that number, or a new one; without a number always a new one, for names repeat."""
    if known := _known(person, municipality):
        return known
    party = Party.objects.create(municipality=municipality, kind=person.kind)
    PartyVersion.objects.create(
        municipality=municipality,
        party=party,
        valid=DateRange(on, None),
        source=source,
        recorded_at=at,
        name=person.name,
        id_digest=person.digest,
        id_tail=person.tail,
        address=person.address,
    )
    return party


def _known(person: Person, municipality: Municipality) -> Party | None:
    """The party with that number; a second look sees whom somebody else entered at this moment."""
    if not person.digest:
        return None
    same = PartyVersion.objects.filter(municipality=municipality, id_digest=person.digest).select_related("party")
    version = same.first()
    if version is None:
        with connection.cursor() as cursor:
            cursor.execute(sql_files.load("gis_assets", "lock_persons"), {"municipality": municipality.pk})
        version = same.all().first()
    return version.party if version else None


@transaction.atomic
def rename(party: Party, *, name: str, on: date, source: Source, at: datetime) -> PartyVersion:
    """Give the party another name from the day on; raises `RightsAreYounger` when it has a later version."""
    versions = PartyVersion.objects.select_for_update().filter(party=party)
    if versions.filter(valid__startswith__gte=on).exists():
        raise RightsAreYounger(_("The name was already changed on that day or later. Decide the later change first."))
    former = versions.get(valid__contains=on)
    former.valid = DateRange(former.valid.lower, on)
    former.save(update_fields=["valid"])
    return PartyVersion.objects.create(
        municipality=former.municipality,
        party=party,
        valid=DateRange(on, None),
        source=source,
        recorded_at=at,
        name=name,
        id_digest=former.id_digest,
        id_tail=former.id_tail,
        address=former.address,
        phone=former.phone,
    )


def _begin(
    thing: Parcel | Building | Unit, holding: Holding, *, valid: DateRange, source: Source, at: datetime
) -> Right:
    return Right.objects.create(
        **_in(thing),
        municipality=thing.municipality,
        party=holding.party,
        kind=holding.kind,
        share_numerator=holding.share_numerator,
        share_denominator=holding.share_denominator,
        is_registered_home=holding.is_registered_home,
        valid=valid,
        source=source,
        recorded_at=at,
    )
