"""DKIM (RFC 6376): the key of a mailbox, the DNS record that proves it, the signature over a mail."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.channels.email.transport.failures import SignInFailure
from zhichi.core.sealing import BrokenSeal, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.channels.email.models import Mailbox

PURPOSE = "mailbox dkim key"
BITS = 2048  # what every receiver takes; one TXT record holds it in two strings
SELECTOR = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
TXT_STRING = 255  # characters of one string of a TXT record
# What a signature covers; fields that a mail lacks are covered too where their adding would deceive.
COVERED = (
    b"from", b"to", b"cc", b"reply-to", b"subject", b"date", b"message-id", b"in-reply-to", b"references",
    b"mime-version", b"content-type",
)  # fmt: skip


@dataclass(frozen=True)
class Record:
    """The TXT record to publish. `strings` is the value cut as name servers want it."""

    name: str
    value: str

    @property
    def strings(self) -> str:
        """The value as quoted strings of at most 255 characters."""
        parts = [self.value[place : place + TXT_STRING] for place in range(0, len(self.value), TXT_STRING)]
        return " ".join(f'"{part}"' for part in parts)


def new_key() -> str:
    """A fresh private key, sealed for the database."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - a large library; keys are made seldom
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 - the same

    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return seal(pem.decode("ascii"), purpose=PURPOSE)


def records_of(box: Mailbox, addresses: Iterable[str] = ()) -> list[Record]:
    """What to publish for a mailbox with a key, by domain of its address and of further `addresses` it sends from.

    None without a key. Raises SignInFailure when it cannot be opened.
    """
    if not box.dkim_key:
        return []
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - see new_key

    key = serialization.load_pem_private_key(_opened(box), password=None)
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    value = f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode('ascii')}"
    domains = dict.fromkeys(domain_of(address) for address in (box.address, *addresses))
    return [Record(f"{box.dkim_selector}._domainkey.{domain}", value) for domain in domains]


def domain_of(address: str) -> str:
    """The domain that signs: that of the address readers see, so that the signature counts for DMARC."""
    return address.rpartition("@")[2]


def signed(raw: bytes, box: Mailbox, *, sender: str) -> bytes:
    """The mail from `sender` with a signature on top, where the mailbox signs.

    Raises SignInFailure when the key cannot be opened.
    """
    if not (box.dkim_signs and box.dkim_key):
        return raw
    import dkim  # noqa: PLC0415 - loads a resolver that we never ask; only who signs pays for it

    head = raw.split(b"\r\n\r\n", 1)[0].lower()
    present = [name for name in COVERED if b"\r\n" + name + b":" in b"\r\n" + head]
    signature: bytes = dkim.sign(
        raw,
        box.dkim_selector.encode("ascii"),
        domain_of(sender).encode("idna"),
        _opened(box),
        include_headers=present,
        canonicalize=(b"relaxed", b"relaxed"),  # survives what relays do to spaces
    )
    return signature + raw


def _opened(box: Mailbox) -> bytes:
    try:
        return unseal(box.dkim_key, purpose=PURPOSE).encode("ascii")
    except BrokenSeal:
        words = _("The stored DKIM key cannot be opened, because the secret key has changed. Choose another selector.")
        raise SignInFailure(words) from None
