"""A survey file from upload to promoted parcels, all rules checked, against a bare `ogr2ogr` load of the same file."""

import argparse
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from benchmarks.pairing import Way, compare  # sets Django up, hence first
from config import environment
from fixtures import demo
from gis_assets import tenancy
from gis_assets.models import Municipality, Role
from landsurvey import promotion, review, uploads, validation

PEER_TABLE = "bench_peer"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        call_command("load_town", scale=asked.scale, survey=Path(folder))
        survey = next(Path(folder).glob("*.zip"))
        municipality = Municipality.objects.get(dla_code=settings.MUNICIPALITY)
        with tenancy.within(municipality):
            compare(
                Way("upload, check, accept, promote", lambda: promote(municipality, survey)),
                Way("bare ogr2ogr load", lambda: ogr2ogr(survey)),
                runs=asked.runs,
                facts=lambda: {"scale": asked.scale, "zipped": f"{survey.stat().st_size / 1e6:.1f} MB"},
            )


def promote(municipality: Municipality, survey: Path) -> None:
    """The whole walk in one transaction that is rolled back, so that every run starts from the same register."""
    now, reviewer = timezone.now(), demo.officer(municipality, Role.SURVEY_REVIEWER)
    with transaction.atomic():
        with survey.open("rb") as file:
            upload = uploads.receive(municipality=municipality, file=File(file), name=survey.name, by=reviewer, at=now)
        validation.validate(upload, at=now)
        review.accept_all_without_errors(upload, by=reviewer, at=now)
        promotion.promote(upload, effective_date=now.date() + timedelta(days=1), by=reviewer, at=now)
        transaction.set_rollback(True)


def ogr2ogr(survey: Path) -> None:
    owner = environment.owner(settings.BASE_DIR)
    target = f"PG:host={owner['host']} user={owner['user']} dbname={connection.settings_dict['NAME']}"
    load = ["ogr2ogr", "-f", "PostgreSQL", target, f"/vsizip/{survey}", "-nln", PEER_TABLE, "-overwrite"]
    subprocess.run(
        [*load, "-nlt", "PROMOTE_TO_MULTI", "--config", "SHAPE_ENCODING", "CP874"], check=True, capture_output=True
    )


if __name__ == "__main__":
    main()
