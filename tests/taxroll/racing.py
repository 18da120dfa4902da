"""One officer in a process of his own, for tests of what happens when two move a roll at once.

`python -m tests.taxroll.racing VERB` does one thing in the database named by the environment and prints the outcome.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main(verb: str) -> str:
    django.setup()
    from gis_assets import tenancy  # models exist only once Django is set up
    from gis_assets.models import Municipality

    municipality = Municipality.objects.first()
    if municipality is None:
        return prepare()
    with tenancy.within(municipality):
        return act(*verb.split())


def prepare() -> str:
    """An assessed roll of one shop and two heads of revenue, in an empty database."""
    from django.contrib.auth.models import User

    from gis_assets import tenancy
    from taxroll import assessment
    from tests.conftest import a_municipality
    from tests.gis_assets.builders import a_parcel
    from tests.taxroll.builders import a_building_price, a_right, a_zone, an_owner
    from tests.taxroll.conftest import AT, an_assessed

    municipality = a_municipality()
    ann, _ben = User.objects.create_user("ann"), User.objects.create_user("ben")
    with tenancy.within(municipality):
        a_zone(municipality)
        a_building_price(municipality)
        a_right(an_owner(municipality), a_parcel(municipality, other_wah=100).parcel)
        roll = assessment.build(municipality=municipality, tax_year_be=2567, by=ann, at=AT)
        return str(an_assessed(roll, by=ann).status)


def act(verb: str, name: str = "ann") -> str:
    from django.contrib.auth.models import User

    from gis_assets.refusals import Refusal
    from taxroll import assessment
    from taxroll.models import LineSeal, Roll
    from taxroll.rolls import listing
    from tests.taxroll.conftest import AT

    roll = Roll.objects.get()
    by = User.objects.get(username=name)
    try:
        if verb == "seal":
            assessment.seal(roll, by=by, at=AT)
        elif verb == "reopen":
            listing.reopen(roll, why="ยังไม่ครบ", by=by, at=AT)
    except Refusal as refusal:
        return type(refusal).__name__
    roll.refresh_from_db()
    return f"{roll.status} {LineSeal.objects.count()}"


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1]))
