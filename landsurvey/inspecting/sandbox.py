"""Runs the reading of a strange file in a process of its own, with limits of time, memory and disk and without network.

A file that makes a reader crash, hang or swell is an expected "no" with a sentence; the job's own process, its database
connection and the other uploads never notice. The child is forked from a helper process (`boxed`) that has imported
everything and owns nothing: forking the job itself would take along its connections and the locks of its threads, and
starting Python anew costs more than a second for each file.
"""

import atexit
import contextlib
import itertools
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from landsurvey.inspecting import freight
from landsurvey.words import FileRefused, gettext_noop

_T = TypeVar("_T")
_log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[2]
_START_S, _END_S = 60, 2


class TookTooLong(FileRefused):
    msgid = gettext_noop(
        "Reading the file took longer than %(seconds)s seconds and was stopped. Send the area in several parts."
    )


class NeededTooMuchMemory(FileRefused):
    msgid = gettext_noop(
        "Reading the file needed more than %(megabytes)s MB of memory and was stopped. Send the area in several parts."
    )


class StoppedReading(FileRefused):
    msgid = gettext_noop(
        "The file made its reader stop: it is damaged in an unusual way. Export it again, or send it in another format."
    )


@dataclass(frozen=True)
class Limits:
    """What one file may take: wall time, memory of its own, size of any file it unpacks."""

    time_s: int = 600
    memory_mb: int = 3_000
    file_mb: int = 2_000


class _Server:
    """The helper process of this process; started when first needed, and again if it should have ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def line(self) -> socket.socket:
        """Have a child forked and return the line to it."""
        mine, other = socket.socketpair()
        with self._lock, other:
            if not self._is_running():
                self._start()
            assert self._control is not None  # noqa: S101  it was started just now
            try:
                socket.send_fds(self._control, [b"."], [other.fileno()])
            except OSError:  # it ended in this very moment
                self._start()
                socket.send_fds(self._control, [b"."], [other.fileno()])
        return mine

    def stop(self) -> None:
        """Let the helper end, and bury it; only the process that started it may."""
        if self._control is None or self._process is None or self._owner != os.getpid():
            return
        self._control.close()
        try:
            self._process.wait(timeout=_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _is_running(self) -> bool:
        return self._owner == os.getpid() and self._process is not None and self._process.poll() is None

    def _start(self) -> None:
        self.stop()
        self._control, other = socket.socketpair()
        with other:
            # One thread each: forking a process with threads may leave their locks closed for ever.
            single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
            self._process = subprocess.Popen(
                [sys.executable, "-m", "landsurvey.inspecting.boxed", str(other.fileno())],
                pass_fds=[other.fileno()],
                stdin=subprocess.DEVNULL,
                cwd=_ROOT,
                env={**os.environ, **single},
            )
        self._owner = os.getpid()


_server = _Server()
atexit.register(_server.stop)


def run(
    function: Callable[..., _T],
    *args: Any,
    limits: Limits,
    calls: Mapping[str, Callable[..., Any] | None] | None = None,
    told: Mapping[str, Callable[..., Iterator[None] | None]] | None = None,
    meanwhile: Callable[[], None] = lambda: None,
    **kwargs: Any,
) -> _T:
    """Call a function of a module in a confined child and return what it returns.

    `calls` are functions of ours that it may call by keyword (to ask the register); they run here, and it waits for
    their answer. Those of `told` it only tells something and goes on; when one returns an iterator, that is work to be
    done here in small steps while the child is busy, and to its end before this returns. `meanwhile` is done here once,
    before the child is heard.
    Raises what a `FileRefused` of the function says, or `TookTooLong`, `NeededTooMuchMemory`, `StoppedReading`.
    """
    given = {name: call for name, call in (calls or {}).items() if call is not None}
    ours = _Ours(given, dict(told or {}), meanwhile)
    with tempfile.TemporaryDirectory(prefix="survey-box-") as folder, _server.line() as line:
        job = {
            "function": function,
            "args": args,
            "kwargs": kwargs,
            "calls": tuple(ours.answering),
            "told": tuple(ours.told),
            "limits": {**asdict(limits), "folder": folder},
        }
        answer = _outcome(line, job, ours, limits)
        for _step in ours.work:
            pass
        return answer  # type: ignore[no-any-return]


class _Ours:
    """What the child may call of ours, and the work that follows from what it told."""

    def __init__(
        self,
        answering: Mapping[str, Callable[..., Any]],
        told: Mapping[str, Callable[..., Iterator[None] | None]],
        meanwhile: Callable[[], None],
    ) -> None:
        self.answering, self.told, self.meanwhile = answering, told, meanwhile
        self.work: Iterator[None] = iter(())

    def hear(self, name: str, values: tuple[Any, ...]) -> None:
        self.work = itertools.chain(self.work, self.told[name](*values) or ())

    def work_until_spoken_to(self, line: socket.socket) -> None:
        for _step in self.work:
            if select.select([line], [], [], 0)[0]:
                return


def _outcome(line: socket.socket, job: Mapping[str, Any], ours: _Ours, limits: Limits) -> Any:
    child = None
    try:
        line.settimeout(_START_S)
        child = os.pidfd_open(freight.receive(line))  # it waits for its job, so the number is still its own
        line.settimeout(limits.time_s)
        ends_at = time.monotonic() + limits.time_s
        freight.send(line, job)
        ours.meanwhile()
        while True:
            kind, content = freight.receive(line)
            if kind == "call":
                freight.send(line, ours.answering[content[0]](*content[1]))
            elif kind == "tell":
                ours.hear(*content)
            else:
                return _answered(kind, content, limits)
            ours.work_until_spoken_to(line)
            line.settimeout(max(ends_at - time.monotonic(), 0.001))
    except TimeoutError as error:
        raise TookTooLong(seconds=limits.time_s) from error
    except freight.Gone as error:
        raise StoppedReading from error
    finally:
        line.close()
        _end(child)


def _answered(kind: str, content: Any, limits: Limits) -> Any:
    if kind == "done":
        return content
    if kind == "refused":
        refusal, facts = content
        error = refusal.__new__(refusal)
        error.__dict__.update(facts)
        Exception.__init__(error, facts["words"])
        raise error
    if kind == "memory":
        raise NeededTooMuchMemory(megabytes=limits.memory_mb)
    _log.error("A reader failed on a file:\n%s", content)
    raise StoppedReading


def _end(child: int | None) -> None:
    """End the child, wherever it is; one that has answered is about to end by itself."""
    if child is not None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(child, signal.SIGKILL)
        os.close(child)
