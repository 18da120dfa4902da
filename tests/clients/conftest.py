"""The programs that open what we hand out: Debian's QGIS, started once for all its questions, without a screen."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gis_assets.models import Municipality
from tests.clients import serving
from tests.opendata.ogc.town import furnish

# QGIS lives in the Python of the system; the project's environment neither has it nor may lead it astray.
PYTHON = Path("/usr/bin/python3")
SCRIPT = Path(__file__).with_name("qgis_at_work.py")


class Qgis:
    """A running QGIS that answers questions about files; what it said meanwhile is in its log."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        self._process = process
        self._log = log

    def ask(self, what: str, path: Path | str, **facts: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        told = facts | {"ask": what, "path": str(path)}
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"QGIS broke off when asked {told}:\n{self.muttered()}"
        answer = json.loads(line)
        assert "broke" not in answer, f"QGIS could not answer {told}:\n{answer['broke']}"
        return answer

    def muttered(self) -> str:
        """What QGIS and its GDAL have printed so far."""
        return self._log.read_text(errors="replace")


@contextmanager
def sitting_down(home: Path) -> Iterator[Qgis]:
    """QGIS while it runs, with its profile and its log in that folder."""
    log = home / "log"
    alone = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}
    with log.open("w") as muttering:
        process = subprocess.Popen(
            [PYTHON, "-I", SCRIPT, home / "profile"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=muttering,
            text=True, encoding="utf-8", env=alone,
        )  # fmt: skip
    with process:
        assert process.stdout
        version = process.stdout.readline()
        assert version, f"QGIS (python3-qgis) is missing; script/setup --tests installs it.\n{log.read_text()}"
        yield Qgis(process, log)
        process.communicate(timeout=120)


@pytest.fixture(scope="package")
def qgis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Qgis]:
    with sitting_down(tmp_path_factory.mktemp("qgis")) as qgis:
        yield qgis


@pytest.fixture
def address(municipality: Municipality, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where programs start: the open API of a town with some of everything."""
    monkeypatch.setenv("NO_PROXY", "*")
    furnish(municipality)
    with serving.served() as root:
        yield f"{root}/ogc"
