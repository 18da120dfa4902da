"""Every word a person sees stands in Thai: nothing missing, nothing fuzzy, nothing outdated."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(".*", "node_modules", "tests", "__pycache__", "*.mo", "docs", "benchmarks")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source in which the messages were just extracted, with a template (.pot) beside each catalogue."""
    copy = tmp_path_factory.mktemp("translations") / "source"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    extract = [sys.executable, "-m", "django", "makemessages", "--locale", "th", "--keep-pot", "--verbosity", "0"]
    subprocess.run(extract, cwd=copy, check=True)
    return copy


def catalogues() -> list[Path]:
    return sorted(path.relative_to(ROOT) for path in ROOT.glob("*/locale"))


@pytest.mark.parametrize("catalogue", catalogues(), ids=str)
def test_every_message_has_its_thai(catalogue: Path, extracted: Path) -> None:
    ours, template = ROOT / catalogue / "th/LC_MESSAGES/django.po", extracted / catalogue / "django.pot"

    compared = subprocess.run(["msgcmp", str(ours), str(template)], capture_output=True, text=True, check=False)

    assert compared.stderr == ""
    assert compared.returncode == 0


def test_every_app_with_words_has_a_catalogue() -> None:
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")} - {"fixtures"}

    assert {path.parts[0] for path in catalogues()} == apps
