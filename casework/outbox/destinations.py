"""Which web addresses a message may be posted to: public ones only, so that nobody makes us knock at doors inside.

Pure but for asking the name server. An address is checked by the numbers its name stands for, and the number that was
checked is the one that is then called; a name that changes its mind in between gains nothing.
"""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Number = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST = 500
PUBLIC_PORTS = frozenset({443, 8443})
# A number of IPv4 translated into IPv6 (RFC 6052): public by its looks, whatever it leads to.
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/32")


class NotAllowed(Exception):  # an answer, as a refusal is
    """No message is posted to this address; says why in a few words, without the address."""


@dataclass(frozen=True)
class Destination:
    """A web address taken apart; `target` is path and question."""

    is_secure: bool
    host: str
    port: int
    target: str


def parsed(url: str) -> Destination:
    """Take an address apart; raises NotAllowed for what is no plain web address. Names are not looked up."""
    if not url or len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise NotAllowed("not a web address")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise NotAllowed("not a web address") from error
    if parts.scheme not in ("http", "https") or not host or parts.username is not None or "\\" in url:
        raise NotAllowed("not a web address")
    is_secure = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Destination(is_secure, host, port or (443 if is_secure else 80), target)


def refuse_forbidden(destination: Destination, *, inside: Sequence[Network]) -> None:
    """Raise NotAllowed for what is forbidden by its looks: plain http, odd ports, numbers of private networks."""
    number = _number(destination.host)
    if number is None and not inside and (not destination.is_secure or destination.port not in PUBLIC_PORTS):
        raise NotAllowed("not https on port 443 or 8443")
    if number is not None:
        _refuse(number, destination, inside=inside)


def numbers(destination: Destination, *, inside: Sequence[Network]) -> list[str]:
    """The numbers to call, each of them allowed; raises NotAllowed if any is not, OSError for an unknown name."""
    found = socket.getaddrinfo(destination.host, destination.port, type=socket.SOCK_STREAM)
    texts = list(dict.fromkeys(str(where[0]) for *_, where in found))
    for text in texts:
        _refuse(ipaddress.ip_address(text.partition("%")[0]), destination, inside=inside)
    return texts


def _number(host: str) -> Number | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _refuse(number: Number, destination: Destination, *, inside: Sequence[Network]) -> None:
    if any(number in network for network in inside if network.version == number.version):
        return
    if not _is_public(number):
        raise NotAllowed("leads into a private network")
    if not destination.is_secure or destination.port not in PUBLIC_PORTS:
        raise NotAllowed("not https on port 443 or 8443")


def _is_public(number: Number) -> bool:
    if isinstance(number, ipaddress.IPv6Address) and (
        number.ipv4_mapped or number.sixtofour or number.teredo or number in TRANSLATED
    ):
        return False
    return number.is_global and not number.is_multicast
