"""Posts a message to a web address: to the very number that was checked, within a time, following nobody elsewhere."""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from casework.outbox import destinations
from casework.outbox.destinations import Destination, Network

LONGEST_S = 15
CALL_S = 5
MOST_NUMBERS = 3
"""A name may stand for several numbers, of which one may be of a network that is not connected here."""


def post(url: str, *, body: bytes, headers: dict[str, str], inside: Sequence[Network] = ()) -> int:
    """The status of the answer, whose words are not read. Redirects are answers like any other.

    Raises NotAllowed, OSError or http.client.HTTPException.
    """
    destination = destinations.parsed(url)
    destinations.refuse_forbidden(destination, inside=inside)
    with _called(destination, inside=inside) as line:
        asking = _connection(destination)
        asking.sock = line
        asking.request("POST", destination.target, body=body, headers=headers)
        return asking.getresponse().status


def _connection(destination: Destination) -> http.client.HTTPConnection:
    """Made for the right `Host`; the line is ours."""
    if destination.is_secure:
        return http.client.HTTPSConnection(destination.host, destination.port)
    return http.client.HTTPConnection(destination.host, destination.port)


@contextmanager
def _called(destination: Destination, *, inside: Sequence[Network]) -> Iterator[socket.socket]:
    """A line to the destination that is cut when it takes too long, however slowly its other end drips."""
    with _reached(destinations.numbers(destination, inside=inside), destination.port) as bare:
        bare.settimeout(LONGEST_S)
        line = _secured(bare, destination) if destination.is_secure else bare
        timer = threading.Timer(LONGEST_S, _cut, [line])
        timer.start()
        try:
            if isinstance(line, ssl.SSLSocket):
                line.do_handshake()
            yield line
        finally:
            timer.cancel()
            line.close()


def _reached(numbers: Sequence[str], port: int) -> socket.socket:
    """A line to the first number that takes the call."""
    *others, last = numbers[:MOST_NUMBERS]
    for number in others:
        with suppress(OSError):
            return socket.create_connection((number, port), timeout=CALL_S)
    return socket.create_connection((last, port), timeout=CALL_S)


def _secured(bare: socket.socket, destination: Destination) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    return context.wrap_socket(bare, server_hostname=destination.host, do_handshake_on_connect=False)


def _cut(line: socket.socket) -> None:
    # The plain socket's own: that of TLS would say goodbye first and wait.
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)
