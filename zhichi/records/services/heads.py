"""Check signed heads against the events that they were signed over (3.4.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from zhichi.core import heads
from zhichi.core.chain import GENESIS
from zhichi.core.merkle import Edge
from zhichi.records import notarised
from zhichi.records.models import NotaryKey
from zhichi.records.registry import Doubt
from zhichi.records.services.notary import is_ours

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HEADS = "head"  # stands where a doubt about an event names its stream


def check_heads() -> tuple[int, list[Doubt]]:
    """How many signed heads match, and doubts about the rest. Reads the hash of each event once, in batches."""
    return _check((row.facts() for row in notarised.heads_in_order()), is_whole=True)


def check_outside(found: Iterable[Mapping[str, Any]]) -> tuple[int, list[Doubt]]:
    """As `check_heads` for heads that were kept elsewhere, in order of their size: whoever owns the database cannot
    change those. Raises KeyError, TypeError or ValueError for what are no heads.
    """
    return _check(sorted(found, key=lambda head: int(head["size"])), is_whole=False)


class _Log:
    """The log as the events make it now, read as far as a head reaches."""

    def __init__(self) -> None:
        self.edge = Edge()
        self.last = 0
        self._events = notarised.hashes()
        self._next = next(self._events, None)

    def grow(self, until: int) -> None:
        """Take in all events up to the id `until`."""
        while self._next is not None and self._next[0] <= until:
            self.last, hash_ = self._next
            self.edge.add(_bytes(hash_))
            self._next = next(self._events, None)


def _bytes(hash_: str) -> bytes:
    try:
        return bytes.fromhex(hash_)
    except ValueError:  # a forger's: the walk along the streams names the event
        return hash_.encode("utf-8", "surrogatepass")


def _check(found: Iterable[Mapping[str, Any]], *, is_whole: bool) -> tuple[int, list[Doubt]]:
    keys = {key.fingerprint: (key.public, is_ours(key)) for key in NotaryKey.objects.all()}
    log, doubts = _Log(), []
    matching, number, previous, since = 0, 0, GENESIS, 0
    is_cut = False
    for head in found:
        number += 1
        reason = _signature_fault(head, keys)
        if not reason and is_whole and (head["number"] != number or head["previous"] != previous):
            reason = _("a signed head before this one is missing or was replaced")
        if not reason and not is_cut:
            log.grow(head["last_event"])
            is_cut = log.edge.size != head["size"] or log.edge.root().hex() != head["root"]
            if is_cut:
                reason = _mismatch(head, log.edge.size, since)
            since = head["last_event"]
        if reason:
            doubts.append(Doubt(0, HEADS, head["number"], reason))
        elif not is_cut:
            matching += 1
        number, previous = head["number"], heads.digest(head)
    return matching, doubts


def _signature_fault(head: Mapping[str, Any], keys: Mapping[str, tuple[str, bool]]) -> StrOrPromise:
    public, is_own = keys.get(head["key"], ("", False))
    if not is_own:
        return _("it is signed with a key that this installation did not make, or that its secret keys no longer open")
    if not heads.is_signed(heads.statement(head), head["signature"], public):
        return _("its signature is not genuine")
    return ""


def _mismatch(head: Mapping[str, Any], size: int, since: int) -> StrOrPromise:
    """After the first head that does not match no later one can: only the first is named."""
    missing = head["size"] - size
    values = {"first": since + 1, "last": head["last_event"], "at": head["at"][:16].replace("T", " "), "n": missing}
    if missing > 0:
        words = _("of the events {first} to {last}, signed at {at} UTC, {n} are missing")
    else:
        words = _("the events {first} to {last} are no longer those that were signed at {at} UTC")
    return format_lazy(words, **values)
