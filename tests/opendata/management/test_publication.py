"""`manage.py publication check` for people and programs at a shell."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from gis_assets.models import Municipality
from opendata import layers
from opendata.models import PublicationCheck
from tests.opendata.builders import a_road

ID = "1101700203450"


def run(*asked: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("publication", *asked, stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def test_clean_layers_end_with_nothing(municipality: Municipality) -> None:
    code, told = run("check")

    assert code == 0
    assert {line.split()[1].rstrip(":") for line in told.splitlines()} == set(layers.everything())


def test_finding_ends_with_three_and_names_it_masked(municipality: Municipality) -> None:
    road = a_road(municipality, f"ซอย {ID}")

    code, told = run("check", "--layer", "roads", "--json")

    (line,) = json.loads(told)
    assert code == 3
    assert line["is_open"] is False
    assert line["findings"] == [
        {
            "column": "name_th",
            "kind": "citizen_id",
            "masked": "x-xxxx-xxxxx-45-0",
            "feature": str(road.road.uid),
            "features": 1,
        }
    ]
    assert PublicationCheck.objects.get().layer == "roads"


def test_faulty_declaration_ends_with_three(municipality: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "faulty", lambda: {"secrets": ("no column has a legal ground.",)})

    code, told = run("check", "--layer", "secrets")

    assert code == 3
    assert "secrets: not published, its declaration is at fault: no column has a legal ground." in told


@pytest.mark.parametrize("asked", [("--layer", "owners"), ("--municipality", "09999999")])
def test_unknown_name_is_refused_with_a_sentence(municipality: Municipality, asked: Any) -> None:
    with pytest.raises(CommandError, match=r"owners|no such municipality"):
        run("check", *asked)
