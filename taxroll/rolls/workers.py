"""What runs inside a Dask worker: one municipality at a time. It is imported before Django is ready there.

A worker has the same program as the one who asks. For `build` it reaches PostgreSQL as the application does; for
`compute` it needs the frozen files only. Either may be done twice: a draft is replaced whole, a computation is pure.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed.diagnostics.plugin import WorkerPlugin

if TYPE_CHECKING:
    from taxroll.rolls.computing import Computed


class DjangoReady(WorkerPlugin):
    """Sets Django up in each worker, also in those that come later or again."""

    name = "django-ready"

    def __init__(self, settings: str) -> None:
        self.settings = settings

    def setup(self, worker: object) -> None:
        import django
        from django.apps import apps

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", self.settings)
        if not apps.ready:
            django.setup()


@dataclass(frozen=True)
class Built:
    """What became of one municipality's roll; `refusal` says in a sentence why there is none."""

    dla_code: str
    lines: int = 0
    bills: int = 0
    gaps: int = 0
    payable_satang: int = 0
    law_digest: str = ""
    rows_digest: str = ""
    refusal: str = ""


def build(
    dla_code: str,
    *,
    tax_year_be: int,
    username: str,
    at: datetime,
    law_digest: str,
    computed: "Computed | None" = None,
) -> Built:
    """Build one draft by the law of that digest, in one transaction; a worker that dies in it leaves nothing behind."""
    from django.contrib.auth.models import User
    from django.db import connection

    from gis_assets import tenancy
    from gis_assets.models import Municipality
    from gis_assets.refusals import Refusal
    from taxroll import assessment
    from taxroll.rolls import computing

    municipality = Municipality.objects.get(dla_code=dla_code)
    by = User.objects.get(username=username)
    try:
        computing.check_law(law_digest)
        with tenancy.within(municipality):
            given: dict[str, Any] = {"municipality": municipality, "tax_year_be": tax_year_be, "by": by, "at": at}
            roll = assessment.build(**given, computed=computed)
            digest = assessment.digest(roll)
    except Refusal as refusal:
        return Built(dla_code, refusal=str(refusal))
    finally:
        if not connection.in_atomic_block:
            connection.close()
    counts = (roll.line_count, roll.bill_count, roll.gap_count, roll.payable_satang)
    return Built(dla_code, *counts, roll.law_digest, digest)


def compute(dla_code: str, path: str, *, sha256: str, tax_year_be: int) -> "Computed | Built":
    """Value and assess one municipality from its frozen inputs, or say why not; raises LawIsSilent.

    The scheduler takes the arguments apart, too, and knows no Django: they are plain texts.
    """
    from taxroll.rolls import computing, freezing

    try:
        register, shapes = freezing.thaw(freezing.Frozen(Path(path), sha256))
    except freezing.FrozenInputsChanged as refusal:
        return Built(dla_code, refusal=str(refusal))
    return computing.compute(register, tax_year_be=tax_year_be, shapes=shapes, inputs_sha256=sha256)
