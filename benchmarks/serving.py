"""The application as people reach it: a uvicorn process on this database, with what it costs.

It listens by address, not by an inherited socket: uvicorn takes that for one without Nagle's algorithm and waits forty
milliseconds between the head and the body of an answer.
"""

import re
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
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]  # Linux always tells

    def processor_s(self) -> float:
        """Processor time that all its threads have used."""
        return processor_s_of(self.process.pid)


def processor_s_of(pid: int) -> float:
    """Processor time that all threads of a process have used, those that ended included; Linux only."""
    return time.clock_gettime((~pid << 3) | CLOCK_OF_A_PROCESS)


def database_processor_s() -> float:
    """The same of all processes of the database that run now; it must be on this machine."""
    connection.ensure_connection()
    parent = _parent_of(connection.connection.info.backend_pid)
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    return sum(processor_s_of(pid) for pid in pids if _parent_of(pid) == parent)


def _parent_of(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except FileNotFoundError:  # it ended meanwhile
        return None
