"""The parts that crews build in: the catalogue a municipality starts with, what was used, and the month's use."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import resources

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from gis_assets.models import Municipality, UtilityPole
from gis_assets.refusals import Refusal
from incidents.models import Incident, Part, PartUse

MOST = 999
"""Of one part at one repair; more is a slip of the thumb."""


class UnknownPart(Refusal):
    """The catalogue has no such part in use, or nobody builds in so many."""


@dataclass(frozen=True)
class Used:
    """So many of a part in a time, at so many incidents."""

    part: Part
    quantity: int
    incidents: int


@transaction.atomic
def declare(municipality: Municipality) -> None:
    """Put the parts to start with into the catalogue; what is there already is the municipality's own and stays."""
    known = set(Part.objects.filter(municipality=municipality).values_list("code", flat=True))
    Part.objects.bulk_create(
        Part(
            municipality=municipality,
            code=code,
            name_th=facts["th"],
            name_en=facts["en"],
            unit_th=facts["unit_th"],
            unit_en=facts["unit_en"],
            position=position,
        )
        for position, (code, facts) in enumerate(_proposed().items())
        if code not in known
    )


def catalogue(municipality: Municipality) -> list[Part]:
    """The parts in use, in their order."""
    return list(Part.objects.filter(municipality=municipality, is_in_use=True))


def use(incident: Incident, *, used: Mapping[str, int], by: AbstractBaseUser | None, at: datetime) -> list[PartUse]:
    """Write down what was built in, by the codes of the parts; raises UnknownPart."""
    wanted = {code: count for code, count in used.items() if count}
    known = {part.code: part for part in catalogue(incident.municipality)}
    for code, count in wanted.items():
        if code not in known or not 0 < count <= MOST:
            raise UnknownPart(
                _("“%(count)s of %(part)s” cannot be written down. Choose a part of the list, and 1 to %(most)s of it.")
                % {"count": count, "part": known.get(code, code), "most": MOST}
            )
    return PartUse.objects.bulk_create(
        PartUse(
            municipality=incident.municipality,
            incident=incident,
            part=known[code],
            quantity=count,
            at=at,
            by_id=by.pk if by else None,
        )
        for code, count in wanted.items()
    )


def used_in(municipality: Municipality, *, since: datetime, until: datetime) -> list[Used]:
    """What was built in from `since` until before `until`, in the order of the catalogue."""
    uses = PartUse.objects.filter(municipality=municipality, at__gte=since, at__lt=until)
    sums = uses.values("part").annotate(quantity=Sum("quantity"), incidents=Count("incident", distinct=True))
    by_part = {row["part"]: row for row in sums}
    return [
        Used(part, by_part[part.pk]["quantity"], by_part[part.pk]["incidents"])
        for part in Part.objects.filter(pk__in=by_part)
    ]


def of_pole(pole: UtilityPole) -> list[PartUse]:
    """What was ever built in at a pole, newest first."""
    uses = PartUse.objects.filter(municipality=pole.municipality_id, incident__pole=pole)
    return list(uses.select_related("part", "incident__case").order_by("-at", "-pk"))


@functools.cache
def _proposed() -> dict[str, dict[str, str]]:
    text = resources.files("incidents").joinpath("data", "parts.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
