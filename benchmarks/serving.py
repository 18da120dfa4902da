"""The application as people reach it: a uvicorn process on this database, with what it costs.

It listens by address, not by an inherited socket: uvicorn takes that for one without Nagle's algorithm and waits forty
milliseconds between the head and the body of an answer.
"""

import re
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

CLOCK_OF_A_PROCESS = 2
"""CPUCLOCK_SCHED of Linux's posix-timers.h: the clock of another process is named by its number and this."""


class served:  # noqa: N801  reads as a sentence in the with statement
    """The application under uvicorn on a free port of the loopback."""

    def __enter__(self) -> "served":
        command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", "0", "--no-access-log"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr or ():
            if found := re.search(r"running on (http://\S+)", line):
                self.url = found[1]
                return self
        raise RuntimeError("The server did not start.")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def peak_mb(self) -> int:
        return self._megabytes("VmHWM")

    def size_mb(self) -> int:
        """What it holds now."""
        return self._megabytes("VmRSS")

    def forget_peak(self) -> None:
        """The peak is from now on that of what follows."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def _megabytes(self, figure: str) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{figure}:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]  # Linux always tells

    def processor_s(self) -> float:
        """Processor time that all its threads and those it started have used."""
        return processor_s(self.process.pid)


def processor_s(pid: int) -> float:
    """Processor time that a process and those it started have used, threads that ended included; Linux only."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(_processor_s_of(one) for one in (pid, *map(int, children)))


def database_processor_s() -> float:
    """The same of all processes of the database that run now; it must be on this machine."""
    connection.ensure_connection()
    parent = _parent_of(connection.connection.info.backend_pid)
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    return sum(_processor_s_of(pid) for pid in pids if _parent_of(pid) == parent)


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _processor_s_of(pid: int) -> float:
    return time.clock_gettime((~pid << 3) | CLOCK_OF_A_PROCESS)


def _parent_of(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except FileNotFoundError:  # it ended meanwhile
        return None
