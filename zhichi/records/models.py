"""Streams, events and their payloads; cursors of the tails; policy values; links between any two objects."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import get_language

from zhichi.core.chain import instant
from zhichi.records.choices import ActorKind, LinkKind


class Stream(models.Model):
    """The history of one object. The row is the lock under which its events are numbered."""

    key = models.CharField(max_length=80, unique=True)  # "ticket:123"
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.key} ({self.length})"


class Event(models.Model):
    """One link of a stream's chain. Triggers in the database refuse UPDATE and DELETE.

    Written on every change and read by stream or by id, so it carries no index that nobody reads.
    """

    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="events", db_index=False)
    number = models.PositiveIntegerField()  # 1, 2, 3 … inside the stream
    code = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    actor_kind = models.CharField(max_length=8, choices=ActorKind)
    payload_hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("stream", "number"), name="event_number_once"),)
        indexes = (models.Index(fields=("code", "at"), name="event_by_code"),)

    def __str__(self) -> str:
        return f"{self.code} #{self.number}"


class Payload(models.Model):
    """What an event says. Only its salted hash is in the chain, so that lawful erasure leaves the chain verifiable."""

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="payload")
    salt = models.CharField(max_length=32)
    actor_label = models.CharField(max_length=200)
    data = models.JSONField(encoder=DjangoJSONEncoder)

    def __str__(self) -> str:
        return f"payload of {self.event_id}"


class Cursor(models.Model):
    """How far one tail has read, and how it fares."""

    subscriber = models.CharField(max_length=80, primary_key=True)
    position = models.BigIntegerField(default=0)  # id of the last event handled
    alone_until = models.BigIntegerField(default=0)  # a batch up to this id failed: one event at a time until there
    attempts = models.PositiveIntegerField(default=0)  # failures of the event after `position`, taken alone
    retry_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    moved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.subscriber} at {self.position}"


class Parked(models.Model):
    """An event that one subscriber could not handle. It waits here, visibly, until somebody retries or drops it."""

    subscriber = models.CharField(max_length=80)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    error = models.TextField()
    attempts = models.PositiveIntegerField()
    parked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_how = models.CharField(max_length=10, blank=True)  # "retried" or "dropped"

    class Meta:
        constraints = (models.UniqueConstraint(fields=("subscriber", "event"), name="parked_once"),)

    def __str__(self) -> str:
        return f"{self.subscriber}: event {self.event_id}"


class PolicyValue(models.Model):
    """One version of one number of the handbook; the newest is in force. Never changed, only superseded."""

    key = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    value = models.JSONField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "version"), name="policy_version_once"),)

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class Link(models.Model):
    """A bond between any two objects, by stream key, so that no part needs a foreign key upward or sideways."""

    source = models.CharField(max_length=80)
    target = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=LinkKind)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("source", "target", "kind"), name="link_once"),)
        indexes = (models.Index(fields=("target",), name="link_by_target"),)

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.target}"


class Hold(models.Model):
    """A legal hold on one object: nothing of it is erased while it stands (3.4.3)."""

    stream = models.CharField(max_length=80)
    reason = models.CharField(max_length=500)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    placed_by_label = models.CharField(max_length=200)
    lifted_at = models.DateTimeField(null=True)
    lifted_by_label = models.CharField(max_length=200, blank=True)
    lift_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("stream",), condition=models.Q(lifted_at=None), name="one_standing_hold"),
        )
        indexes = (models.Index(fields=("placed_at",), name="hold_by_day"),)

    def __str__(self) -> str:
        return f"hold on {self.stream}"


class Erasure(models.Model):
    """Personal data of one contact was erased (3.4.3, 5.1.1). Its event on `stream` vouches for the list."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=200)
    stream = models.CharField(max_length=80)
    reason = models.CharField(max_length=500)
    payloads = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=("at",), name="erasure_by_day"),)

    def __str__(self) -> str:
        return f"erasure {self.pk} of {self.stream}"


