"""Who receives messages in the tests: a real mail server and a real web server that keep what came."""

import asyncio
import email
import email.policy
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

Deed = Callable[[], None]


def nothing() -> None:
    """What a receiver does before it answers, where a test wants nothing."""


@dataclass
class MailServer:
    """Keeps mail; answers with `answers` in their order, then with yes. `before_answer` runs when a mail has come."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    before_recipient: Deed = nothing
    before_answer: Deed = nothing

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.before_recipient()
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("2"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.taken.append(email.message_from_bytes(content, policy=email.policy.default))
        self.before_answer()
        return answer


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server until the block ends."""
    server, loop = MailServer(), asyncio.new_event_loop()
    listener = socket.create_server(("127.0.0.1", 0))
    server.port = listener.getsockname()[1]
    listening = loop.run_until_complete(loop.create_server(lambda: SMTP(server, loop=loop), sock=listener))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(listening.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


@dataclass(frozen=True)
class Posted:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class WebServer:
    """Keeps what is posted; answers with `answers` in their order, then with 204."""

    port: int = 0
    taken: list[Posted] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    before_answer: Deed = nothing

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        status = self.answers.pop(0) if self.answers else 204
        body = request.rfile.read(int(request.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.taken.append(Posted(request.path, headers, body))
        self.before_answer()
        request.send_response(status)
        if status in (301, 302, 307, 308):
            request.send_header("Location", self.url("/elsewhere"))
        request.send_header("Content-Length", "0")
        request.end_headers()


@contextmanager
def web_server() -> Iterator[WebServer]:
    """A web server until the block ends."""
    kept = WebServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            kept.answer(self)

        def log_message(self, *_words: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()
