"""What the guard lets through, with a resolver under control (9, bad input: redirects to private addresses)."""

from __future__ import annotations

import gzip
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from zhichi.core.fetching import Client, Limits, Unreachable, is_outside
from zhichi.core.fetching.guard import target_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.conf import LazySettings

    from zhichi.core.fetching import Resolver
    from zhichi.gathering.tests.conftest import Site

pytestmark = pytest.mark.one_database
PUBLIC = "93.184.215.14"


def names(**known: Sequence[str]) -> Resolver:
    """A resolver that knows these names and nothing else."""

    def resolve(host: str, port: int) -> Sequence[str]:
        found = known.get(host.replace(".", "_").replace("-", "_"))
        if found is None:
            raise socket.gaierror(host)
        return found

    return resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "100.100.100.200",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::",
        "2001:0:0:0:0:0:80ff:fffe", "not an address", "",
    ],
)  # fmt: skip
def test_no_address_inside_is_outside(address: str) -> None:
    assert not is_outside(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are_outside(address: str) -> None:
    assert is_outside(address)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://good.example/", "address"), ("file:///etc/passwd", "address"), ("gopher://good.example/", "address"),
        ("javascript:alert(1)", "address"), ("//good.example/", "address"), ("http://", "address"), ("", "address"),
        ("http://user:pass@good.example/", "address"), ("http://good.example:22/", "port"),
        ("http://good.example:99999/", "address"), ("http://good.example/a b", "address"),
        ("http://good.example/\r\nHost: x", "address"), ("http://unknown.example/", "no-host"),
        ("http://mixed.example/", "private"), ("http://inside.example/", "private"), ("http://six.example/", "private"),
        ("http://good.example/" + "a" * 2_000, "address"), ("http://" + "a" * 70 + ".example/", "address"),
    ],
)  # fmt: skip
def test_refuses_before_it_connects(url: str, code: str) -> None:
    resolver = names(
        good_example=[PUBLIC], mixed_example=[PUBLIC, "10.0.0.7"], inside_example=["127.0.0.1"],
        six_example=["::ffff:169.254.169.254"],
    )  # fmt: skip
    with pytest.raises(Unreachable) as caught:
        target_of(url, resolver)
    assert caught.value.code == code


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "[::1]"])
def test_other_spellings_of_this_machine_are_this_machine(host: str) -> None:
    with pytest.raises(Unreachable) as caught:
        target_of(f"http://{host}/")
    assert caught.value.code in {"private", "no-host"}


def test_a_setting_allows_a_network_a_name_and_a_port(settings: LazySettings) -> None:
    resolver = names(wiki_intra=["10.1.2.3"])
    settings.FETCH_PRIVATE, settings.FETCH_PORTS = ["10.1.0.0/16"], [8080]
    assert target_of("http://wiki.intra:8080/a?b=c#d", resolver).path == "/a?b=c"
    settings.FETCH_PRIVATE = ["WIKI.intra"]
    assert target_of("https://wiki.intra/", resolver).addresses == ("10.1.2.3",)
    settings.FETCH_PRIVATE = ["10.2.0.0/16", "other.intra"]
    with pytest.raises(Unreachable):
        target_of("https://wiki.intra/", resolver)


def test_a_name_is_looked_up_once_and_the_checked_address_is_connected_to(site: Site) -> None:
    """DNS rebinding: the second answer of the name server would be another address."""
    port = int(site.url.rpartition(":")[2])
    site.page("/", "<p>here</p>")
    answers = iter([["127.0.0.1"], ["10.255.255.1"]])
    asked = []

    def resolve(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    answer = Client(resolver=resolve).get(f"http://localhost:{port}/")
    assert (answer.body, asked) == (b"<p>here</p>", ["localhost"])
    assert site.heard[0]["host"] == f"localhost:{port}"


@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "file:///etc/passwd", "http://[::1]/", "//0/"],
)
def test_a_redirect_into_a_private_network_is_refused(site: Site, target: str) -> None:
    address = site.page("/", b"", status=302, Location=target)
    with pytest.raises(Unreachable) as caught:
        Client().get(address)
    assert caught.value.code in {"private", "address", "port", "no-host"}


def test_a_redirect_that_never_ends(site: Site) -> None:
    address = site.page("/a", b"", status=302, Location="/b")
    site.page("/b", b"", status=301, Location="/a")
    with pytest.raises(Unreachable, match=r"again and again|反复"):
        Client().get(address)
    assert sum(site.asked.values()) == 6


def test_a_key_never_goes_to_another_host(site: Site) -> None:
    port = site.url.rpartition(":")[2]
    address = site.page("/a", b"", status=302, Location=f"http://localhost:{port}/b")
    site.page("/b", b"there")
    resolver = lambda _host, _port: ["127.0.0.1"]  # noqa: E731 - the shortest resolver
    Client(headers={"Authorization": "Bearer secret", "X-Key": "secret"}, resolver=resolver).get(address)
    first, second = site.heard
    assert first["authorization"] == "Bearer secret"
    assert "secret" not in str(second)


def test_what_is_too_large_is_cut_also_when_it_is_packed(site: Site) -> None:
    limits = Limits(most_bytes=100_000)
    plain = site.page("/plain", b"x" * 100_001)
    packed = site.page("/bomb", gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip")
    small = site.page("/small", gzip.compress(b"x" * 1_000), Content_Encoding="gzip")
    for address in (plain, packed):
        with pytest.raises(Unreachable) as caught:
            Client(limits=limits).get(address)
        assert caught.value.code == "too-large"
    assert len(Client(limits=limits).get(small).body) == 1_000


def test_what_is_packed_strangely_or_damaged_is_said(site: Site) -> None:
    for path, coding in (("/br", "br"), ("/bad", "gzip")):
        with pytest.raises(Unreachable) as caught:
            Client().get(site.page(path, b"no gzip", Content_Encoding=coding))
        assert caught.value.code in {"coding", "broken"}


@pytest.mark.parametrize(
    ("status", "code"), [(401, "refused"), (403, "refused"), (404, "gone"), (410, "gone"), (500, "status")]
)
def test_answers_in_words(site: Site, status: int, code: str) -> None:
    with pytest.raises(Unreachable) as caught:
        Client().get(site.page("/", b"", status=status))
    assert (caught.value.code, caught.value.answered) == (code, status)


@pytest.fixture
def slow(settings: LazySettings) -> Iterator[str]:
    """A server that sends a byte of its head now and then, for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings.FETCH_PRIVATE, settings.FETCH_PORTS = ["127.0.0.1"], [listener.getsockname()[1]]
    over = threading.Event()

    def drip() -> None:
        held, _peer = listener.accept()
        with held:
            held.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not over.wait(0.05):
                try:
                    held.sendall(b"x")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    over.set()
    thread.join(timeout=5)
    listener.close()


def test_a_server_that_drips_is_cut(slow: str) -> None:
    with pytest.raises(Unreachable) as caught:
        Client(limits=Limits(seconds=0.5)).get(slow)
    assert caught.value.code in {"too-slow", "broken"}


def test_a_server_that_speaks_no_tls_is_not_read(site: Site) -> None:
    secure = site.url.replace("http://", "https://")
    with pytest.raises(Unreachable) as caught:  # it speaks no TLS at all
        Client().get(secure)
    assert caught.value.code == "broken"
