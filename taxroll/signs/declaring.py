"""First step: a sign is declared (ภ.ป.1), its facts are mended, and its yearly return is written down."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import journal, rights, signs, units
from gis_assets.models import Municipality, Party, Sign, SignVersion, Source
from gis_assets.refusals import Refusal
from gis_assets.rights import Person
from gis_assets.signs import SignFacts
from gis_assets.templatetags import town
from taxroll import numbering
from taxroll.models import SignReturn

SOURCE_KIND = "sign_declaration"
THING = "sign"


class NotYetCome(Refusal):
    def __init__(self, day: date) -> None:
        sentence = _("%(day)s has not come yet. Give the day on which the return was received.")
        super().__init__(sentence % {"day": town.thai_date(day)})


class ReturnedAlready(Refusal):
    def __init__(self, sign: Sign, year: int) -> None:
        sentence = _("The return of sign %(number)s for %(year)s is written down already.")
        super().__init__(sentence % {"number": sign.number, "year": year})


class NoSignChosen(Refusal):
    def __init__(self) -> None:
        super().__init__(_("No sign is chosen. Tick those whose return came in."))


@transaction.atomic
def declare(
    facts: SignFacts, *, owner: Party | Person, municipality: Municipality, evidence: str, by: User, at: datetime
) -> SignVersion:
    """Enter a sign that nobody knew; raises what `gis_assets.signs.enter` does."""
    year_be = units.year_be(timezone.localdate(at).year)
    number = numbering.take(municipality=municipality, kind="sign", year_be=year_be)
    source = _source(municipality, evidence, at)
    party = _party(owner, facts, municipality, source, at)
    version = signs.enter(facts, owner=party, number=number, municipality=municipality, source=source, at=at)
    _write_down(version.sign, "sign declared", by, at, why=evidence, details={"number": number})
    return version


@transaction.atomic
def mend(
    version: SignVersion,
    facts: SignFacts,
    *,
    owner: Party | Person,
    on: date,
    evidence: str,
    by: User,
    at: datetime,
) -> SignVersion:
    """Put other facts of a sign in force from a day; raises what `gis_assets.signs.restate` does.

    What was assessed stays: a bill copies the facts it used.
    """
    source = _source(version.municipality, evidence, at)
    party = _party(owner, facts, version.municipality, source, at)
    mended = signs.restate(version, facts, owner=party, on=on, source=source, at=at)
    _write_down(version.sign, "sign mended", by, at, why=evidence, details={"on": on.isoformat()})
    return mended


@transaction.atomic
def receive_returns(
    signs_: Sequence[Sign], *, tax_year_be: int, received_on: date, by: User, at: datetime
) -> list[SignReturn]:
    """Write down that the returns of signs came in; raises NoSignChosen, NotYetCome or ReturnedAlready."""
    if not signs_:
        raise NoSignChosen
    if received_on > timezone.localdate(at):
        raise NotYetCome(received_on)
    locked = list(Sign.objects.select_for_update().filter(pk__in=[sign.pk for sign in signs_]).order_by("pk"))
    known = SignReturn.objects.filter(sign__in=locked, tax_year_be=tax_year_be).select_related("sign").first()
    if known:
        raise ReturnedAlready(known.sign, tax_year_be)
    made = [
        SignReturn(
            municipality_id=sign.municipality_id,
            sign=sign,
            tax_year_be=tax_year_be,
            received_on=received_on,
            recorded_at=at,
            recorded_by=by,
        )
        for sign in locked
    ]
    SignReturn.objects.bulk_create(made)
    details = {"tax_year_be": tax_year_be, "received_on": received_on.isoformat()}
    for sign in locked:
        _write_down(sign, "sign returned", by, at, details=details)
    return made


def _party(owner: Party | Person, facts: SignFacts, municipality: Municipality, source: Source, at: datetime) -> Party:
    if isinstance(owner, Party):
        return owner
    return rights.party_of(owner, municipality=municipality, on=facts.shown_from, source=source, at=at)


def _source(municipality: Municipality, evidence: str, at: datetime) -> Source:
    return Source.objects.create(municipality=municipality, kind=SOURCE_KIND, reference=evidence[:300], recorded_at=at)


def _write_down(sign: Sign, action: str, by: User, at: datetime, *, details: dict[str, Any], why: str = "") -> None:
    journal.append(
        municipality=sign.municipality,
        by=by,
        action=action,
        thing_kind=THING,
        thing_uid=sign.uid,
        at=at,
        why=why,
        details=details,
    )
