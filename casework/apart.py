"""Runs one of our small programs on strange bytes, in a process of its own: what it does to itself harms nobody else.

A program reads bytes on its input and writes a line of JSON, then bytes. It knows neither Django nor the database, and
limits its own time and memory before it looks at a byte. Pure.
"""

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

WAIT_S = 30


class Failed(Exception):
    """The program ended without an answer: the bytes were more than it may take, or broke it."""


def run(program: ModuleType, content: bytes, *arguments: str) -> tuple[dict[str, Any], bytes]:
    """The facts that the program says of the content, and what it made of it; raises Failed."""
    command = [sys.executable, "-I", str(Path(str(program.__file__))), *arguments]
    try:
        answer = subprocess.run(command, input=content, capture_output=True, timeout=WAIT_S, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise Failed(program.__name__) from error
    facts, _line, made = answer.stdout.partition(b"\n")
    return json.loads(facts), made
