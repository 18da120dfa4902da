"""What we print for people who program runs as it stands: curl, Python, R, QGIS, GDAL, off the page and the guide."""

import html
import json
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.clients.conftest import Qgis
from tests.opendata.ogc.town import COUNTS

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent
GUIDE = ROOT / "docs" / "open-data.md"
PRINTED = re.compile(r'<h3>([^<]*)</h3>.*?<pre[^>]*><code id="code-\d+"[^>]*>(.*?)</code></pre>', re.DOTALL)
ASKED = "column=code&value=01A001"
ONE_TAKES_S = 240


@pytest.fixture
def printed(address: str) -> dict[str, str]:
    """The examples of the page of parcels by their headings, as somebody copies them; they ask for one parcel."""
    url = f"{address.removesuffix('/ogc')}/data/parcels/api/?{ASKED}"
    page = urllib.request.urlopen(url).read().decode()  # noqa: S310  an address of our own
    return {html.unescape(name): html.unescape(code) for name, code in PRINTED.findall(page)}


def run(*command: str, folder: Path) -> str:
    """What the program prints; it must end well and complain of nothing."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=ONE_TAKES_S, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout


def count(file: Path, layer: str) -> int:
    """How many features GDAL finds in a file."""
    told = run("ogrinfo", "-ro", "-so", str(file), layer, folder=file.parent)
    return int(told.split("Feature Count: ")[1].split()[0])


def test_shell_gdal_and_python_read_what_was_asked_for(printed: dict[str, str], tmp_path: Path) -> None:
    run("bash", "-ec", printed["curl"], folder=tmp_path)
    run("bash", "-ec", printed["GDAL"], folder=tmp_path)
    told = run(sys.executable, "-c", printed["Python"], folder=tmp_path)

    assert list(printed) == ["curl", "Python", "R", "QGIS", "คอนโซล Python ของ QGIS", "GDAL"]
    (parcel,) = json.loads((tmp_path / "parcels.geojson").read_text())["features"]
    assert parcel["properties"]["code"] == "01A001"
    assert count(tmp_path / "parcels.gpkg", "parcels") == 1
    assert count(tmp_path / "whole_parcels.gpkg", "parcels") == COUNTS["parcels"]
    assert told.splitlines()[0] == "1"
    assert "MULTIPOLYGON" in told


def test_r_reads_what_was_asked_for(printed: dict[str, str], tmp_path: Path) -> None:
    if not shutil.which("Rscript"):
        pytest.skip("The example in R was not run: there is no R (r-base-core, r-cran-sf)")
    assert "[1] 1\n" in run("Rscript", "-e", printed["R"], folder=tmp_path)


def test_qgis_reads_it_by_its_menus_and_in_its_console(printed: dict[str, str], qgis: Qgis) -> None:
    name, url = re.findall(r"(?:Name|URL): +(\S+)", printed["QGIS"])
    uri = f" typename='{name}' url='{url}' version='OGC_API_FEATURES' "

    by_menus = qgis.ask("service", uri, provider="OAPIF", bbox=[98, 18, 99, 19])
    pasted = qgis.ask("console", printed["คอนโซล Python ของ QGIS"])

    assert (by_menus["is_valid"], by_menus["features"]) == (True, COUNTS["parcels"]), by_menus["said"]
    assert pasted == {"printed": "1\n", "layers": {"แปลงที่ดิน": 1}}


def test_what_the_guide_prints_runs(address: str, tmp_path: Path) -> None:
    guide = GUIDE.read_text(encoding="utf-8").replace("http://127.0.0.1:8000/ogc", address)
    blocks = re.findall(r"```(bash|python)\n(.*?)```", guide, re.DOTALL)

    for language, code in blocks:
        run(*(["bash", "-ec"] if language == "bash" else [sys.executable, "-c"]), code, folder=tmp_path)

    assert {language for language, _code in blocks} == {"bash", "python"}
    assert count(tmp_path / "poles.gpkg", "poles") == COUNTS["poles"]
