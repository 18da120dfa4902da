"""One cashier in a process of her own, for tests of what happens when two act at once.

`python -m tests.taxroll.collection.racing VERB` does one thing and prints the outcome.
"""

import os
import sys
from datetime import UTC, date, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
AT = datetime(2024, 5, 1, 3, 0, tzinfo=UTC)
DAY = date(2024, 5, 1)


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
    """Two notices of 9,000.00 baht each and two cashiers, in an empty database."""
    from django.contrib.auth.models import User

    from gis_assets import tenancy
    from taxroll import assessment, notices
    from taxroll.models import Bill
    from tests.conftest import a_municipality
    from tests.gis_assets.builders import a_parcel, square
    from tests.taxroll.builders import a_right, a_zone, an_owner
    from tests.taxroll.conftest import a_sealed

    municipality = a_municipality()
    ann, _ben = User.objects.create_user("ann"), User.objects.create_user("ben")
    with tenancy.within(municipality):
        a_zone(municipality)
        for number in range(2):
            plot = a_parcel(municipality, code=f"01A00{number}", other_wah=100, shape=square(east=50 * number))
            a_right(an_owner(municipality, name=f"นาย {number}"), plot.parcel)
        roll = assessment.build(municipality=municipality, tax_year_be=2567, by=ann, at=AT)
        a_sealed(roll, by=ann)
        for bill in Bill.objects.all():
            notices.issue(bill, by=ann, at=AT)
    return "ready"


def act(verb: str) -> str:
    """`pay NOTICE SATANG REFERENCE NAME`, `close NAME` or `look`."""
    from django.contrib.auth.models import User

    from gis_assets.models import Municipality
    from gis_assets.refusals import Refusal
    from taxroll import ledger, payments
    from taxroll.collection import closing
    from taxroll.collection.closing import Counted
    from taxroll.models import MONEY, Channel, Notice, Payment

    municipality = Municipality.objects.get()
    kind, *words = verb.split()
    try:
        if kind == "pay":
            payments.record(
                notice=Notice.objects.order_by("number")[int(words[0])],
                amount_satang=int(words[1]),
                paid_at=AT,
                channel=Channel.CASH,
                reference=words[2],
                by=User.objects.get(username=words[3]),
                at=AT,
            )
        elif kind == "close":
            counted = {account: Counted(0, "") for account in MONEY}
            by = User.objects.get(username=words[0])
            closing.close(municipality, on=DAY, counted=counted, by=by, at=AT)
    except Refusal as refusal:
        return type(refusal).__name__
    owed = [ledger.owed_by(notice) for notice in Notice.objects.order_by("number")]
    return f"{Payment.objects.count()} {owed} {len(ledger.check(municipality))}"


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1]))
