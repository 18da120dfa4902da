"""A case and its versions: a corrected file continues the case of the one it replaces.

What was decided on rows that the correction left alone stays decided; what the reviewer wrote is found again beside the
row that carries the same code; and what was found then and is found now is counted.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from gis_assets import sql_files
from landsurvey.models import Decision, Upload, UploadStatus
from landsurvey.rules import catalogue
from landsurvey.rules.survey import Rule


@dataclass(frozen=True)
class Version:
    """One file of a case; `number` counts from 1."""

    number: int
    upload: Upload
    errors: int
    warnings: int


@dataclass(frozen=True)
class Mended:
    """How the findings of a rule stand between a file and its correction, parcel by parcel."""

    rule: Rule
    mended: int
    still: int
    new: int

    @property
    def title(self) -> str:
        return gettext(self.rule.title)


@dataclass(frozen=True)
class Comment:
    """What a reviewer wrote on a row of an earlier version, beside the row that carries its code now."""

    row: int | None
    code: str
    comment: str
    decision: str
    is_unchanged: bool


def chain(upload: Upload) -> list[Version]:
    """Return all files of the case, the first one first; one entry for a file that was never corrected."""
    numbered = {pk: (number, errors, warnings) for pk, number, errors, warnings in _rows("case_versions", upload)}
    found = Upload.objects.filter(pk__in=numbered).defer("inspection").select_related("uploaded_by")
    return [
        Version(numbered[one.pk][0], one, *numbered[one.pk][1:])
        for one in sorted(found, key=lambda one: numbered[one.pk])
    ]


def before_this(upload: Upload) -> Upload | None:
    """Return the version to compare with: the last one before that had rows; a file that could not be read has none."""
    before = upload.corrects
    while before is not None and before.corrects is not None and not before.features.exists():
        before = before.corrects
    return before


def then_and_now(upload: Upload) -> list[Mended]:
    """Return what a corrected file mended of its predecessor's findings, by rule; nothing for a first version."""
    before = before_this(upload)
    if before is None:
        return []
    counted = {rule: counts for rule, *counts in _rows("findings_then_and_now", upload, earlier=before.pk)}
    return [Mended(rule, *counted[rule.id]) for rule in catalogue.RULES if rule.id in counted]


def earlier_comments(upload: Upload) -> list[Comment]:
    """Return the reviewer's words on the predecessor's rows; `row` is None where no row carries that code now."""
    before = before_this(upload)
    return [Comment(*row) for row in _rows("earlier_comments", upload, earlier=before.pk)] if before else []


def carry_over(upload: Upload) -> int:
    """Decide the staged rows of a correction like the same rows of its predecessor; return how many rows.

    A row is the same when code, measured shape and every text are. What is in the register already is not accepted a
    second time.
    """
    before = before_this(upload)
    if before is None:
        return 0
    is_registered = before.status == UploadStatus.PROMOTED
    carried = [Decision.RETURNED] if is_registered else [Decision.ACCEPTED, Decision.RETURNED]
    with connection.cursor() as cursor:
        values: dict[str, int | list[str]] = {
            "upload": upload.pk,
            "earlier": before.pk,
            "decisions": [one.value for one in carried],
        }
        cursor.execute(sql_files.load("landsurvey", "carry_over_decisions"), values)
        return int(cursor.rowcount)


def _rows(statement: str, upload: Upload, **values: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", statement), {"upload": upload.pk, **values})
        return list(cursor.fetchall())
