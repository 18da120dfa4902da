"""Run as a program: a small town in a new database, told as JSON: its poles, a dispatcher's cookie, and a look."""

import json
import sys

import django

django.setup()


def main() -> None:
    from django.contrib.auth.models import User  # models can be imported only now

    from gis_assets import tenancy
    from gis_assets.models import Membership, Role
    from incidents.live import reading
    from tests import conftest
    from tests.incidents import builders
    from tests.speaking import Officer

    municipality = conftest.a_municipality()
    with tenancy.within(municipality):
        builders.ready(municipality)
        poles = [builders.a_pole(municipality, (number * 20, 0), number=number).pole.code for number in range(1, 13)]
        builders.a_crew(municipality, User.objects.create_user("crew"), (0, 0))
        user = User.objects.create_user("dispatcher")
        Membership.objects.create(user=user, municipality=municipality, role=Role.DISPATCHER)
        cookie = f"sessionid={Officer(user).cookies['sessionid'].value}"
        sys.stdout.write(json.dumps({"poles": poles, "cookie": cookie, "look": reading.now()}))


if __name__ == "__main__":
    main()
