"""Open streams on one process: how soon an event reaches all of them, and what each costs; then a storm of reports.

Clients, server and database share this machine. A wait runs from the end of the call that commits to the receipt.
"""

import argparse
import asyncio
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.gis.geos import Point
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

import benchmarks.pairing  # noqa: F401  sets Django up, hence first
from benchmarks.serving import database_processor_s, processor_s
from gis_assets import tenancy
from gis_assets.models import Membership, Municipality, Role, UtilityPole
from incidents import reports
from incidents.models import Incident, Kind, LiveEvent, Report

TOKEN = "a" * 32
ROOT = Path(__file__).resolve().parent.parent
FIRST_S = 10
"""So long of a storm is told apart: pages of the streams before it are still leaving, connections are made."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=2000)
    parser.add_argument("--events", type=int, default=10)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory() as folder:
        call_command("load_town", survey=Path(folder), verbosity=0)
    town = Municipality.objects.get(dla_code=os.environ.get("MUNICIPALITY", "04500199"))
    cookies = _sessions(town, asked.streams)
    with tenancy.within(town):
        poles = list(UtilityPole.objects.values_list("code", flat=True)[:200])
    with _served() as (port, pid):
        asyncio.run(_streams(town, port, pid, cookies, events=asked.events))
        asyncio.run(_storm(town, port, pid, poles, rate=asked.rate, seconds=asked.seconds))


def _sessions(town: Municipality, count: int) -> list[str]:
    """The cookies of so many dispatchers, each signed in for itself."""
    cookies = []
    people, nobodys = get_user_model(), make_password(None)
    users = people.objects.bulk_create(people(username=f"stream{number}", password=nobodys) for number in range(count))
    with tenancy.within(town):
        Membership.objects.bulk_create(Membership(user=user, municipality=town, role=Role.DISPATCHER) for user in users)
    for user in users:
        client = Client()
        client.force_login(user)
        cookies.append(f"sessionid={client.cookies['sessionid'].value}")
    return cookies


@contextmanager
def _served() -> Iterator[tuple[int, int]]:
    """One uvicorn process, with the limits of reports lifted, since all come from one address here."""
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
        command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--fd", str(listener.fileno())]
        server = subprocess.Popen(
            [*command, "--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "1"],
            cwd=ROOT,
            env=os.environ | {"REPORTS_PER_HOUR": "1000000"},
            pass_fds=[listener.fileno()],
        )
        try:
            yield listener.getsockname()[1], server.pid
        finally:
            server.terminate()
            server.wait(timeout=60)


@dataclass
class Stream(asyncio.Protocol):
    """A client that only notes when a change arrived."""

    cookie: str
    opened: "asyncio.Future[None]"
    arrived_at: list[float] = field(default_factory=list)
    is_lost: bool = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        request = f"GET /incidents/stream/?since= HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookie}\r\n\r\n"
        transport.write(request.encode())

    def data_received(self, data: bytes) -> None:
        if b"event: changes" not in data:
            return
        if self.opened.done():
            self.arrived_at.append(time.perf_counter())
        else:
            self.opened.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("the stream was not opened"))


async def _streams(town: Municipality, port: int, pid: int, cookies: list[str], *, events: int) -> None:
    warm = await _opened(port, cookies[0])
    before_kb = _memory_kb(pid)
    began = time.perf_counter()
    few = asyncio.Semaphore(8)

    async def one(cookie: str) -> Stream:
        async with few:
            return await _opened(port, cookie)

    streams = await asyncio.gather(*(one(cookie) for cookie in cookies))
    opening_s = time.perf_counter() - began
    kb = (_memory_kb(pid) - before_kb) / len(streams)
    whole_mb = _memory_kb(pid) // 1024
    print(f"{len(streams)} streams opened in {opening_s:.0f} s, {kb:.0f} KB a client (server {whole_mb} MB)")
    p95s = []
    for number in range(events):
        sent_at = await sync_to_async(_one_event)(town, number)
        waits = await _arrivals(streams, sent_at)
        p95s.append(statistics.quantiles(waits, n=20)[18])
        print(
            f"  event {number + 1}: p50 {statistics.median(waits):.3f} s, p95 {p95s[-1]:.3f} s, last {max(waits):.3f} s"
        )
    lost = sum(stream.is_lost for stream in streams)
    print(f"  median p95 {statistics.median(p95s):.3f} s, worst p95 {max(p95s):.3f} s, connections lost {lost}")
    for stream in [warm, *streams]:
        stream.transport.abort()


async def _opened(port: int, cookie: str) -> Stream:
    loop = asyncio.get_running_loop()
    opened = loop.create_future()
    _, stream = await loop.create_connection(lambda: Stream(cookie, opened), "127.0.0.1", port)
    await asyncio.wait_for(opened, timeout=120)
    return stream


def _one_event(town: Municipality, number: int) -> float:
    """A report at a place of its own; several rows and one commit are one message."""
    centre = town.boundary.point_on_surface if town.boundary else Point(98.93, 18.75)
    with tenancy.within(town):
        reports.receive(
            town, kind=Kind.OTHER, key=uuid4(), channel="web", at=timezone.now(), point=centre, words=f"{number}"
        )
        return time.perf_counter()


async def _arrivals(streams: list[Stream], sent_at: float) -> list[float]:
    """When it reached each, in seconds after it was sent; raises TimeoutError when it did not reach all."""
    async with asyncio.timeout(60):
        while any(not stream.arrived_at for stream in streams if not stream.is_lost):
            await asyncio.sleep(0.05)
    waits = [max(stream.arrived_at[0] - sent_at, 0.0) for stream in streams if stream.arrived_at]
    for stream in streams:
        stream.arrived_at.clear()
    return waits


def _memory_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


async def _storm(town: Municipality, port: int, pid: int, poles: list[str], *, rate: int, seconds: int) -> None:
    """Reports at an even pace whatever the answers take; every fifth form is sent twice."""
    forms = [(poles[number % len(poles)], uuid4()) for number in range(rate * seconds * 4 // 5)]
    sent = [form for number, form in enumerate(forms) for form in [form] * (2 if number % 4 == 3 else 1)]
    with_before, used_before = await sync_to_async(_counted)(town), await sync_to_async(_used)(pid)
    began = time.perf_counter()
    answers = await asyncio.gather(
        *(_sent(port, pole, str(key), at=began + number / rate) for number, (pole, key) in enumerate(sent))
    )
    took_s = time.perf_counter() - began
    used = [after - before for after, before in zip(await sync_to_async(_used)(pid), used_before, strict=True)]
    now = await sync_to_async(_counted)(town)
    kept, opened, events = (after - before for after, before in zip(now, with_before, strict=True))
    print(f"storm: {len(sent)} forms at {rate} a second, all answered after {took_s:.1f} s")
    print(f"  answers {dict(Counter(status for status, _ in answers))}")
    waits, first = [wait for _, wait in answers], rate * FIRST_S
    for when, some in (("all", waits), (f"of the first {FIRST_S} s", waits[:first]), ("later", waits[first:])):
        if some:
            p50, p95 = sorted(some)[len(some) // 2], sorted(some)[len(some) * 95 // 100]
            print(f"  waits, {when}: p50 {p50:.3f} s, p95 {p95:.3f} s, longest {max(some):.3f} s")
    shares = zip(("server", "database", "clients"), used, strict=True)
    print("  processor time a form: " + ", ".join(f"{who} {1e3 * each / len(sent):.1f} ms" for who, each in shares))
    print(f"  {len(forms)} different forms, {kept} reports kept, lost {len(forms) - kept}")
    print(f"  {len({pole for pole, _ in forms})} poles, {opened} incidents opened, {events} live events")


def _used(pid: int) -> tuple[float, float, float]:
    """Processor seconds of server, database and clients."""
    return processor_s(pid), database_processor_s(), time.process_time()


def _counted(town: Municipality) -> tuple[int, int, int]:
    with tenancy.within(town):
        return Report.objects.count(), Incident.objects.count(), LiveEvent.objects.count()


async def _sent(port: int, pole: str, key: str, *, at: float) -> tuple[int, float]:
    await asyncio.sleep(max(at - time.perf_counter(), 0))
    began = time.perf_counter()
    body = urlencode({"kind": "lamp_out", "key": key, "csrfmiddlewaretoken": TOKEN}).encode()
    head = (
        f"POST /p/{pole}/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nCookie: csrftoken={TOKEN}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode() + body)
    status = int((await reader.readline()).split()[1])
    await reader.read()
    writer.close()
    return status, time.perf_counter() - began


if __name__ == "__main__":
    main()
