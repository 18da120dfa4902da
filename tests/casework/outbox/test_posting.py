"""Posting to real servers: once, to nobody else, and not for ever."""

import http.client
import ipaddress
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from casework.outbox import destinations, posting
from tests.casework.outbox.receivers import WebServer

HERE = [ipaddress.ip_network("127.0.0.0/8")]


def test_body_arrives_with_its_headers_and_the_status_comes_back(web: WebServer) -> None:
    web.answers = [202]

    status = posting.post(web.url("/a?b=1"), body="ก".encode(), headers={"webhook-id": "7"}, inside=HERE)

    [posted] = web.taken
    assert (status, posted.path, posted.body.decode()) == (202, "/a?b=1", "ก")
    assert (posted.headers["webhook-id"], posted.headers["host"]) == ("7", f"127.0.0.1:{web.port}")


def test_next_number_of_a_name_is_called_when_the_first_does_not_answer(
    web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a name server says cannot be ours in a test; nobody listens at the first.
    monkeypatch.setattr(destinations, "numbers", lambda *_asked, **_networks: ["127.0.0.2", "127.0.0.1"])

    assert posting.post(web.url().replace("127.0.0.1", "two.invalid"), body=b"", headers={}, inside=HERE) == 204
    assert web.taken[0].headers["host"] == f"two.invalid:{web.port}"


def test_redirect_is_an_answer_and_not_followed(web: WebServer) -> None:
    web.answers = [307]

    assert posting.post(web.url(), body=b"", headers={}, inside=HERE) == 307
    assert [posted.path for posted in web.taken] == ["/hook"]


def test_nobody_is_called_in_a_private_network(web: WebServer) -> None:
    for url in (web.url(), web.url().replace("http:", "https:").replace("127.0.0.1", "localhost")):
        with pytest.raises(destinations.NotAllowed):
            posting.post(url, body=b"", headers={})

    assert web.taken == []


def test_line_is_cut_when_the_other_end_drips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "LONGEST_S", 0.5)
    is_over = threading.Event()

    def drip(listener: socket.socket) -> None:
        line, _whence = listener.accept()
        with line:
            line.sendall(b"HTTP/1.1 2")
            while not is_over.wait(0.05):
                with suppress(OSError):
                    line.send(b"0")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=[listener])
        thread.start()
        try:
            with pytest.raises((OSError, http.client.HTTPException)):
                posting.post(f"http://127.0.0.1:{listener.getsockname()[1]}/", body=b"", headers={}, inside=HERE)
        finally:
            is_over.set()
            thread.join()


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A key and a certificate for `localhost`, signed by itself."""
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    where = [
        "-addext",
        "subjectAltName=DNS:localhost",
        "-keyout",
        str(tmp_path / "key"),
        "-out",
        str(tmp_path / "cert"),
    ]
    subprocess.run([*make, *where], check=True, capture_output=True)
    return tmp_path


@contextmanager
def answering_securely(papers: Path) -> Iterator[int]:
    """A server that answers one call by TLS; gives its port."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(papers / "cert", papers / "key")

    def answer(listener: socket.socket) -> None:
        line, _whence = listener.accept()
        try:
            with context.wrap_socket(line, server_side=True) as secured:
                asked = b""
                while not asked.endswith(b"{}"):  # left unread, the goodbye would swallow our answer
                    came = secured.recv(10_000)
                    if not came:
                        return
                    asked += came
                secured.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        except OSError:
            line.close()  # who does not believe us hangs up

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer, args=[listener])
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def test_server_is_believed_only_by_a_certificate_for_its_name(papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering_securely(papers) as port, pytest.raises(ssl.SSLCertVerificationError):
        posting.post(f"https://localhost:{port}/", body=b"{}", headers={}, inside=HERE)
    monkeypatch.setenv("SSL_CERT_FILE", str(papers / "cert"))
    with answering_securely(papers) as port, pytest.raises(ssl.SSLCertVerificationError):
        posting.post(f"https://127.0.0.1:{port}/", body=b"{}", headers={}, inside=HERE)
    with answering_securely(papers) as port:
        assert posting.post(f"https://localhost:{port}/", body=b"{}", headers={}, inside=HERE) == 204
