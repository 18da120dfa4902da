"""A reader may crash, hang, swell or misbehave: the caller gets a sentence, and nothing of it stays behind."""

import ctypes
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import shapely

from landsurvey.inspecting import freight, sandbox
from landsurvey.words import FileRefused
from tests.landsurvey.inspecting.acts import hanging

ROOT = Path(__file__).resolve().parents[3]
LIMITS = sandbox.Limits(time_s=120, memory_mb=1_000, file_mb=1)


class NoGood(FileRefused):
    msgid = "“%(name)s” is no good."


def refusing(name: str) -> None:
    raise NoGood(name=name)


def crashing() -> None:
    ctypes.string_at(0)


def failing() -> None:
    raise ZeroDivisionError


def swelling() -> int:
    return len(bytearray(5_000_000_000))


def filling(folder: str) -> None:
    (Path(folder) / "big").write_bytes(bytes(2_000_000))


def connecting(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        pass


def connecting_below_python(port: int) -> int:
    """Connect by the C library, as GDAL would, past every hook of the interpreter."""
    libc = ctypes.CDLL(None)
    made = libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    address = int(socket.AF_INET).to_bytes(2, "little") + port.to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
    return int(libc.connect(made, address, len(address)))


def starting() -> None:
    os.system("true")  # noqa: S605


def asking(*, register: Callable[[int], int]) -> int:
    return register(20) + register(1)


def telling(*, tell: Callable[[int], None]) -> str:
    tell(1)
    tell(2)
    return "done"


def telling_and_going_on(mark: str, *, tell: Callable[[], None]) -> None:
    tell()
    Path(mark).touch()


def telling_and_refusing(*, tell: Callable[[], None]) -> None:
    tell()
    raise NoGood(name="letter")


def own_id() -> int:
    return os.getpid()


def scratch() -> str:
    return tempfile.mkdtemp()


def test_answer_comes_back_from_another_process() -> None:
    assert sandbox.run(max, 2, 3, limits=LIMITS) == 3
    assert sandbox.run(own_id, limits=LIMITS) != os.getpid()


def test_refusal_arrives_as_it_was_raised() -> None:
    with pytest.raises(NoGood, match="“letter” is no good") as refused:
        sandbox.run(refusing, "letter", limits=LIMITS)

    assert refused.value.words.args == {"name": "letter"}


@pytest.mark.parametrize("function", [crashing, failing, os.abort, starting])
def test_refused_with_a_sentence_when_the_reader_breaks(function: Callable[[], None]) -> None:
    with pytest.raises(sandbox.StoppedReading, match="Export it again"):
        sandbox.run(function, limits=LIMITS)


def test_refused_when_it_takes_too_long_and_the_child_is_ended() -> None:
    seen: list[int] = []
    began = time.monotonic()

    with pytest.raises(sandbox.TookTooLong, match="3 seconds"):
        sandbox.run(hanging, limits=sandbox.Limits(time_s=3), calls={"tell": seen.append})

    assert time.monotonic() - began < 120
    assert _is_gone(seen[0])


def test_refused_when_it_needs_too_much_memory() -> None:
    with pytest.raises(sandbox.NeededTooMuchMemory, match="1000 MB"):
        sandbox.run(swelling, limits=LIMITS)


def test_refused_when_it_writes_too_much(tmp_path: Path) -> None:
    with pytest.raises(sandbox.StoppedReading):
        sandbox.run(filling, str(tmp_path), limits=LIMITS)

    assert (tmp_path / "big").stat().st_size <= 1_000_000


def test_network_is_out_of_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(sandbox.StoppedReading):
            sandbox.run(connecting, port, limits=LIMITS)

        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()


def test_network_is_out_of_reach_below_the_interpreter_where_the_kernel_allows() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        reached = sandbox.run(connecting_below_python, server.getsockname()[1], limits=LIMITS)

    assert reached == (-1 if _may_unshare() else 0)


def test_questions_of_the_child_are_answered_here() -> None:
    assert sandbox.run(asking, limits=LIMITS, calls={"register": lambda number: number * 2}) == 42


def test_work_that_follows_is_done_in_order_and_to_its_end_when_the_child_has_told_of_it() -> None:
    done: list[tuple[int, int]] = []

    def work(number: int) -> Iterator[None]:
        for step in range(3):
            done.append((number, step))
            yield

    answer = sandbox.run(telling, limits=LIMITS, told={"tell": work})

    assert answer == "done"
    assert done == [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)]


