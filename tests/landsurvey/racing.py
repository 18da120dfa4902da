"""One reviewer in a process of her own, for tests of what happens when two act at once or one is killed.

`python -m tests.landsurvey.racing VERB` does one thing in the database named by the environment and prints the outcome.
"""

import os
import sys
import tempfile
from datetime import date
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
DAY = date(2023, 4, 1)


def main(verb: str) -> str:
    django.setup()
    from gis_assets import tenancy  # models exist only once Django is set up
    from gis_assets.models import Municipality

    municipality = Municipality.objects.first()
    if municipality is None:
        return prepare()
    with tenancy.within(municipality):
        return act(verb)


def prepare() -> str:
    """A checked survey of two squares and two reviewers, in an empty database."""
    from django.contrib.auth.models import User

    from gis_assets import tenancy
    from tests.conftest import a_municipality
    from tests.landsurvey.builders import a_row, a_square, a_survey, checked

    municipality = a_municipality()
    ann, _ben = User.objects.create_user("ann"), User.objects.create_user("ben")
    rows = [a_row(a_square(0)), a_row(a_square(1), PARCEL_COD="01A002")]
    with tenancy.within(municipality), tempfile.TemporaryDirectory() as folder:
        return str(checked(a_survey(rows, Path(folder)), municipality=municipality, by=ann).status)


def act(verb: str) -> str:
    from django.contrib.auth.models import User

    from gis_assets.models import ParcelVersion
    from gis_assets.refusals import Refusal
    from landsurvey import promotion, review
    from landsurvey.models import Decision, Upload
    from tests.landsurvey.builders import AT

    upload = Upload.objects.get()
    kind, _, name = verb.partition(" ")
    by = User.objects.get(username=name or "ann")
    try:
        if kind == "accept":
            review.decide(upload, rows=[1, 2], decision=Decision.ACCEPTED, by=by, at=AT, seen=0)
        elif kind == "return":
            review.decide(upload, rows=[1], decision=Decision.RETURNED, by=by, at=AT, comment="no", seen=0)
        elif kind == "promote":
            promotion.promote(upload, effective_date=DAY, by=by, at=AT)
    except Refusal as refusal:
        return type(refusal).__name__
    decisions = ",".join(upload.features.order_by("row").values_list("decision", flat=True))
    upload.refresh_from_db()
    return f"{upload.status} {decisions} {ParcelVersion.objects.count()}"


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1]))