class ErasedPayload(models.Model):
    """An event whose content was removed by an erasure: the only one that the check lets miss it."""

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="erased")
    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="events")

    def __str__(self) -> str:
        return f"content of {self.event_id}"


class NotaryKey(models.Model):
    """A key that signs heads. The private half is sealed under the secret key, so the database alone cannot sign."""

    fingerprint = models.CharField(max_length=64, unique=True)
    public = models.CharField(max_length=64)  # hex
    sealed = models.TextField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"notary key {self.fingerprint[:16]}"


class SignedHead(models.Model):
    """The head of the Merkle log over all events up to `last_event`, signed (3.4.2). Never changed."""

    number = models.PositiveIntegerField(unique=True)  # 1, 2, 3 …
    at = models.DateTimeField()
    size = models.PositiveBigIntegerField()
    last_event = models.BigIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    key = models.ForeignKey(NotaryKey, on_delete=models.PROTECT, related_name="+")
    signature = models.CharField(max_length=128)
    edge = models.JSONField()  # the right edge of the tree: where the next head goes on

    def __str__(self) -> str:
        return f"head {self.number}: {self.size} events"

    def facts(self) -> dict[str, Any]:
        """What was signed, with the signature, as files and bundles hold it."""
        return {
            "number": self.number,
            "at": instant(self.at),
            "size": self.size,
            "last_event": self.last_event,
            "root": self.root,
            "previous": self.previous,
            "key": self.key.fingerprint,
            "signature": self.signature,
        }


class BundleExport(models.Model):
    """A part of the record that left the house as a bundle (3.4.3): one object's stream, or a period."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=200)
    stream = models.CharField(max_length=80, blank=True)
    start = models.DateTimeField(null=True)
    end = models.DateTimeField(null=True)
    events = models.PositiveIntegerField()
    manifest = models.CharField(max_length=64)  # SHA-256 of the manifest, which holds the digests of all files

    class Meta:
        indexes = (models.Index(fields=("at",), name="export_by_day"),)

    def __str__(self) -> str:
        return f"export {self.pk}: {self.events} events"


class Verification(models.Model):
    """One run of the check over the whole record, and what it found (3.4.2)."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    streams = models.PositiveIntegerField()
    events = models.PositiveIntegerField()
    heads = models.PositiveIntegerField(default=0)  # signed heads that match
    erased = models.PositiveIntegerField(default=0)  # events whose content was lawfully erased
    problems = models.PositiveIntegerField()
    first_problem_in = models.JSONField(default=dict, blank=True)  # the sentence by language code
    by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"verification {self.pk}: {self.problems} problems"

    @property
    def first_problem(self) -> str:
        """The first broken event and what is wrong with it, in the reader's language; empty when all is whole."""
        said: dict[str, str] = self.first_problem_in
        return said.get(get_language() or "", "") or next(iter(said.values()), "")


class VerificationRequest(models.Model):
    """Somebody asked for a check; the worker takes it up and shows how far it is."""

    by = models.CharField(max_length=200)
    requested_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    events_done = models.PositiveIntegerField(default=0)
    events_total = models.PositiveIntegerField(default=0)
    result = models.ForeignKey(Verification, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            # A second click while a check waits or runs changes nothing.
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(result=None), name="one_open_verification_request"
            ),
        )

    def __str__(self) -> str:
        return f"verification asked for by {self.by}"


class CadenceRun(models.Model):
    """The last run of one scheduled job, on whichever worker it was."""

    name = models.CharField(max_length=80, primary_key=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # empty while it runs, or when its worker died
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.name} started {self.started_at:%Y-%m-%d %H:%M}"


class Heartbeat(models.Model):
    """A sign of life of one worker process."""

    holder = models.CharField(max_length=80, primary_key=True)  # "host:process id"
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.holder} alive at {self.beat_at:%Y-%m-%d %H:%M}"


class Lease(models.Model):
    """A named job that only one of many workers may hold until `until`."""

    name = models.CharField(max_length=80, primary_key=True)
    holder = models.CharField(max_length=80)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} held by {self.holder}"
