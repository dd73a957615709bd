"""What should make a reader careful about a mail (5.2.1): codes for its message. Warns, and never blocks.

What is known of names is read once for minutes, so that a mail costs no statement for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zhichi.accounts import selectors as accounts
from zhichi.channels.email import selectors
from zhichi.channels.email.anchors import anchors_of
from zhichi.channels.email.lookalikes import mixes_scripts, readable, skeleton
from zhichi.core.remembered import Remembered
from zhichi.core.texts import fold
from zhichi.customers import selectors as customers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhichi.channels.email.parsing import InboundMail

SECONDS = 300.0
MOST_LINKS = 3  # that are named in words
SHORTEST = 5  # letters of a domain's skeleton: shorter ones look alike by chance
_ADDRESS = re.compile(r"[a-z0-9._%+-]{1,64}@((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})", re.IGNORECASE)
_SECOND_LEVEL = frozenset(("com", "net", "org", "gov", "edu", "ac", "co", "mil"))


@dataclass(frozen=True)
class Names:
    """Domains that we know, by what they look like, and the names and addresses of colleagues (folded)."""

    domains: dict[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    colleagues: frozenset[str] = frozenset()
    staff_addresses: frozenset[str] = frozenset()


def names_of(
    domains: Iterable[str], own: Iterable[str], colleagues: Iterable[str], staff_addresses: Iterable[str]
) -> Names:
    """What is asked of them, made ready; our own domains win where two look alike."""
    ours = frozenset(domain.lower() for domain in own)
    known = {skeleton(readable(domain)): domain for domain in (*domains, *ours)}
    return Names(
        domains={look: domain for look, domain in known.items() if len(look) >= SHORTEST},
        own=ours,
        colleagues=frozenset(fold(name) for name in colleagues if len(fold(name)) > 1),
        staff_addresses=frozenset(address.lower() for address in staff_addresses),
    )


def suspicions(mail: InboundMail, names: Names, *, is_first: bool) -> list[str]:
    """The codes for one mail, "code:detail" each. `is_first`: nobody has written from its address before."""
    found = [*_domain(mail, names), *_name(mail, names), *_answers_elsewhere(mail, names), *_links(mail)]
    if is_first and (found or mail.attachments or "<a " in mail.html.lower() or "http" in mail.text):
        found.append("first-contact")
    return found


def in_mail(mail: InboundMail, *, is_first: bool) -> list[str]:
    """`suspicions` with the names that this house knows."""
    return suspicions(mail, known(), is_first=is_first)


def _domain(mail: InboundMail, names: Names) -> Iterator[str]:
    written = mail.from_address.rpartition("@")[2].lower()
    seen = readable(written)
    twin = names.domains.get(skeleton(seen))
    if twin is not None and twin not in {written, seen} and not related(written, twin):
        yield f"lookalike:{seen}, {twin}"
    elif mixes_scripts(seen):
        yield f"mixed-script:{seen} ({written})"


def _name(mail: InboundMail, names: Names) -> Iterator[str]:
    shown, address = mail.from_name, mail.from_address.lower()
    named = _ADDRESS.search(shown)
    if named and named[0].lower() != address and not related(named[1].lower(), address.rpartition("@")[2]):
        yield f"name-address:{named[0]}, {address}"
    elif shown and fold(shown) in names.colleagues and address not in names.staff_addresses:
        yield f"name-colleague:{shown[:80]}, {address}"


def _answers_elsewhere(mail: InboundMail, names: Names) -> Iterator[str]:
    if mail.is_list or mail.is_auto_reply:
        return
    home = mail.from_address.rpartition("@")[2].lower()
    for address in mail.reply_to:
        domain = address.rpartition("@")[2].lower()
        if domain and home and not related(domain, home) and domain not in names.own:
            yield f"reply-elsewhere:{address}, {home}"
            return


def _links(mail: InboundMail) -> Iterator[str]:
    false = []
    for link in anchors_of(mail.html) if mail.html else ():
        shown = link.shown_host
        if shown and link.host and not related(shown, link.host):
            false.append(f"{shown} → {link.host}")
    if false:
        yield f"link-elsewhere:{'; '.join(dict.fromkeys(false[:MOST_LINKS]))}"
    mixed = next((link.host for link in anchors_of(mail.html) if mixes_scripts(readable(link.host))), "")
    if mixed:
        yield f"mixed-script:{readable(mixed)} ({mixed})"


def related(one: str, other: str) -> bool:
    """Whether two hosts belong to one registered domain, as far as their labels tell."""
    return registered(one) == registered(other)


def registered(host: str) -> str:
    """The domain that somebody registered: acme.cn of mail.sh.acme.cn, acme.com.cn of mail.acme.com.cn."""
    labels = host.lower().strip(".").split(".")
    is_deep = len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2
    return ".".join(labels[-3:] if is_deep else labels[-2:])


def _read() -> Names:
    staff = list(accounts.active_people().values_list("display_name", "email"))
    homes = {email.rpartition("@")[2].lower() for _name, email in staff}
    return names_of(
        customers.mail_domains(),
        {*selectors.own_domains(), *(home for home in homes if not customers.is_public_domain(home))},
        (name for name, _email in staff),
        (email for _name, email in staff),
    )


known = Remembered(_read, seconds=SECONDS)
