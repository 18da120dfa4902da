"""Several setters at once, each a process of its own; this side goes on working while they set."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from taxroll.papers import setter
from taxroll.papers.setter import Printed

_ROOT = Path(__file__).resolve().parent.parent.parent


class SetterDied(Exception):
    """A setter ended in the middle of a file."""


class Press:
    """As many setters as asked for; use it in a with statement."""

    def __init__(self, processes: int) -> None:
        command = [sys.executable, "-m", "taxroll.papers.setter"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "cwd": _ROOT}
        self._setters: list[subprocess.Popen[bytes]] = [
            subprocess.Popen(command, **pipes)  # type: ignore[call-overload]  # mypy cannot see through the mapping
            for _setter in range(processes)
        ]

    def __enter__(self) -> "Press":
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._setters:
            process.kill()
            process.communicate()

    @property
    def size(self) -> int:
        return len(self._setters)

    def begin(self, files: Sequence[Mapping[str, Any]], *, is_apart: bool) -> None:
        """Hand one file at most to each setter."""
        for process, data in zip(self._setters, files, strict=False):
            assert process.stdin is not None  # noqa: S101  it was opened with a pipe
            try:
                setter.send(process.stdin, json.dumps({"data": data, "is_apart": is_apart}).encode())
            except BrokenPipeError as error:
                raise SetterDied from error
        self._asked = min(len(files), self.size)

    def finish(self) -> list[Printed]:
        """What was begun, in its order; waits for it."""
        return [printed for process in self._setters[: self._asked] for printed in _answer(process)]


def _answer(process: "subprocess.Popen[bytes]") -> list[Printed]:
    assert process.stdout is not None  # noqa: S101  it was opened with a pipe
    try:
        spans = setter.receive(process.stdout)
        if spans is None:
            raise SetterDied
        return [Printed(_file(process), tuple((f, n) for f, n in pages)) for pages in json.loads(spans)]
    except EOFError as error:
        raise SetterDied from error


def _file(process: "subprocess.Popen[bytes]") -> bytes:
    assert process.stdout is not None  # noqa: S101  it was opened with a pipe
    document = setter.receive(process.stdout)
    if document is None:
        raise SetterDied
    return document
