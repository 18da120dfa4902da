"""The seal of a roll: SHA-256 of every line, and over them and the law one digest of the whole.

Two sealed rolls with the same facts, sums and law have the same digest, on whatever machine they were made.
"""

import hashlib
from collections.abc import Iterable

from django.db import connection

from gis_assets import bulk, sql_files
from taxroll.models import LineSeal, Roll

LineDigest = tuple[int, bytes]


def line_digests(roll: Roll) -> list[LineDigest]:
    """Number and SHA-256 of every line as it stands now, in order."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "digest_of_rows"), {"roll": roll.pk})
        return [(number, bytes(sha256)) for number, sha256 in cursor.fetchall()]


def root(roll: Roll, digests: Iterable[LineDigest]) -> str:
    """The digest of the whole: tax year, sequence, day of the facts, digest of the law, then every line's."""
    head = f"{roll.tax_year_be}/{roll.sequence} {roll.as_of_date.isoformat()} {roll.law_digest}\n"
    sha = hashlib.sha256(head.encode())
    for _number, sha256 in digests:
        sha.update(sha256)
    return sha.hexdigest()


def seal_lines(roll: Roll) -> str:
    """Keep the digest of every line and return that of the whole."""
    digests = line_digests(roll)
    rows = [(roll.municipality_id, roll.pk, number, sha256) for number, sha256 in digests]
    bulk.insert_rows(LineSeal._meta.db_table, ("municipality_id", "roll_id", "number", "sha256"), rows)
    return root(roll, digests)


def broken(roll: Roll, digests: Iterable[LineDigest]) -> list[int]:
    """Numbers of lines whose digests are not as they were sealed: changed, added or missing."""
    now = dict(digests)
    sealed = dict(_sealed(roll))
    return sorted(number for number in now.keys() | sealed.keys() if now.get(number) != sealed.get(number))


def _sealed(roll: Roll) -> Iterable[LineDigest]:
    sealed = LineSeal.objects.filter(roll=roll).values_list("number", "sha256")
    return ((number, bytes(sha256)) for number, sha256 in sealed.iterator())