def test_child_goes_on_while_the_work_that_it_told_of_is_done(tmp_path: Path) -> None:
    mark = tmp_path / "on"
    seen: list[bool] = []

    def work() -> Iterator[None]:
        ends_at = time.monotonic() + LIMITS.time_s
        while not mark.exists() and time.monotonic() < ends_at:
            yield
        seen.append(mark.exists())

    sandbox.run(telling_and_going_on, str(mark), limits=LIMITS, told={"tell": work})

    assert seen == [True]


def test_work_is_left_when_the_child_refuses() -> None:
    steps: list[int] = []

    def work() -> Iterator[None]:
        while True:
            steps.append(1)
            yield

    with pytest.raises(NoGood):
        sandbox.run(telling_and_refusing, limits=LIMITS, told={"tell": work})


def test_child_is_ended_when_the_caller_is_interrupted() -> None:
    seen: list[int] = []

    def interrupt(pid: int) -> None:
        seen.append(pid)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sandbox.run(hanging, limits=LIMITS, calls={"tell": interrupt})
    assert _is_gone(seen[0])


def test_temporary_files_are_removed_whatever_happens() -> None:
    assert not Path(sandbox.run(scratch, limits=LIMITS)).exists()


def test_child_dies_with_the_process_that_asked() -> None:
    program = (
        "from landsurvey.inspecting import sandbox\n"
        "from tests.landsurvey.inspecting.acts import hanging\n"
        "sandbox.run(hanging, limits=sandbox.Limits(), calls={'tell': lambda pid: print(pid, flush=True)})\n"
    )
    job = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, env=_ENV)
    assert job.stdout is not None
    child = int(job.stdout.readline())

    job.send_signal(signal.SIGKILL)
    job.communicate()

    assert _is_gone(child)


def test_helper_is_started_again_when_it_was_ended() -> None:
    helper = sandbox.run(os.getppid, limits=LIMITS)

    os.kill(helper, signal.SIGKILL)
    assert _is_gone(helper)

    assert sandbox.run(os.getppid, limits=LIMITS) != helper


def test_columns_travel_unchanged() -> None:
    shapes = np.array([shapely.box(0, 0, 1, 1), None, shapely.Point(1, 2)], dtype=object)
    columns = {
        "same": np.array(["ก"] * 9, dtype=object),
        "all": np.array(["ก", "", "a\nb"], dtype=object),
        "divider": np.array(["a\x1fb", "c"], dtype=object),
        "values": np.array([Decimal("1.50"), None, date(2023, 1, 31), 7], dtype=object),
        "mixed": np.array(["a", 1, None], dtype=object),
        "none": np.array([None, None], dtype=object),
        "empty": np.array([], dtype=object),
        "numbers": np.arange(5.0),
    }

    found, came = _sent((columns, shapes))

    assert {name: column.tolist() for name, column in found.items()} == {
        name: column.tolist() for name, column in columns.items()
    }
    assert [None if shape is None else shape.wkt for shape in came] == [
        None if shape is None else shape.wkt for shape in shapes
    ]
    assert str(found["values"][0]) == "1.50"


def _sent(thing: object) -> tuple[dict[str, np.ndarray], np.ndarray]:
    here, there = socket.socketpair()
    with here, there:
        freight.send(here, thing)
        return freight.receive(there)  # type: ignore[no-any-return]


def _is_gone(pid: int) -> bool:
    """Whether the process ended, at once or very soon; one that waits to be buried has ended."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        ended, _, _ = select.select([process], [], [], 60)
    finally:
        os.close(process)
    return bool(ended)


def _may_unshare() -> bool:
    program = (
        "import ctypes,sys; libc = ctypes.CDLL(None); sys.exit(libc.unshare(0x50000000) and libc.unshare(0x40000000))"
    )
    return subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


_ENV = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings_test"}
