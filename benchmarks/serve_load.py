"""Asks one server over the loopback, from a process of its own, as fast as it answers.

Each of several connections stays open and asks again as soon as it has the whole answer; which addresses are asked, and
in which order, is told on standard input, one a line. Time runs from the request's last byte to the answer's last.
"""

import argparse
import asyncio
import itertools
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import httptools
import uvloop

HOST = "127.0.0.1"
END_S_MOST = 60


@dataclass
class Load:
    """What is asked, until when, and what came back."""

    requests: Iterator[bytes]
    ends_at: float
    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    body_bytes: int = 0

    @property
    def is_over(self) -> bool:
        return time.perf_counter() >= self.ends_at


class Asking(asyncio.Protocol):
    """One connection; also what its parser of answers calls."""

    def __init__(self, load: Load, ended: asyncio.Event) -> None:
        self._load = load
        self._ended = ended
        self._is_answered = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)
        if self._is_answered and not self._transport.is_closing():
            if self._parser.should_keep_alive():
                self._ask()
            else:
                self._transport.close()

    def connection_lost(self, _error: Exception | None) -> None:
        self._ended.set()

    def on_body(self, body: bytes) -> None:
        self._load.body_bytes += len(body)

    def on_message_complete(self) -> None:
        self._load.seconds.append(time.perf_counter() - self._asked_at)
        self._load.statuses[self._parser.get_status_code()] += 1
        self._is_answered = True

    def _ask(self) -> None:
        if self._load.is_over:
            self._transport.close()
            return
        self._parser = httptools.HttpResponseParser(self)
        self._is_answered = False
        self._transport.write(next(self._load.requests))
        self._asked_at = time.perf_counter()


async def _connection(port: int, load: Load) -> None:
    """A server that closes after an answer is asked again on a new connection, as clients do."""
    while not load.is_over:
        ended = asyncio.Event()
        await asyncio.get_running_loop().create_connection(lambda ended=ended: Asking(load, ended), HOST, port)  # type: ignore[misc]  # of a lambda with a default no type is inferred
        await ended.wait()


async def _asked(port: int, load: Load, *, connections: int) -> float:
    began = time.perf_counter()
    async with asyncio.timeout(load.ends_at - began + END_S_MOST):
        await asyncio.gather(*(_connection(port, load) for _ in range(connections)))
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--connections", type=int, required=True)
    parser.add_argument("--header", action="append", default=[])
    told = parser.parse_args()
    headers = "".join(f"{line}\r\n" for line in (f"Host: {HOST}:{told.port}", *told.header))
    paths = sys.stdin.read().splitlines()
    requests = itertools.cycle([f"GET {path} HTTP/1.1\r\n{headers}\r\n".encode() for path in paths])
    load = Load(requests, time.perf_counter() + told.seconds)
    took_s = uvloop.run(_asked(told.port, load, connections=told.connections))
    centiles = statistics.quantiles(load.seconds, n=100)
    found = {
        "a_second": len(load.seconds) / took_s,
        "p50_ms": 1000 * centiles[49],
        "p95_ms": 1000 * centiles[94],
        "mean_bytes": load.body_bytes / len(load.seconds),
        "statuses": load.statuses,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
