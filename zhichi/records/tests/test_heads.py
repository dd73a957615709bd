"""Signed heads of the Merkle log: what no walk along chains can find is found by them (3.4.2)."""

from __future__ import annotations

import hashlib
import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections, transaction
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from zhichi.core import heads, merkle
from zhichi.core.canonical import dumps
from zhichi.core.chain import GENESIS, payload_hash
from zhichi.records import health, registry, selectors, services
from zhichi.records.models import Event, NotaryKey, SignedHead, Stream
from zhichi.records.services.append import event_hash
from zhichi.records.services.heads import HEADS
from zhichi.records.services.verify import describe
from zhichi.records.tests.conftest import AT, BY, append, noted, unguarded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.conf import LazySettings as Settings

    from zhichi.records.registry import Doubt


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


# --- the tree ---------------------------------------------------------------------------------------------------------


def _by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _by_the_book(leaves[:k]) + _by_the_book(leaves[k:])).digest()


@given(st.lists(st.binary(max_size=4), max_size=70), st.integers(0, 70))
def test_keeps_to_the_rfc_also_when_it_goes_on_from_an_edge(leaves: list[bytes], cut: int) -> None:
    edge = merkle.Edge()
    for leaf in leaves[:cut]:
        edge.add(leaf)
    edge = merkle.Edge(edge.size, edge.hashes)
    for leaf in leaves[cut:]:
        edge.add(leaf)
    assert edge.root() == _by_the_book(leaves)
    assert len(edge.hashes) == len(leaves).bit_count()


@pytest.mark.parametrize(("size", "count"), [(1, 2), (2, 4), (6, 4), (0, 3), (4, 0)])
def test_refuses_a_subtree_where_none_begins(size: int, count: int) -> None:
    edge = merkle.Edge()
    for _ in range(size):
        edge.add(b"x")
    with pytest.raises(ValueError, match="no subtree"):
        edge.join(b"y" * 32, count)


def test_refuses_an_edge_of_another_size() -> None:
    with pytest.raises(ValueError, match="2 hashes"):
        merkle.Edge(3, [b"x" * 32])


# --- signing ----------------------------------------------------------------------------------------------------------


def _signed(*streams: str, count: int = 3) -> SignedHead:
    for stream in streams:
        append(stream, count=count)
    head = services.sign_head(at=AT)
    assert head is not None
    return head


@pytest.mark.django_db
def test_signs_all_events_and_nothing_twice() -> None:
    head = _signed("thing:1", "thing:2")
    hashes = [bytes.fromhex(hash_) for _pk, hash_ in selectors.hashes(until=head.last_event)]
    assert (head.number, head.size, head.root) == (1, 6, _by_the_book(hashes).hex())
    assert heads.is_signed(heads.statement(head.facts()), head.signature, head.key.public)
    second = services.sign_head(at=AT)  # the event that tells of the new key
    assert second is not None
    assert (second.number, second.size, second.previous) == (2, 7, heads.digest(head.facts()))
    assert services.sign_head(at=AT) is None
    assert selectors.history("record:1")[0].data["fingerprint"] == head.key.fingerprint
    assert heads.fingerprint(head.key.public) == head.key.fingerprint


@pytest.mark.django_db
def test_goes_on_from_the_edge_without_reading_the_log() -> None:
    head = _signed("thing:1", count=50)
    append("thing:1", count=2)
    read: list[int] = []
    whole = selectors.hashes

    def noting(*, after: int, until: int) -> Iterator[tuple[int, str]]:
        read.append(after)
        return whole(after=after, until=until)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selectors, "hashes", noting)
        assert services.sign_head(at=AT) is not None
    assert read == [head.last_event]
    assert services.verify(by=BY, at=AT)[0].heads == 2


@pytest.mark.django_db
def test_reads_the_log_anew_when_its_edge_was_changed() -> None:
    head = _signed("thing:1", count=5)
    SignedHead.objects.filter(pk=head.pk).update(edge=["00" * 32, "11" * 32])
    append("thing:1")
    assert services.sign_head(at=AT)
    row, doubts = services.verify(by=BY, at=AT)
    assert (doubts, row.heads) == ([], 2)


@pytest.mark.django_db
def test_keeps_its_key_when_the_secret_key_changes(settings: Settings) -> None:
    head = _signed("thing:1")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-secret-key-" * 4
    assert _signed("thing:1").key == head.key
    settings.SECRET_KEY_FALLBACKS = []  # it was sealed anew: the former secret is no longer needed
    assert _signed("thing:1").key == head.key
    assert services.verify(by=BY, at=AT)[1] == []


@pytest.mark.django_db
def test_says_so_when_no_secret_key_opens_the_key(settings: Settings) -> None:
    head = _signed("thing:1")
    settings.SECRET_KEY = "another-secret-key-" * 4
    assert _signed("thing:1").key != head.key
    (doubt,) = services.verify(by=BY, at=AT)[1]
    assert (doubt.stream, doubt.number) == (HEADS, 1)
    assert describe(doubt).startswith("signed head 1: it is signed with a key that this installation did not make")


@pytest.mark.django_db
def test_signs_as_often_as_the_handbook_says() -> None:
    cadence = registry.cadences.get("record.heads")
    assert cadence.seconds() == 3600
    services.set_policy(key="3.4.2.head_minutes", value=5, reason="audit", by=BY, at=AT)
    assert cadence.seconds() == 300
    cadence.run()
    assert SignedHead.objects.count() == 1


