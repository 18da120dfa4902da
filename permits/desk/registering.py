"""A finished building becomes one of the register, by one confirmed step; the next roll finds it there.

What the permit says is proposed and may be put right before it is confirmed. Taken back, its version ends: nothing is
deleted, and the right facts are entered as another building.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.gis.geos import Polygon
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gis_assets import buildings, journal, units
from gis_assets.facts import BuildingFacts
from gis_assets.models import ParcelVersion, Source
from gis_assets.models.buildings import MaterialClass
from gis_assets.models.versions import AccuracyClass
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from permits import moving, workflow
from permits.desk import asbuilt, sealing
from permits.models import Permit, Petition, RegisteredBuilding

SOURCE_KIND = "permit"
MATERIALS = {"brick": MaterialClass.MASONRY, "mixed": MaterialClass.HALF, "wood": MaterialClass.WOOD}
DETACHED_HOUSE, STORE, SHOP = "103", "520", "201"
"""The Treasury's type codes that are proposed by use; the officer chooses among those that the register knows."""
TYPES = {"dwelling": DETACHED_HOUSE, "store": STORE, "animals": STORE, "commerce": SHOP}
FARMING = ("store", "animals")


class NoPermit(Refusal):
    """There is no permit in force upon which something was built."""


class RegisteredAlready(Refusal):
    """The building is in the register."""


class NotRegistered(Refusal):
    """There is nothing to take back."""


class BadDay(Refusal):
    """The building cannot have been finished on this day."""


class NoOutline(Refusal):
    """The petition has no parcel, or no outline of a building."""


class UsesDiffer(Refusal):
    """The uses do not make up the floor area."""


class ReasonMissing(Refusal):
    """An entry is taken back without saying why."""


@dataclass(frozen=True)
class Finished:
    """What the register will say: the outline in longitude and latitude, and the facts."""

    outline: Polygon
    facts: BuildingFacts


def proposed(petition: Petition, *, finished_date: date) -> Finished:
    """What the petition says was to be built; raises NoOutline."""
    if petition.footprint is None or petition.parcel_id is None:
        raise NoOutline(_("This petition has no outline of a building on a parcel. There is nothing to register."))
    said = petition.answers
    area, use = Decimal(str(said.get("floor_area_m2") or 0)).quantize(Decimal("0.01")), str(said.get("use", ""))
    return Finished(
        petition.footprint,
        BuildingFacts(
            treasury_type=TYPES.get(use, DETACHED_HOUSE),
            material_class=MATERIALS.get(str(said.get("material", "")), MaterialClass.MASONRY).value,
            storeys=Decimal(str(said.get("storeys") or 1)),
            floor_area_m2=area,
            built_year_be=units.year_be(finished_date.year),
            agriculture_m2=area if use in FARMING else Decimal(0),
            residential_m2=area if use == "dwelling" else Decimal(0),
            other_m2=area if use not in {*FARMING, "dwelling"} else Decimal(0),
        ),
    )


@transaction.atomic
def register(
    petition: Petition, *, finished_date: date, by: AbstractBaseUser, at: datetime, said: Finished | None = None
) -> RegisteredBuilding:
    """Enter the building from the day on which it was finished, by what is said, else by the petition.

    Raises one of the Refusals above, asbuilt.OutsideParcel, or buildings.NotStanding.
    """
    locked = moving.locked(petition)
    permit = _permit_in_force(locked)
    if RegisteredBuilding.objects.filter(petition=locked, undone_at=None).exists():
        raise RegisteredAlready(_("The building of %(number)s is in the register already.") % {"number": permit.number})
    _check_day(permit, finished_date, at)
    finished = said or proposed(locked, finished_date=finished_date)
    _check_facts(finished.facts)
    if locked.parcel_id is None:
        raise NoOutline(_("This petition has no outline of a building on a parcel. There is nothing to register."))
    asbuilt.check(locked, finished.outline, on=finished_date)
    source = Source.objects.create(
        municipality=locked.municipality,
        kind=SOURCE_KIND,
        reference=permit.number,
        sha256=permit.file_sha256,
        accuracy_class=AccuracyClass.UNKNOWN,
        recorded_at=at,
    )
    found = buildings.Found(locked.parcel_id, source.pk, finished.facts, outline=finished.outline.wkt)
    building = buildings.enter_one(found, municipality=locked.municipality, on=finished_date, at=at)
    if moving.stands_at(locked) == workflow.ISSUED:
        moving.move(locked, to=workflow.BUILT, by=by, at=at)
    registered = RegisteredBuilding.objects.create(
        municipality=locked.municipality,
        petition=locked,
        building=building,
        finished_date=finished_date,
        by_id=by.pk,
        at=at,
    )
    _write_down(registered, "permits.building_registered", by=by, at=at)
    return registered


@transaction.atomic
def undo(petition: Petition, *, why: str, by: AbstractBaseUser, at: datetime) -> RegisteredBuilding:
    """Take the entry back: its version ends today, and the building may be entered again, with the right facts.

    One entered today holds for this day. Raises NotRegistered or ReasonMissing, or buildings.WouldChangeThePast.
    """
    locked = moving.locked(petition)
    registered = RegisteredBuilding.objects.filter(petition=locked, undone_at=None).first()
    if registered is None:
        raise NotRegistered(_("No building of this petition is in the register."))
    if not why.strip():
        raise ReasonMissing(_("Say why the building is taken out of the register."))
    on = max(timezone.localdate(at), registered.finished_date + timedelta(days=1))
    buildings.retire([registered.building_id], municipality=locked.municipality, on=on)
    registered.undone_at, registered.undone_by_id, registered.undone_why = at, by.pk, why.strip()[:500]
    registered.save(update_fields=["undone_at", "undone_by", "undone_why"])
    _write_down(registered, "permits.building_taken_back", by=by, at=at, why=registered.undone_why)
    return registered


def parcel_stands(petition: Petition, *, on: date) -> bool:
    """Whether the parcel of the petition is in the register on the day."""
    versions = ParcelVersion.objects.of(petition.municipality).as_of(on)
    return versions.filter(parcel=petition.parcel_id).exists()


def _permit_in_force(petition: Petition) -> Permit:
    permit = Permit.objects.filter(petition=petition).select_related("petition").first()
    # By the journal, from which nothing can be taken, whatever the row says.
    if permit is None or sealing.revoked_at(permit) is not None:
        raise NoPermit(_("Nothing that was issued upon petition %(case)s is in force.") % {"case": petition.case})
    return permit


def _check_day(permit: Permit, finished_date: date, at: datetime) -> None:
    if not timezone.localdate(permit.issued_at) <= finished_date <= timezone.localdate(at):
        raise BadDay(
            _("It was issued on %(day)s. The building was finished on that day or later, and not after today.")
            % {"day": town.thai_date(permit.issued_at)}
        )


def _check_facts(facts: BuildingFacts) -> None:
    used = facts.agriculture_m2 + facts.residential_m2 + facts.other_m2 + facts.vacant_m2
    if facts.floor_area_m2 <= 0 or used != facts.floor_area_m2:
        raise UsesDiffer(
            _("The uses make %(used)s m², the floor area is %(area)s m². Put one of them right.")
            % {"used": used, "area": facts.floor_area_m2}
        )


def _write_down(
    registered: RegisteredBuilding, action: str, *, by: AbstractBaseUser, at: datetime, why: str = ""
) -> None:
    journal.append(
        municipality=registered.municipality,
        by=by,
        action=action,
        thing_kind="building",
        thing_uid=registered.building.uid,
        at=at,
        why=why,
        details={"petition": str(registered.petition.uid)},
    )
