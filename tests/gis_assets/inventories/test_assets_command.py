"""`manage.py assets` on real lists of assets, and on small ones that can be counted by hand."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from gis_assets import asset_codes
from gis_assets.models import Municipality, UtilityPole, UtilityPoleVersion
from tests.gis_assets import builders

HEAD = "POLEID,LON,LAT,OWNER\n"


def run(action: str, file: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """The exit code and what was told."""
    told = io.StringIO()
    try:
        call_command("assets", action, str(file), "--json", *options, stdout=told)
    except SystemExit as ended:
        return int(str(ended.code)), json.loads(told.getvalue())
    return 0, json.loads(told.getvalue())


def a_file(folder: Path, text: str | bytes, *, name: str = "poles.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


@pytest.mark.real_data
def test_street_lights_of_washington_are_counted_as_the_manifest_says(db: None, real_data: Path) -> None:
    code, told = run("inspect", real_data / "07-assets" / "dc-streetlights.csv", "--kind", "pole")

    assert code == 0
    assert (told["read"], told["columns"][0], told["key"]) == (3963, "OID_", "FACILITYID")
    assert (told["co_located"], len(told["co_located_groups"]), told["repeated_keys"]) == (2, 2, 0)
    assert {"GLOBALID", "GIS_ID"} <= set(told["empty_columns"])
    assert told["owners"] == {"DDOT": 3927, "Verizon": 20, "Other": 15, "PEPCO": 1}


@pytest.mark.real_data
def test_signal_cabinets_of_washington_are_counted_as_the_manifest_says(db: None, real_data: Path) -> None:
    file = real_data / "07-assets" / "dc-traffic-signal-cabinets.geojson"

    code, told = run("inspect", file, "--kind", "cabinet")

    assert code == 0
    assert (told["read"], told["key"], told["co_located"]) == (1412, "FACILITYID", 5)
    assert "CABINETID" in told["key_reason"]


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("kind", "read", "co_located"),
    [("pipe", 1156, 0), ("junction", 959, 2), ("tank", 4, 0), ("pump", 2, 0), ("reservoir", 1, 0)],
)
def test_water_network_is_counted_as_the_manifest_says(
    db: None, real_data: Path, kind: str, read: int, co_located: int
) -> None:
    code, told = run("inspect", real_data / "10-utility-network" / f"ky4_{kind}s.geojson", "--kind", kind)

    assert code == 0
    assert (told["read"], told["key"], told["epsg"], told["repeated_keys"]) == (read, "name", 3547, 0)
    assert sum(len(rows) for rows in told["co_located_groups"]) in (co_located, 2 * co_located)


@pytest.mark.real_data
def test_named_key_wins_over_the_guess(db: None, real_data: Path) -> None:
    file = real_data / "07-assets" / "dc-streetlights.csv"

    code, told = run("inspect", file, "--key", "STREETSEGMID")

    assert code == 0
    assert told["key"] == "STREETSEGMID"
    assert told["repeated_keys"] > 0


def test_texts_stay_texts_and_twins_near_one_another_are_found(db: None, tmp_path: Path) -> None:
    file = a_file(tmp_path, HEAD + "007,98.9,18.75,A\n008,98.9,18.75,A\n009,98.900004,18.75,B\n010,98.91,18.75,\n")

    code, told = run("inspect", file)

    assert code == 0
    assert (told["key"], told["keys"]) == ("POLEID", 4)
    assert told["co_located_groups"] == [[1, 2]]
    assert [pair["rows"] for pair in told["near_pairs"]] == [[1, 3]]
    assert run("inspect", file, "--near", "0.1")[1]["near_duplicates"] == 0


def test_person_is_asked_when_a_key_repeats_and_when_positions_are_in_no_named_grid(db: None, tmp_path: Path) -> None:
    many = "".join(f"P{number},{98.9 + number / 1000},18.75,A\n" for number in range(19))
    repeats = a_file(tmp_path, HEAD + many + "P1,98.95,18.75,A\n")
    metres = a_file(tmp_path, "POLEID,X,Y\n1,490000,2073000\n2,490100,2073000\n", name="metres.csv")

    repeated, unnamed = run("inspect", repeats), run("inspect", metres)

    assert (repeated[0], repeated[1]["repeated"]) == (3, [{"key": "P1", "rows": [2, 20]}])
    assert (unnamed[0], unnamed[1]["questions"][0]["option"]) == (3, "--crs")
    assert run("inspect", repeats, "--key", "POLEID")[0] == 0
    assert run("inspect", metres, "--crs", "32647")[0] == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cut.csv", HEAD + "1,98.9,18.75,A\n2,98.9\n"),
        ("open.csv", HEAD + '1,98.9,18.75,"A\n'),
        ("twice.csv", "A,A\n1,2\n"),
        ("cut.geojson", '{"type": "FeatureCollection", "features": [{"type": "Feature"'),
        (
            "broken.geojson",
            (
                '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
                '"geometry":{"type":"Point","coordinates":["a",1]}}]}'
            ),
        ),
        ("poles.xyz", "1"),
        ("noise.csv", b"\xff\xfe\x00"),
    ],
)
def test_file_is_refused_when_it_is_broken(db: None, tmp_path: Path, name: str, text: str | bytes) -> None:
    code, told = run("inspect", a_file(tmp_path, text, name=name))

    assert code == 4
    assert told["refused"]


def test_thai_texts_of_windows_are_read(db: None, tmp_path: Path) -> None:
    text = "รหัสเสา,ลองจิจูด,ละติจูด,เจ้าของ\nก-1,98.9,18.75,เทศบาล\n".encode("cp874")

    code, told = run("inspect", a_file(tmp_path, text))

    assert code == 0
    assert (told["key"], told["owners"]) == ("รหัสเสา", {"เทศบาล": 1})
    assert told["notes"]


def test_nothing_is_written_until_it_is_committed(municipality: Municipality, tmp_path: Path) -> None:
    file = a_file(tmp_path, HEAD + "7,98.92,18.75,A\n")

    code, told = run("load", file, "--municipality", municipality.dla_code)

    assert (code, told["loaded"]["new"], told["loaded"]["is_committed"]) == (0, 1, False)
    assert not UtilityPole.objects.exists()


def test_poles_are_known_again_by_the_owners_number(municipality: Municipality, tmp_path: Path) -> None:
    builders.a_pole(municipality, number=41)
    options = ("--municipality", municipality.dla_code, "--namespace", "PEA", "--commit")
    first = a_file(tmp_path, HEAD + "7,98.92,18.75,A\n8,98.93,18.75,A\n9,100.5,13.7,A\n10,,,A\n")
    run("load", first, *options, "--key", "POLEID")
    codes = dict(UtilityPole.objects.filter(namespace="PEA").values_list("local_id", "code"))
    moved = a_file(tmp_path, HEAD + "7,98.92,18.75,A\n8,98.931,18.75,A\n")

    _code, told = run("load", moved, *options)

    assert codes == {"7": asset_codes.encode(42), "8": asset_codes.encode(43)}
    assert (told["loaded"]["new"], told["loaded"]["changed"], told["loaded"]["unchanged"]) == (0, 1, 1)
    assert UtilityPole.objects.count() == 3
    version = UtilityPoleVersion.objects.get(pole__local_id="8", valid__contains=timezone.localdate())
    assert version.shape_wgs84.x == pytest.approx(98.931, abs=1e-7)
