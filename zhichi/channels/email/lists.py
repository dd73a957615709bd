"""The block list and the allow list as they are asked for each mail: read once for seconds, asked without a statement.

Pure but for `in_force`. An entry holds plain words: nobody's pattern is compiled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Any

from zhichi.channels.email.choices import EntryKind, Verdict
from zhichi.channels.email.mime.headers import Headers, read_headers
from zhichi.channels.email.mime.notes import Notes
from zhichi.channels.email.mime.spam import number_in
from zhichi.channels.email.mime.words import header_text
from zhichi.channels.email.models import ListEntry
from zhichi.core.remembered import Remembered
from zhichi.core.texts import fold, simplified

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from zhichi.channels.email.parsing import InboundMail

SECONDS = 5.0  # after which an entry counts in other processes too
MOST_DOMAINS = 20  # labels of a domain that are looked at
_ASCII_WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_ADDRESS = re.compile(r"[\[\(]\s*(?:IPv6:)?([0-9a-f.:]{3,45})\s*[\]\)]", re.IGNORECASE)
# Hops inside a house say nothing about who sent the mail.
_INSIDE = tuple(
    ip_network(net)
    for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
                "::1/128", "fc00::/7", "fe80::/10")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is compared. `words` are folded."""

    key: int
    kind: str
    value: str
    header: str = ""
    deed: str = ""
    why: str = ""
    words: tuple[str, ...] = ()
    network: IPv4Network | IPv6Network | None = None
    expires_at: datetime | None = None

    @property
    def names_sender(self) -> bool:
        """Whether it goes by an address that anybody can write into From."""
        return self.kind in {EntryKind.ADDRESS, EntryKind.DOMAIN}

    @property
    def label(self) -> str:
        """What it looks at, as evidence: "spam.example", "List-Id: offers"."""
        sign = " ≥ " if self.kind == EntryKind.SCORE else ": "
        return f"{self.header}{sign}{self.value}" if self.header else self.value

    def holds(self, at: datetime) -> bool:
        """Whether it has not ended at `at` (aware)."""
        return self.expires_at is None or at < self.expires_at


@dataclass(frozen=True)
class Looked:
    """One mail as the entries look at it; what costs more than a look-up is done when an entry first asks for it."""

    mail: InboundMail
    sender: str  # lower case
    raw: bytes
    at: datetime

    @cached_property
    def subject(self) -> str:
        """The subject as it is compared."""
        return comparable(self.mail.subject)

    @cached_property
    def headers(self) -> Headers:
        """The fields of the mail, read once more: they are not kept with it."""
        return read_headers(self.raw, 0, len(self.raw), Notes())[0]

    @cached_property
    def server(self) -> Any:
        """The address of the server that handed it to ours, as Received says; None where no field names one."""
        return sending_server(self.headers)


@dataclass(frozen=True)
class EntryList:
    """The entries of one list, by what they look at."""

    addresses: dict[str, Entry] = field(default_factory=dict)
    domains: dict[str, Entry] = field(default_factory=dict)
    others: tuple[Entry, ...] = ()

    def find(self, looked: Looked) -> Entry | None:
        """The first entry that fits: address, then the nearest domain, then the others in their order."""
        for entry in self._candidates(looked):
            if entry.holds(looked.at):
                return entry
        return None

    def _candidates(self, looked: Looked) -> Iterator[Entry]:
        if self.addresses and (found := self.addresses.get(looked.sender)):
            yield found
        if self.domains:
            domain = looked.sender.rpartition("@")[2]
            for _step in range(MOST_DOMAINS):
                if found := self.domains.get(domain):
                    yield found
                domain = domain.partition(".")[2]
                if not domain:
                    break
        yield from (entry for entry in self.others if _fits(entry, looked))


@dataclass(frozen=True)
class Lists:
    """Both lists."""

    block: EntryList = EntryList()
    allow: EntryList = EntryList()


def comparable(text: str) -> str:
    """Words as they are compared: whatever their width, case and (in Chinese) form."""
    return simplified(fold(text))


def words_of(value: str) -> tuple[str, ...]:
    """The words of an entry; a mail fits that has all of them."""
    return tuple(dict.fromkeys(comparable(value).split()))


def has_words(text: str, words: Iterable[str]) -> bool:
    """Whether all words stand in a comparable text; a word of Latin letters never inside a longer one."""
    return all(_stands_in(word, text) for word in words)


def sending_server(headers: Headers) -> Any:
    """The first address from the top of Received that lies outside of any house, or None.

    The topmost fields are of the servers that we get our mail from; what stands below may be invented, and is
    only reached when those above name nobody from outside.
    """
    for value in headers.every("received"):
        head = value[:500].decode("latin-1").partition(" by ")[0]
        for text in _ADDRESS.findall(head):
            try:
                found = ip_address(text)
            except ValueError:
                continue
            if not any(found in net for net in _INSIDE if net.version == found.version):
                return found
    return None


def compiled(rows: Iterable[ListEntry]) -> Lists:
    """The lists of these rows, in their order."""
    made: dict[str, list[Entry]] = {Verdict.BLOCK: [], Verdict.ALLOW: []}
    for row in rows:
        made[row.verdict].append(_entry(row))
    return Lists(block=_list(made[Verdict.BLOCK]), allow=_list(made[Verdict.ALLOW]))


def _entry(row: ListEntry) -> Entry:
    is_words = row.kind in {EntryKind.SUBJECT, EntryKind.HEADER}
    return Entry(
        key=row.pk,
        kind=row.kind,
        value=row.value,
        header=row.header,
        deed=row.deed,
        why=row.why,
        words=words_of(row.value) if is_words else (),
        network=ip_network(row.value) if row.kind == EntryKind.NETWORK else None,
        expires_at=row.expires_at,
    )


def _list(entries: list[Entry]) -> EntryList:
    named = {kind: [entry for entry in entries if entry.kind == kind] for kind in EntryKind}
    return EntryList(
        addresses={entry.value: entry for entry in named[EntryKind.ADDRESS]},
        domains={entry.value: entry for entry in named[EntryKind.DOMAIN]},
        others=tuple(entry for entry in entries if not entry.names_sender),
    )


def _fits(entry: Entry, looked: Looked) -> bool:
    if entry.kind == EntryKind.SUBJECT:
        return has_words(looked.subject, entry.words)
    if entry.kind == EntryKind.NETWORK:
        network, server = entry.network, looked.server
        return network is not None and server is not None and server.version == network.version and server in network
    values = [header_text(value, Notes()) for value in looked.headers.every(entry.header.lower())]
    if entry.kind == EntryKind.HEADER:
        return any(has_words(comparable(value), entry.words) for value in values)
    numbers = [number for value in values if (number := number_in(value)) is not None]
    return any(number >= float(entry.value) for number in numbers)


def _stands_in(word: str, text: str) -> bool:
    place = text.find(word)
    while place >= 0:
        before, after = text[place - 1 : place], text[place + len(word) : place + len(word) + 1]
        if not (_goes_on(before, word[0]) or _goes_on(after, word[-1])):
            return True
        place = text.find(word, place + 1)
    return False


def _goes_on(letter: str, edge: str) -> bool:
    return letter in _ASCII_WORD and edge in _ASCII_WORD if letter else False


def _read() -> Lists:
    return compiled(ListEntry.objects.filter(removed_at__isnull=True).order_by("pk"))


in_force = Remembered(_read, seconds=SECONDS)
