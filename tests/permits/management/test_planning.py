"""The command that loads planning areas: a dry run first, then in earnest, twice, and from broken files."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from gis_assets.models import JournalEntry, Municipality
from permits.models import PlanningArea
from tests.permits.ground.test_area_files import a_feature, a_file

pytestmark = pytest.mark.django_db


def planning(*args: object, **options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("planning", *(str(one) for one in args), "--json", stdout=out, **options)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def test_dry_run_writes_nothing(municipality: Municipality, tmp_path: Path) -> None:
    file = a_file(tmp_path, a_feature(Z="R1"), a_feature(Z=""))

    told = planning("load", file, "--kind", "zone", "--column", "code=Z")

    assert (told["usable"], told["wrong"], told["is_committed"]) == (1, 1, False)
    assert told["findings"][0].startswith("2: ")
    assert (PlanningArea.objects.count(), JournalEntry.objects.count()) == (0, 0)


def test_areas_are_in_force_when_committed_and_the_same_when_loaded_twice(
    municipality: Municipality, tmp_path: Path
) -> None:
    file = a_file(tmp_path, a_feature(code="R1"))
    asked = ("load", file, "--kind", "flood", "--since", "2026-01-01", "--commit")

    first, second = planning(*asked), planning(*asked)

    assert (first["entered"], second["was_there"]) == (1, True)
    area = PlanningArea.objects.get()
    assert (area.kind, area.code, area.valid.lower.isoformat()) == ("flood", "R1", "2026-01-01")
    assert planning("list", "--on", "2026-06-01") == {"flood": 1}
    assert planning("list", "--on", "2025-06-01") == {}


@pytest.mark.parametrize(
    "args", [("--kind", "zone"), ("--kind", "zone", "--column", "code=NOWHERE"), ("--kind", "zone", "--commit")]
)
def test_file_that_is_broken_is_refused_in_a_sentence(
    municipality: Municipality, tmp_path: Path, args: tuple[str, ...]
) -> None:
    file = tmp_path / "broken.geojson"
    file.write_text('{"type": "FeatureCollection", "features": [{"type"')

    with pytest.raises(CommandError, match=r"broken\.geojson"):
        planning("load", file, *args)


def test_command_is_refused_when_there_is_no_such_municipality(municipality: Municipality, tmp_path: Path) -> None:
    file = a_file(tmp_path, a_feature(code="R1"))

    with pytest.raises(CommandError, match="99999999"):
        planning("load", file, "--kind", "zone", "--municipality", "99999999")


def test_command_is_refused_when_the_kind_is_not_told(municipality: Municipality, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--kind"):
        planning("load", a_file(tmp_path, a_feature(code="R1")))
