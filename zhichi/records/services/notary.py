"""The notary: puts new events into the Merkle log and signs its head (3.4.2; docs/decisions/0036)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from zhichi.core import heads
from zhichi.core.actors import Actor
from zhichi.core.chain import GENESIS
from zhichi.core.events import gettext_noop
from zhichi.core.merkle import Edge
from zhichi.core.sealing import BrokenSeal, is_fresh, seal, unseal
from zhichi.records import selectors
from zhichi.records.events import NotaryKeyMade
from zhichi.records.horizon import Horizon
from zhichi.records.models import NotaryKey, SignedHead
from zhichi.records.services.append import append

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NOTARY = Actor.system(gettext_noop("notary"))
STREAM = "record:1"
PURPOSE = "record notary key"
WAIT_SECONDS, LOOK_SECONDS = 5.0, 0.05


def sign_head(*, at: datetime, wait: float = WAIT_SECONDS) -> SignedHead | None:
    """Sign the head of all events that are settled; None when none is new. Call it outside a transaction.

    Events become visible out of order on PostgreSQL, so it waits up to `wait` seconds for whoever writes now; what is
    not settled then comes into the next head. Only new events are read. Appends record.key_made for a new key.
    """
    last = SignedHead.objects.order_by("-number").first()
    settled = _settled(after=last.last_event if last else 0, wait=wait)
    if settled is None:
        return None
    edge, last_event = _edge(last)
    for pk, hash_ in selectors.hashes(after=last_event, until=settled):
        edge.add(bytes.fromhex(hash_))
        last_event = pk
    if last is not None and last_event == last.last_event:
        return None
    private, key = _key(at)
    row = SignedHead(number=last.number + 1 if last else 1, at=at, size=edge.size, last_event=last_event, key=key)
    row.root, row.edge = edge.root().hex(), [one.hex() for one in edge.hashes]
    row.previous = heads.digest(last.facts()) if last else GENESIS
    row.signature = private.sign(heads.statement(row.facts())).hex()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # another worker was first
        return None
    return row


def sign_text(text: bytes, *, at: datetime) -> str:
    """The signature over a text with the key of the heads, in hex."""
    return _key(at)[0].sign(text).hex()


def key_in_use(*, at: datetime) -> NotaryKey:
    """The key that signs now; made where there is none."""
    return _key(at)[1]


def is_ours(key: NotaryKey) -> bool:
    """Whether this installation made the key: its seal opens with the secret key, and both halves fit."""
    return _opened(key) is not None


def _settled(*, after: int, wait: float) -> int | None:
    """Up to which id no event can appear any more; None when nothing after `after` is settled in time."""
    wanted = selectors.last_event_id()
    if wanted <= after:
        return None
    horizon, until = Horizon(), time.monotonic() + wait
    horizon.look()
    while horizon.settled < wanted and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
        horizon.look()
    return horizon.settled if horizon.settled > after else None


def _edge(last: SignedHead | None) -> tuple[Edge, int]:
    """Where the log goes on. An edge that is not the signed root's was tampered with: the log is read anew."""
    if last is None:
        return Edge(), 0
    try:
        edge = Edge(last.size, [bytes.fromhex(one) for one in last.edge])
    except (ValueError, TypeError):
        edge = None
    if edge is not None and edge.root().hex() == last.root:
        return edge, last.last_event
    return Edge(), 0


def _key(at: datetime) -> tuple[Ed25519PrivateKey, NotaryKey]:
    """The key in use, sealed under the secret key in force; made at first need, or when nobody can open the last."""
    row = NotaryKey.objects.order_by("-pk").first()
    private = _opened(row) if row is not None else None
    if row is None or private is None:
        return _new_key(at)
    if not is_fresh(row.sealed, purpose=PURPOSE):
        row.sealed = seal(private.private_bytes_raw().hex(), purpose=PURPOSE)
        row.save(update_fields=("sealed",))
    return private, row


@transaction.atomic
def _new_key(at: datetime) -> tuple[Ed25519PrivateKey, NotaryKey]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - a large library

    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw().hex()
    sealed = seal(private.private_bytes_raw().hex(), purpose=PURPOSE)
    row = NotaryKey.objects.create(fingerprint=heads.fingerprint(public), public=public, sealed=sealed, made_at=at)
    append(STREAM, NotaryKeyMade(fingerprint=row.fingerprint), by=NOTARY, at=at)
    return private, row


def _opened(row: NotaryKey) -> Ed25519PrivateKey | None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - a large library

    try:
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(unseal(row.sealed, purpose=PURPOSE)))
    except (BrokenSeal, ValueError):
        return None
    public = private.public_key().public_bytes_raw().hex()
    return private if public == row.public and heads.fingerprint(public) == row.fingerprint else None
