"""The other side of the sandbox: a process that has everything imported, and forks a child for each file.

It is started once by `sandbox` as `python -m landsurvey.inspecting.boxed FD`. It has no database connection, no
threads and no sockets but the lines that it is handed, so a child made from it takes nothing along that could do
harm. It ends when its owner ends, and its children end with it.
"""

import contextlib
import ctypes
import os
import resource
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Callable
from typing import Any

from landsurvey.inspecting import freight, inspection
from landsurvey.words import FileRefused

__all__ = ["inspection", "main"]  # imported here once, so that no child has to

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_MB = 1_000_000
# A child that its owner cannot stop any more stops itself.
_GRACE_S = 5
# What a reader of files has no business to do: speak to the network, start programs.
_FORBIDDEN = frozenset(
    {
        "socket.connect",
        "socket.bind",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "os.fork",
        "os.forkpty",
    }
)


class Forbidden(PermissionError):
    """A reader tried something that reading a file does not need."""


def main(control: socket.socket) -> None:
    """Fork a child for every line that the owner hands over, until the owner is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are not waited for: their line says how they ended
    while True:
        _, lines, _, _ = socket.recv_fds(control, 1, 1)
        if not lines:
            return
        if os.fork() == 0:
            _child(control, lines[0])
        os.close(lines[0])


def _child(control: socket.socket, fd: int) -> None:
    """Do one job and vanish without cleaning up: there is nothing of ours that outlives the process."""
    server = os.getppid()
    control.close()
    with contextlib.suppress(BaseException), socket.socket(fileno=fd) as line:
        _die_with_parent(server)
        _work(line)
    os._exit(0)


def _work(line: socket.socket) -> None:
    freight.send(line, os.getpid())
    try:
        job = freight.receive(line)
        _confine(**job["limits"])
        given = {name: _caller(line, name) for name in job["calls"]} | {
            name: _teller(line, name) for name in job["told"]
        }
        answer = ("done", job["function"](*job["args"], **job["kwargs"], **given))
    except FileRefused as refused:
        answer = ("refused", (type(refused), refused.__dict__))
    except MemoryError:
        answer = ("memory", None)
    except Exception:  # whatever it was, the owner hears of it and goes on
        answer = ("failed", traceback.format_exc())
    try:
        freight.send(line, answer)
    except MemoryError:
        freight.send(line, ("memory", None))


def _caller(line: socket.socket, name: str) -> Callable[..., Any]:
    """A function of the owner's, called over the line."""

    def call(*args: Any) -> Any:
        freight.send(line, ("call", (name, args)))
        return freight.receive(line)

    return call


def _teller(line: socket.socket, name: str) -> Callable[..., None]:
    """A function of the owner's that is told something; nobody waits for an answer."""

    def tell(*args: Any) -> None:
        freight.send(line, ("tell", (name, args)))

    return tell


def _confine(*, time_s: int, memory_mb: int, file_mb: int, folder: str) -> None:
    """Take away what the job does not need; there is no way back."""
    tempfile.tempdir = folder
    os.environ["CPL_TMPDIR"] = os.environ["TMPDIR"] = folder
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    signal.alarm(time_s + _GRACE_S)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory_mb * _MB, memory_mb * _MB))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_mb * _MB, file_mb * _MB))
    _leave_the_network()
    sys.addaudithook(_watch)


def _leave_the_network() -> None:
    """Enter a network of its own, which has no way out, where the kernel lets an ordinary process do so."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWNET)


def _watch(event: str, _args: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise Forbidden(event)


def _die_with_parent(server: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:  # it ended before we asked
        os._exit(0)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
