"""Answers on their way out, to readers who take them and readers who do not, through a real server on real sockets."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from opendata.ogc.unread import PIECE_BYTES, Unread

LARGE = b"x" * 8_000_000
# More than the kernel keeps of them.
IDLE = 6
MOST = 4 * len(LARGE)
LONGEST_S = 120


class Site:
    """Sends a large answer to whoever asks; like the door, it sends those away for whom there is no room."""

    def __init__(self, unread: Unread) -> None:
        self.unread = unread

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        has_room = self.unread.makes_room()
        content = LARGE if has_room else b""
        head = [(b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": 200 if has_room else 503, "headers": head})
        await self.unread.send(content, send)


@asynccontextmanager
async def served(unread: Unread) -> AsyncIterator[tuple[str, int]]:
    config = uvicorn.Config(Site(unread), lifespan="off", log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = asyncio.ensure_future(server.serve([listener]))
        yield listener.getsockname()
        server.should_exit = True
        await serving


async def idle(place: tuple[str, int]) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Somebody who asks, and reads no more than the little that is taken from the line for him."""
    reader, writer = await asyncio.open_connection(*place, limit=1024)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    return reader, writer


async def whole(place: tuple[str, int]) -> tuple[bytes, int]:
    """The status line, and how many bytes came."""
    reader, writer = await asyncio.open_connection(*place)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    told = await reader.read(-1)
    writer.close()
    return told.partition(b"\r\n")[0], len(told.partition(b"\r\n\r\n")[2])


async def until(unread: Unread, size_bytes: int) -> None:
    async with asyncio.timeout(LONGEST_S):
        while unread.size_bytes != size_bytes:
            await asyncio.sleep(0.01)


def test_idle_readers_are_left_and_whoever_comes_next_is_served() -> None:
    async def told() -> tuple[tuple[bytes, int], int]:
        unread = Unread(MOST, patience_s=0)
        async with served(unread) as place:
            idlers = [await idle(place) for _ in range(IDLE)]
            await until(unread, 5 * len(LARGE))  # the sixth had the first of them left
            answer = await whole(place)
            left = unread.size_bytes
            for _reader, writer in idlers:
                writer.transport.abort()
            return answer, left

    answer, left = asyncio.run(told())

    assert answer == (b"HTTP/1.1 200 OK", len(LARGE))
    assert left <= MOST


def test_nobody_is_left_who_took_a_piece_a_moment_ago() -> None:
    async def told() -> tuple[bytes, int]:
        unread = Unread(MOST, patience_s=600)
        async with served(unread) as place:
            idlers = [await idle(place) for _ in range(5)]
            await until(unread, 5 * len(LARGE))
            answer = await whole(place)
            for _reader, writer in idlers:
                writer.transport.abort()
            return answer

    assert asyncio.run(told()) == (b"HTTP/1.1 503 Service Unavailable", 0)


def test_slowest_goes_first() -> None:
    async def told() -> list[int]:
        unread = Unread(2 * len(LARGE), patience_s=0)
        taken = [0, 0, 0]

        async def send_to(which: int, most: int) -> None:
            async def send(message: Any) -> None:
                if taken[which] >= most:
                    await asyncio.Event().wait()
                taken[which] += len(message["body"])

            await unread.send(LARGE, send)

        tasks = [
            asyncio.ensure_future(send_to(which, most))
            for which, most in enumerate((10 * PIECE_BYTES, 0, 5 * PIECE_BYTES))
        ]
        while taken != [10 * PIECE_BYTES, 0, 5 * PIECE_BYTES]:
            await asyncio.sleep(0)
        assert unread.makes_room()
        await until(unread, 2 * len(LARGE))
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED, timeout=LONGEST_S)
        done = [which for which, task in enumerate(tasks) if task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert unread.size_bytes == 0
        return done

    assert asyncio.run(told()) == [1]


def test_reader_who_takes_nothing_is_left_after_a_while() -> None:
    async def told() -> tuple[int, bool]:
        unread = Unread(MOST, read_s_most=0.01)
        sent = []

        async def send(message: Any) -> None:
            sent.append(message)
            await asyncio.Event().wait()

        await unread.send(LARGE, send)
        return unread.size_bytes, sent[-1].get("more_body", False)

    assert asyncio.run(told()) == (0, True)
