"""The officer's touch of a petition, honestly: from opening it to the last sign that somebody works at it.

The page says so every few seconds while it is in sight; a break longer than `BREAK` begins another sitting, and a
second page of the same officer counts once.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser, User
from django.db import transaction

from permits import moving
from permits.models import Petition, Sitting

BREAK = timedelta(seconds=90)
"""Silence after which the officer counts as gone: three of the page's signs, and a slow network. Our own choice."""
BEAT_S = 20
"""Seconds between the page's signs."""


@transaction.atomic
def touch(petition: Petition, *, by: AbstractBaseUser, at: datetime) -> Sitting:
    """The officer works at the petition at this instant: his sitting goes on, or a new one begins."""
    moving.locked(petition)
    last = Sitting.objects.filter(petition=petition, officer_id=by.pk).order_by("seen_at", "pk").last()
    if last is None or at - last.seen_at > BREAK:
        return Sitting.objects.create(
            municipality=petition.municipality, petition=petition, officer_id=by.pk, began_at=at, seen_at=at
        )
    if at > last.seen_at:
        last.seen_at = at
        last.save(update_fields=["seen_at"])
    return last


def others(petition: Petition, *, apart_from: AbstractBaseUser, at: datetime) -> list[User]:
    """Who else has the petition open at this instant, by name."""
    lately = Sitting.objects.filter(petition=petition, seen_at__gt=at - BREAK, seen_at__lte=at)
    there = User.objects.filter(pk__in=lately.exclude(officer_id=apart_from.pk).values("officer"))
    return list(there.order_by("first_name", "username"))


def total(petition: Petition) -> timedelta:
    """The touch of all officers together."""
    return sum_of(Sitting.objects.filter(petition=petition))


def sum_of(sittings: Iterable[Sitting]) -> timedelta:
    """What these sittings last together."""
    return sum((each.seen_at - each.began_at for each in sittings), timedelta())
