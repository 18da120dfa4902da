"""Programs that read strange bytes are bound in time and memory, and write nothing."""

from pathlib import Path
from types import ModuleType

import pytest

from casework import apart, darkroom

TELLS = """
import json, resource, sys
bounds = [resource.getrlimit(each)[0] for each in (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_CORE)]
try:
    with open(sys.argv[1], "w") as file:
        file.write("x")
    is_written = True
except OSError:
    is_written = False
sys.stdout.write(json.dumps({"bounds": bounds, "is_written": is_written}) + "\\n" + sys.stdin.read())
"""


def a_program(folder: Path, text: str, *, seconds: int = 5) -> ModuleType:
    program = ModuleType("strange")
    program.__file__ = str(folder / "strange.py")
    (folder / "strange.py").write_text(text)
    program.__dict__.update(SECONDS=seconds, MEMORY_BYTES=1_000_000_000)
    return program


def test_program_has_its_bounds_before_it_begins(tmp_path: Path) -> None:
    facts, made = apart.run(a_program(tmp_path, TELLS), b"bytes", str(tmp_path / "written"))

    assert facts == {"bounds": [5, 1_000_000_000, 0], "is_written": False}
    assert made == b"bytes"


@pytest.mark.parametrize("text", ["bytearray(2_000_000_000)", "raise SystemExit(3)"])
def test_program_that_takes_too_much_has_failed(tmp_path: Path, text: str) -> None:
    with pytest.raises(apart.Failed):
        apart.run(a_program(tmp_path, text, seconds=1), b"")


def test_real_program_says_what_it_refuses() -> None:
    assert apart.run(darkroom, b"no picture", "100") == ({"refused": "kind"}, b"")
