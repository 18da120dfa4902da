"""Which addresses may be posted to: what is public by its looks and by the number that its name stands for."""

import ipaddress

import pytest

from casework.outbox import destinations

HERE = [ipaddress.ip_network("127.0.0.0/8")]


@pytest.mark.parametrize(
    "url",
    [
        "https://93.184.215.14/hook?a=1",
        "https://93.184.215.14:8443/",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
        "https://hooks.example.org/th/แจ้ง".replace("แจ้ง", "%E0%B9%81"),
    ],
)
def test_public_address_is_allowed(url: str) -> None:
    destinations.refuse_forbidden(destinations.parsed(url), inside=[])


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://example.org/",
        "https://",
        "https:///path",
        "javascript:alert(1)",
        "https://user:word@example.org/",
        "https://example.org/ a",
        "https://example.org/\r\nX: y",
        "https://example.org:99999/",
        "https://ตัวอย่าง.ไทย/",
        "https://example.org\\@127.0.0.1/",
        "https://[::1/",
        "https://example.org/" + "a" * 500,
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(destinations.NotAllowed, match="not a web address"):
        destinations.parsed(url)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  # an address that must be refused
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fd00::1]",
        "[ff02::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:8.8.8.8]",
        "[2002:7f00:1::]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]",
    ],
)
def test_number_of_a_private_network_is_refused(host: str) -> None:
    with pytest.raises(destinations.NotAllowed, match="private network"):
        destinations.refuse_forbidden(destinations.parsed(f"https://{host}/"), inside=[])


@pytest.mark.parametrize("url", ["http://example.org/", "http://8.8.8.8/", "https://8.8.8.8:25/", "https://a.org:22/"])
def test_plain_http_and_odd_ports_are_refused(url: str) -> None:
    with pytest.raises(destinations.NotAllowed, match="not https"):
        destinations.refuse_forbidden(destinations.parsed(url), inside=[])


@pytest.mark.parametrize("name", ["localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1"])
def test_name_that_stands_for_this_machine_is_refused_when_it_is_looked_up(name: str) -> None:
    destination = destinations.parsed(f"https://{name}/")

    with pytest.raises(destinations.NotAllowed, match="private network"):
        destinations.numbers(destination, inside=[])


def test_networks_of_our_own_are_allowed_and_no_others() -> None:
    ours, other = (destinations.parsed(f"http://{host}:8123/") for host in ("127.0.0.1", "127.0.0.1.nip.invalid"))

    assert destinations.numbers(ours, inside=HERE) == ["127.0.0.1"]
    destinations.refuse_forbidden(other, inside=HERE)
    with pytest.raises(destinations.NotAllowed, match="private network"):
        destinations.refuse_forbidden(destinations.parsed("https://10.0.0.1/"), inside=HERE)
    with pytest.raises(OSError, match=r".+"):
        destinations.numbers(other, inside=HERE)
