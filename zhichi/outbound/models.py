"""The outgoing queue."""

from __future__ import annotations

from django.db import models

from zhichi.outbound.choices import Purpose, State


class OutboundMail(models.Model):
    """One mail to be delivered. Claimed by conditional UPDATE, so that no two workers send it."""

    purpose = models.CharField(max_length=10, choices=Purpose)
    # (event or form, recipient): the same cause never queues twice. Empty keys become NULL.
    key = models.CharField(max_length=120, unique=True, null=True)  # noqa: DJ001 - NULL is "no key", many allowed
    stream = models.CharField(max_length=80, blank=True, db_index=True)  # "ticket:12"
    mailbox = models.CharField(max_length=254, blank=True)  # address to send from; empty: the default mailbox
    sender_name = models.CharField(max_length=80, blank=True)  # beside that address; empty: the mailbox's own name
    to = models.JSONField()  # list of addresses
    cc = models.JSONField(default=list)
    reply_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=500)
    text = models.TextField()
    html = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    message_id = models.CharField(max_length=255, unique=True)  # with angle brackets
    in_reply_to = models.CharField(max_length=255, blank=True)
    references = models.JSONField(default=list)
    attachments = models.JSONField(default=list)  # ids of files.Attachment
    calendar = models.TextField(blank=True)  # an invitation (RFC 5546), with its METHOD
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    fates = models.JSONField(default=dict)  # what became of each recipient, see fates.py; empty until the first try
    not_before = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("not_before",), condition=models.Q(state__in=("queued", "sending")), name="outbound_due"
            ),
            models.Index(fields=("created_at",), condition=models.Q(state="failed"), name="outbound_failed"),
            models.Index(fields=("-created_at", "-id"), name="outbound_recent"),
            models.Index(
                fields=("-created_at", "-id"),
                condition=models.Q(state__in=("withheld", "withdrawn")),
                name="outbound_never_sent",
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} to {self.to}"


class Suppression(models.Model):
    """An address that takes no mail: nothing is sent there until somebody releases it or it writes to us."""

    address = models.CharField(max_length=254)  # lower case
    answer = models.CharField(max_length=500)  # what the server said
    since = models.DateTimeField()
    mail = models.ForeignKey(OutboundMail, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("address",), condition=models.Q(released_at__isnull=True), name="suppressed_once"
            ),
        )
        indexes = (models.Index(fields=("-since", "-id"), name="suppression_recent"),)

    def __str__(self) -> str:
        return self.address

    @property
    def stream(self) -> str:
        """The stream of its events."""
        return f"suppression:{self.pk}"


class LetterWords(models.Model):
    """One version of the words of a kind of letter in one language. Never changed; the highest version is in force."""

    kind = models.CharField(max_length=30)
    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField()  # 2 is the first that somebody wrote: 1 are the shipped words
    text = models.TextField()  # empty: the shipped words again
    reason = models.CharField(max_length=300)
    author_label = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "language", "version"), name="letter_version"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.version}"


class MailHold(models.Model):
    """Mail rests from `since` until somebody releases it: nothing is sent, no mailbox is read. One at a time."""

    reason = models.CharField(max_length=300)
    since = models.DateTimeField()
    held_by = models.CharField(max_length=150)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(released_at__isnull=True), name="outbound_one_hold"
            ),
        )

    def __str__(self) -> str:
        return self.reason

    @property
    def stream(self) -> str:
        """The stream of its events."""
        return f"mailhold:{self.pk}"