@pytest.mark.django_db
def test_warns_when_events_wait_too_long_for_a_head() -> None:
    append("thing:1")  # on a day long past
    assert [one.level for one in health.check_record()][-1] == "warn"
    assert services.sign_head(at=AT)
    assert services.sign_head(at=AT)  # the event that tells of the new key
    assert health.check_record()[-1].level == "ok"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_registries")
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_waits_for_whoever_writes_so_that_no_event_comes_in_below_the_head() -> None:
    began, go = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            services.append_many("thing:1", [noted()], by=BY, at=AT)
            began.set()
            go.wait(20)
        connections.close_all()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert began.wait(20)
    append("thing:2")  # a higher id, visible first
    assert services.sign_head(at=AT, wait=0.2) is None
    go.set()
    writer.join()
    head = services.sign_head(at=AT)
    assert head is not None
    assert head.size == 2
    assert services.verify(by=BY, at=AT)[1] == []


# --- forgeries --------------------------------------------------------------------------------------------------------


def _recalculate(key: str, *, say: dict[str, Any]) -> None:
    """The forger with full access: other words in the first event, and everything behind it calculated anew."""
    stream = Stream.objects.get(key=key)
    previous = GENESIS
    with unguarded():
        for event in Event.objects.filter(stream=stream).select_related("payload").order_by("number"):
            data = event.payload.data | (say if event.number == 1 else {})
            witness = payload_hash(event.payload.salt, event.payload.actor_label, dumps(data))
            event.payload_hash, event.previous = witness, previous
            event.hash = previous = event_hash(event, key)
            event.save()
            event.payload.data = data
            event.payload.save()
        stream.head = previous
        stream.save()


def _remove(key: str) -> None:
    """The forger who lets an object vanish with all its history."""
    with unguarded() as execute:
        for sql in (
            "DELETE FROM records_payload WHERE event_id IN (SELECT e.id FROM records_event e"
            " JOIN records_stream s ON s.id = e.stream_id WHERE s.key = %s)",
            "DELETE FROM records_event WHERE stream_id = (SELECT id FROM records_stream WHERE key = %s)",
            "DELETE FROM records_stream WHERE key = %s",
        ):
            execute(sql, key)


def _doubts() -> list[Doubt]:
    return services.verify(by=BY, at=AT)[1]


@pytest.mark.django_db
def test_finds_a_chain_that_was_calculated_anew() -> None:
    _signed("thing:1")
    append("thing:2", count=4)
    first, last = selectors.last_event_id() - 4, selectors.last_event_id()  # with the event of the new key
    _signed()
    append("thing:3")
    _signed()
    assert _doubts() == []
    _recalculate("thing:2", say={"after": 99})
    (doubt,) = _doubts()
    assert (doubt.event_id, doubt.stream, doubt.number) == (0, HEADS, 2)
    assert f"the events {first} to {last} are no longer those that were signed" in str(doubt.reason)
    assert services.verify(by=BY, at=AT)[0].heads == 1


@pytest.mark.django_db
def test_finds_an_object_that_was_removed_with_its_history() -> None:
    _signed("thing:1")
    _signed("thing:2", count=4)
    assert _doubts() == []
    _remove("thing:2")
    (doubt,) = _doubts()
    assert (doubt.stream, doubt.number) == (HEADS, 2)
    assert "4 are missing" in str(doubt.reason)


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["root", "signature", "previous", "size", "last_event", "at", "number"])
def test_finds_a_head_that_was_changed(column: str) -> None:
    head = _signed("thing:1")
    _signed("thing:2")
    changed: dict[str, Any] = {"size": 1, "last_event": 1, "at": AT + timedelta(hours=1), "number": 7}
    SignedHead.objects.filter(pk=head.pk).update(**{column: changed.get(column, "11" * 32)})
    assert {doubt.stream for doubt in _doubts()} == {HEADS}


@pytest.mark.django_db
def test_finds_a_head_that_is_missing() -> None:
    head = _signed("thing:1")
    _signed("thing:2")
    head.delete()
    (doubt,) = _doubts()
    assert "before this one is missing" in str(doubt.reason)


@pytest.mark.django_db
def test_finds_heads_signed_by_a_forger_with_a_key_of_his_own() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    head, private = _signed("thing:1"), Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw().hex()
    NotaryKey.objects.filter(pk=head.key.pk).update(public=public, fingerprint=heads.fingerprint(public))
    head.key.refresh_from_db()
    head.signature = private.sign(heads.statement(head.facts())).hex()
    head.save()
    assert [doubt.number for doubt in _doubts()] == [1]


@pytest.mark.django_db
def test_finds_by_heads_kept_elsewhere_that_all_heads_were_replaced() -> None:
    _signed("thing:1")
    _signed("thing:2")
    kept = json.loads("".join(selectors.heads_file()))["heads"]
    assert services.check_outside(kept) == (2, [])
    _recalculate("thing:2", say={"after": 99})
    SignedHead.objects.all().delete()
    assert services.sign_head(at=AT) is not None
    assert _doubts() == []  # nothing in the database says so
    matching, doubts = services.check_outside(kept)
    assert (matching, [doubt.number for doubt in doubts]) == (1, [2])
