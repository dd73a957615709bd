"""Mailboxes and the log of every message that came in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhichi.channels.email.choices import Done, Security


class Mailbox(models.Model):
    """An address that the department reads and writes: IMAP in, SMTP out. Never deleted, only taken out of use."""

    address = models.EmailField(unique=True)  # lower case
    name = models.CharField(max_length=80)  # display name on outgoing mail
    is_active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)  # sends what names no mailbox
    aliases = models.TextField(blank=True)  # further addresses that are ours, lower case, separated by spaces
    plus_addresses = models.BooleanField(default=False)  # the server delivers name+anything@ too: answers carry a token

    imap_host = models.CharField(max_length=200, blank=True)  # empty: this mailbox is not read
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    imap_user = models.CharField(max_length=200, blank=True)
    imap_password = models.TextField(blank=True)  # sealed (core.sealing)
    imap_folder = models.CharField(max_length=120, default="INBOX")

    smtp_host = models.CharField(max_length=200, blank=True)  # empty: this mailbox does not send
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    smtp_user = models.CharField(max_length=200, blank=True)
    smtp_password = models.TextField(blank=True)  # sealed

    uid_validity = models.BigIntegerField(null=True)  # where fetching stands; empty until the first sweep is done
    last_uid = models.BigIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)  # last time the server answered
    fetch_error = models.TextField(blank=True)
    fetch_fails_since = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)  # last time the server took a mail
    send_error = models.TextField(blank=True)
    send_fails_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "mailboxes"
        constraints = (
            models.UniqueConstraint(fields=("is_default",), condition=Q(is_default=True), name="one_default_mailbox"),
        )

    def __str__(self) -> str:
        return self.address

    @property
    def reads(self) -> bool:
        """Whether mail is fetched from it."""
        return self.is_active and bool(self.imap_host)

    @property
    def sends(self) -> bool:
        """Whether mail goes out through it."""
        return self.is_active and bool(self.smtp_host)


class MailLog(models.Model):
    """One message that came in, and what was done with it and why. The original is kept (3.4.2)."""

    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.PROTECT, related_name="received", db_index=False)
    mail_id = models.CharField(max_length=255, blank=True)  # Message-ID with angle brackets
    # SHA-256 of what a second delivery of the same message shares. NULL on rows that handled nothing: two workers that
    # get one message at the same moment are told apart by the unique index.
    fingerprint = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - see above
    from_address = models.CharField(max_length=254, blank=True)  # lower case
    subject = models.CharField(max_length=300, blank=True)
    size = models.PositiveIntegerField()  # bytes
    at = models.DateTimeField()
    done = models.CharField(max_length=10, choices=Done)
    reason = models.CharField(max_length=300, blank=True)
    because = models.JSONField(default=list)  # what the decision rests on: codes of choices.Because with their evidence
    words_digest = models.CharField(max_length=32, blank=True)  # of subject, text and files: the same mail sent twice
    thread_root = models.CharField(max_length=30, blank=True)  # Outlook's conversation: the root of its Thread-Index
    problems = models.JSONField(default=list)  # codes of parsing.Problem
    acknowledged = models.BooleanField(default=False)
    original = models.ForeignKey("files.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", null=True, on_delete=models.PROTECT, related_name="mail_log")
    message = models.ForeignKey(
        "tickets.Message", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    look_since = models.DateTimeField(null=True)  # it could not be handled and nobody has dealt with it yet

    class Meta:
        indexes = (
            models.Index(fields=("from_address", "at"), name="maillog_by_sender"),
            models.Index(fields=("-at", "-id"), name="maillog_recent"),
            models.Index(fields=("thread_root",), condition=~Q(thread_root=""), name="maillog_by_thread"),
            models.Index(fields=("look_since",), condition=Q(look_since__isnull=False), name="maillog_needs_a_look"),
        )

    def __str__(self) -> str:
        return f"{self.done}: {self.subject}"
