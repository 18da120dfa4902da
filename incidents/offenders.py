"""Where trouble comes back: poles, transformers and feeders by incidents a year, and the history of one pole."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from gis_assets import sql_files
from gis_assets.models import Municipality, UtilityPole
from incidents.models import Incident


class By(models.TextChoices):
    """What incidents are counted by."""

    POLE = "pole", _("Pole")
    TRANSFORMER = "transformer", _("Transformer")
    FEEDER = "feeder", _("Feeder")


@dataclass(frozen=True)
class Offender:
    """A thing with more than one incident; `years` is how long it was watched within the period."""

    code: str
    incidents: int
    poles: int
    last_at: datetime
    years: float
    lon: float
    lat: float

    @property
    def per_year(self) -> float:
        """Incidents a year."""
        return self.incidents / self.years if self.years > 0 else float(self.incidents)


def ranked(municipality: Municipality, *, by: By, since: date, until: date, kind: str = "") -> list[Offender]:
    """The fifty with most incidents a year, both days counted; what happened once is no repetition."""
    facts: dict[str, Any] = {
        "municipality": municipality.pk,
        "by": by.value,
        "since": since,
        "until": until,
        "kind": kind,
        "zone": settings.TIME_ZONE,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", "repeat_offenders"), facts)
        return [Offender(*row) for row in cursor.fetchall()]


def history(pole: UtilityPole) -> list[Incident]:
    """Every incident of a pole, newest first."""
    found = Incident.objects.filter(municipality=pole.municipality_id, pole=pole)
    return list(found.select_related("case", "merged_into__case", "outage").order_by("-reported_at", "-pk"))
