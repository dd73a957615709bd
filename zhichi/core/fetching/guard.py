"""Which addresses may be reached: public ones on the ports of the web, and private ones only where a setting says so.

A name is looked up once; every address it has is checked, and the connection goes to a checked address itself, so that
a second answer of the name server (DNS rebinding) changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]
PORTS = {"http": 80, "https": 443}
LONGEST_URL = 2_000
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LAST_32 = 0xFFFFFFFF


class Unreachable(DomainError):
    """Nothing usable came from an address, with the reason for people. `answered` is the HTTP status, 0 without one."""

    def __init__(self, code: str, message: Any, hint: Any = "", *, answered: int = 0) -> None:
        super().__init__(code, message, hint)
        self.answered = answered


@dataclass(frozen=True)
class Target:
    """Where to connect for an address: the checked IP addresses, and what the server is called."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Every address of a host as the system knows it. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def target_of(url: str, resolver: Resolver = system_resolver) -> Target:
    """Where `url` leads. Raises Unreachable for what may not be reached or has no address; looks the name up once."""
    scheme, host, port, path = _parts(url)
    try:
        found = resolver(host, port)
    except (OSError, UnicodeError):
        found = ()
    if not found:
        raise Unreachable(
            "no-host", _("There is no server named “%s”.") % host, _("Check the address, or try again later.")
        )
    inside = [one for one in found if not (is_outside(one) or _is_allowed(host, one))]
    if inside:
        raise Unreachable(
            "private",
            _("“%(host)s” leads into a private network (%(address)s), which is not read.")
            % {"host": host, "address": inside[0]},
            _("Whoever runs this server can allow it by the setting ZHICHI_FETCH_PRIVATE."),
        )
    return Target(scheme, host, port, path, tuple(found))


def _parts(url: str) -> tuple[str, str, int, str]:
    wrong = Unreachable(
        "address", _("“%s” is no web address that can be read.") % url[:200], _("It begins with https:// or http://.")
    )
    if len(url) > LONGEST_URL or any(ord(char) <= 32 or ord(char) == 127 for char in url):
        raise wrong
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
        port = parts.port
    except (ValueError, UnicodeError):
        raise wrong from None
    if parts.scheme not in PORTS or not host or parts.username is not None or parts.password is not None:
        raise wrong
    port = PORTS[parts.scheme] if port is None else port
    if port not in {*PORTS.values(), *settings.FETCH_PORTS}:
        raise Unreachable(
            "port",
            _("Port %s is not read.") % port,
            _("Whoever runs this server can allow it by the setting ZHICHI_FETCH_PORTS."),
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host, port, path


def is_outside(text: str) -> bool:
    """Whether an IP address belongs to a host on the internet, whatever form it is written in."""
    try:
        address = _plain(ipaddress.ip_address(text))
    except ValueError:
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_loopback or address.is_link_local
        or address.is_unspecified
    )  # fmt: skip


def _plain(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for (mapped, 6to4, Teredo, NAT64), else itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64 or int(address) >> 32 == 0:  # the second: IPv4-compatible, long out of use
        return ipaddress.IPv4Address(int(address) & _LAST_32)
    return address


def _is_allowed(host: str, text: str) -> bool:
    """Whether the settings allow a private address: by the host's name, its address or its network."""
    address = ipaddress.ip_address(text.partition("%")[0])
    for allowed in settings.FETCH_PRIVATE:
        if allowed.casefold() == host.casefold():
            return True
        try:
            if address in ipaddress.ip_network(allowed, strict=False):
                return True
        except ValueError:  # a name
            continue
    return False
