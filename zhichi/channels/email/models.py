"""Mailboxes and the log of every message that came in."""

from __future__ import annotations

from django.db import models

from zhichi.channels.email.choices import Done, Security


class Mailbox(models.Model):
    """An address that the department reads and writes: IMAP in, SMTP out. Passwords are encrypted at rest."""

    address = models.EmailField(unique=True)  # lower case
    name = models.CharField(max_length=80)  # display name on outgoing mail
    is_active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)  # sends what names no mailbox

    imap_host = models.CharField(max_length=200, blank=True)  # empty: this mailbox is not read
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    imap_user = models.CharField(max_length=200, blank=True)
    imap_password = models.TextField(blank=True)  # sealed
    imap_folder = models.CharField(max_length=120, default="INBOX")

    smtp_host = models.CharField(max_length=200, blank=True)  # empty: this mailbox does not send
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    smtp_user = models.CharField(max_length=200, blank=True)
    smtp_password = models.TextField(blank=True)  # sealed

    uid_validity = models.BigIntegerField(null=True)  # where fetching stands
    last_uid = models.BigIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)  # last time the server answered
    fetch_error = models.TextField(blank=True)
    failing_since = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    send_error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "mailboxes"
        constraints = (
            models.UniqueConstraint(
                fields=("is_default",), condition=models.Q(is_default=True), name="one_default_mailbox"
            ),
        )

    def __str__(self) -> str:
        return self.address


class MailLog(models.Model):
    """One message that came in, and what was done with it and why. The original is kept (3.4.2)."""

    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.PROTECT, related_name="received")
    mail_id = models.CharField(max_length=255, blank=True)  # Message-ID with angle brackets
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the raw message
    from_address = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()
    done = models.CharField(max_length=10, choices=Done)
    reason = models.CharField(max_length=300, blank=True)
    problems = models.JSONField(default=list)
    acknowledged = models.BooleanField(default=False)
    original = models.ForeignKey("files.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", null=True, on_delete=models.PROTECT, related_name="mail_log")
    message = models.ForeignKey("tickets.Message", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)  # when somebody looked at one that failed

    class Meta:
        indexes = (
            models.Index(fields=("mail_id",), name="maillog_by_mail_id"),
            models.Index(fields=("fingerprint",), name="maillog_by_fingerprint"),
            models.Index(fields=("from_address", "at"), name="maillog_by_sender"),
            models.Index(fields=("-at",), name="maillog_recent"),
        )

    def __str__(self) -> str:
        return f"{self.done}: {self.subject}"
