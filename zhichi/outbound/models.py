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
        )

    def __str__(self) -> str:
        return f"{self.purpose} to {self.to}"
