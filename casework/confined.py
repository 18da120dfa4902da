"""Starts a program of `apart` with what it does not need taken away, before it loads a library or looks at a byte.

Arguments: the program's file, its seconds of processor time, its bytes of memory, then its own. Pure, and of the
standard library alone: programs run apart have no other module of ours within reach.
"""

import resource
import runpy
import sys


def confine(*, seconds: int, memory_bytes: int) -> None:
    """Bound time and memory of this process, and let it write no file and leave no core; there is no way back."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    program, its_seconds, its_memory, *own = sys.argv[1:]
    confine(seconds=int(its_seconds), memory_bytes=int(its_memory))
    sys.argv = [program, *own]
    runpy.run_path(program, run_name="__main__")
