"""The page of step times for a year of cases, against the same step figures by one SQL statement of the database.

The page reads the appended rows, counts every clock with its calendar and pauses, and makes figures, chart and heat
map. The peer only parts the steps and asks percentile_cont for medians and percentiles, round the clock.
"""

import argparse
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks.pairing import Way, compare  # sets Django up, hence first
from casework import facts, holiday_list, verification
from gis_assets import bulk, tenancy
from gis_assets.models import Membership, Municipality, Role
from incidents import case_types

# Eight kinds, five steps each; every seventh case waits on its step before the last, every twentieth was paused.
CASES = """
INSERT INTO casework_case (municipality_id, case_type_id, reference, opened_at, kind, place, point)
SELECT %(town)s, t.id, 'bench/' || n, %(since)s + (n * %(gap)s || ' seconds')::interval,
       replace(t.code, 'incident-', ''), lpad((n %% 12 + 1)::text, 2, '0'),
       ST_SetSRID(ST_MakePoint(98.9 + (n * 7919 %% 1000) / 12500.0, 18.73 + (n * 1543 %% 1000) / 25000.0), 4326)
FROM generate_series(1::bigint, %(cases)s) AS n
JOIN (
    SELECT id, code, row_number() OVER (ORDER BY code) - 1 AS number
    FROM casework_casetype
    WHERE municipality_id = %(town)s AND code LIKE 'incident-%%'
) AS t ON t.number = n %% 8
"""
STEPS = """
INSERT INTO casework_step (municipality_id, case_id, code, entered_at, by_id, note)
SELECT %(town)s, c.id, s.code,
       c.opened_at + (s.after * (1 + (c.id * 7919 %% 1000) / 300.0) || ' minutes')::interval,
       CASE WHEN s.position = 0 THEN NULL ELSE (%(officers)s::int[])[(c.id + s.position) %% 20 + 1] END, ''
FROM casework_case c, (VALUES
    (0, 'reported', 0), (1, 'assigned', 6), (2, 'on_the_way', 11), (3, 'on_scene', 25), (4, 'resolved', 140)
) AS s (position, code, after)
WHERE c.municipality_id = %(town)s AND c.reference LIKE 'bench/%%' AND NOT (c.id %% 7 = 0 AND s.position = 4)
"""
CHARGES = """
INSERT INTO casework_charge (municipality_id, case_id, officer_id, team, at)
SELECT %(town)s, s.case_id, s.by_id, 'Crew ' || s.case_id %% 9, s.entered_at
FROM casework_step s WHERE s.municipality_id = %(town)s AND s.code = 'assigned'
"""
PAUSES = """
WITH begun AS (
    INSERT INTO casework_pausemark (municipality_id, case_id, ground_id, at, note)
    SELECT %(town)s, s.case_id, g.id, s.entered_at + interval '5 minutes', ''
    FROM casework_step s JOIN casework_case c ON c.id = s.case_id
    JOIN casework_pauseground g ON g.case_type_id = c.case_type_id AND g.code = 'power-utility'
    WHERE s.municipality_id = %(town)s AND s.code = 'on_scene' AND s.case_id %% 20 = 0
    RETURNING id, case_id, ground_id, at
)
INSERT INTO casework_pausemark (municipality_id, case_id, ground_id, ends_id, at, note)
SELECT %(town)s, case_id, ground_id, id, at + interval '30 minutes', '' FROM begun
"""
PEER = """
WITH stay AS (
    SELECT c.case_type_id, s.code, s.entered_at,
           lead(s.entered_at) OVER (PARTITION BY s.case_id ORDER BY s.entered_at, s.id) AS left_at
    FROM casework_step s JOIN casework_case c ON c.id = s.case_id
    WHERE s.municipality_id = %(town)s AND c.opened_at >= %(since)s AND c.opened_at < %(until)s
)
SELECT case_type_id, code, count(left_at),
       percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM left_at - entered_at))
FROM stay GROUP BY case_type_id, code
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--verify", action="store_true", help="also compute all figures again by the other way")
    asked = parser.parse_args()
    until = timezone.now()
    since = until - timedelta(days=364)
    municipality, _made = Municipality.objects.get_or_create(
        dla_code=settings.MUNICIPALITY, defaults={"name_th": "เมือง", "name_en": "Town", "utm_epsg": 32647}
    )
    head = get_user_model().objects.create_user("head-of-bench")
    with tenancy.within(municipality):
        Membership.objects.create(user=head, municipality=municipality, role=Role.HEAD_OF_ENGINEERING)
        _fill(municipality, asked.cases, since=since, until=until)
        _measure(municipality, head, asked.runs, since=since, until=until)
        if asked.verify:
            print(verification.verify(municipality, since=since, until=until).words())


def _fill(municipality: Municipality, cases: int, *, since: datetime, until: datetime) -> None:
    case_types.declare_all(municipality, on=since.date())
    holiday_list.adopt(municipality, year=until.year, by=None, at=until)
    officers = [get_user_model().objects.create_user(f"bench{number}").pk for number in range(20)]
    values: dict[str, Any] = {
        "town": municipality.pk,
        "cases": cases,
        "since": since,
        "gap": (until - since).total_seconds() / (cases + 1),
        "officers": officers,
    }
    with connection.cursor() as cursor:
        for statement in (CASES, STEPS, CHARGES, PAUSES):
            cursor.execute(statement, values)
    for table in ("case", "step", "charge", "pausemark"):
        bulk.refresh_statistics(f"casework_{table}")


def _measure(municipality: Municipality, head: Any, runs: int, *, since: datetime, until: datetime) -> None:
    client = Client(headers={"host": "localhost"})
    client.force_login(head)

    def page(address: str) -> None:
        assert client.get(address).status_code == 200

    def peer() -> None:
        with connection.cursor() as cursor:
            cursor.execute(PEER, {"town": municipality.pk, "since": since, "until": until})
            cursor.fetchall()

    stays = facts.read(municipality, since=since, until=until).stays
    told = {"cases": f"{(stays.step < 0).sum():,}", "stays": f"{stays.case.size:,}"}
    for name, address in (
        ("page by step", "/kpi/?days=365"),
        ("page by officer", "/kpi/?days=365&by=officer&step=on_scene"),
        ("page by month", "/kpi/?days=365&by=month"),
        ("squares of the map", "/kpi/cells.geojson?days=365"),
    ):
        compare(
            Way(name, lambda address=address: page(address)),  # type: ignore[misc]  # its own address each
            Way("steps by percentile_cont", peer),
            runs=runs,
            facts=lambda: told,
        )


if __name__ == "__main__":
    main()
