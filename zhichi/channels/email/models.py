"""Mailboxes and the log of every message that came in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhichi.channels.email.choices import (
    Authority,
    Deed,
    Done,
    EntryKind,
    Incoming,
    Security,
    SenderCheck,
    SignIn,
    Verdict,
)
from zhichi.core import clock


class Mailbox(models.Model):
    """An address of the department: read by IMAP or POP3, sends by SMTP. Never deleted, only taken out of use."""

    address = models.EmailField(unique=True)  # lower case
    name = models.CharField(max_length=80)  # display name on outgoing mail
    is_active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)  # sends what names no mailbox
    aliases = models.TextField(blank=True)  # further addresses that are ours, lower case, separated by spaces
    plus_addresses = models.BooleanField(default=False)  # the server delivers name+anything@ too: answers carry a token

    # Names of the receiving server in Authentication-Results, lower case, separated by blanks (`judging.judge`).
    authserv_id = models.CharField(max_length=255, blank=True)

    sign_in = models.CharField(max_length=8, choices=SignIn, default=SignIn.PASSWORD)  # to both servers
    incoming = models.CharField(max_length=4, choices=Incoming, default=Incoming.IMAP)  # spoken by imap_…
    imap_host = models.CharField(max_length=200, blank=True)  # empty: this mailbox is not read
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    imap_user = models.CharField(max_length=200, blank=True)
    imap_password = models.TextField(blank=True)  # sealed (core.sealing)
    folders = models.TextField(default="INBOX")  # IMAP only: names, one a line; the first one is listened to
    leaves_mail = models.BooleanField(default=True)  # POP3 only: what was taken stays on the server

    smtp_host = models.CharField(max_length=200, blank=True)  # empty: this mailbox does not send
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    smtp_user = models.CharField(max_length=200, blank=True)
    smtp_password = models.TextField(blank=True)  # sealed

    smtp_per_minute = models.PositiveIntegerField(default=0)  # mails that the server takes in a minute; 0: no limit
    smtp_per_connection = models.PositiveIntegerField(default=100)  # mails before it wants a new connection
    smtp_recipients = models.PositiveIntegerField(default=100)  # addresses that it takes for one mail
    smtp_megabytes = models.PositiveIntegerField(default=0)  # of files in one mail; 0: what the handbook says
    dkim_selector = models.CharField(max_length=63, blank=True)  # empty: no key
    dkim_key = models.TextField(blank=True)  # sealed (core.sealing), made anew with each selector
    dkim_signs = models.BooleanField(default=False)  # off until its record is published
    minute_began = models.DateTimeField(null=True)  # the minute that is being counted, by all workers together
    minute_count = models.PositiveIntegerField(default=0)

    fetched_at = models.DateTimeField(null=True)  # last time the server answered for all its folders
    waiting_since = models.DateTimeField(null=True)  # since when the oldest mail has lain there that is not taken yet
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

    @property
    def addresses(self) -> list[str]:
        """Its own address and the further ones that arrive in it; mail may leave from each."""
        return [self.address, *self.aliases.split()]

    @property
    def folder_names(self) -> list[str]:
        """The folders that are read, the one that is listened to first. Never empty."""
        return self.folders.splitlines() or ["INBOX"]


class TeamSender(models.Model):
    """The address that letters about a team's requests come from: that of a mailbox, or one of its aliases."""

    team = models.OneToOneField("accounts.Team", on_delete=models.PROTECT, related_name="+")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="team_senders")
    address = models.EmailField()  # lower case
    name = models.CharField(max_length=80)  # what readers see beside it

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"


class Folder(models.Model):
    """How far one folder of an IMAP mailbox was read. A folder that is no longer read keeps its place."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="positions")
    name = models.CharField(max_length=200)
    uid_validity = models.BigIntegerField(null=True)  # empty until the first sweep is done
    last_uid = models.BigIntegerField(default=0)
    since = models.DateTimeField(null=True)  # when it was read for the first time: older mail is the owner's affair
    read_at = models.DateTimeField(null=True)  # last time all that waited was taken

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mailbox", "name"), name="one_position_per_folder"),)

    def __str__(self) -> str:
        return self.name


class Consent(models.Model):
    """Leave of an authority to read and send for a mailbox (OAuth 2.0). Secrets and tokens are sealed."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.PROTECT, related_name="consent")
    authority = models.CharField(max_length=10, choices=Authority)
    client_id = models.CharField(max_length=200)
    client_secret = models.TextField(blank=True)  # sealed
    tenant = models.CharField(max_length=100, blank=True)  # Microsoft only
    authorize_url = models.CharField(max_length=500, blank=True)  # this and the next two: another authority only
    token_url = models.CharField(max_length=500, blank=True)
    scopes = models.CharField(max_length=500, blank=True)
    refresh_token = models.TextField(blank=True)  # sealed; empty: no leave was given, or it was lost
    access_token = models.TextField(blank=True)  # sealed
    expires_at = models.DateTimeField(null=True)  # of the access token
    granted_at = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)
    lost_why = models.CharField(max_length=500, blank=True)  # the authority's words

    def __str__(self) -> str:
        return f"{self.authority}: {self.client_id}"


class PopMessage(models.Model):
    """A message on a POP3 server that needs no more taking, by the name that the server gives it (UIDL)."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="pop_messages", db_index=False)
    uidl = models.CharField(max_length=255)
    is_taken = models.BooleanField()  # False: it was there before the mailbox was read, and is never deleted

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mailbox", "uidl"), name="one_row_per_uidl"),)

    def __str__(self) -> str:
        return self.uidl


class ListEntry(models.Model):
    """A line of the block list or the allow list (5.2.1). Taken out, never deleted: the log names it for good."""

    verdict = models.CharField(max_length=5, choices=Verdict)
    kind = models.CharField(max_length=8, choices=EntryKind)
    value = models.CharField(max_length=254)  # as it is compared: lower case, words, a network, a number
    header = models.CharField(max_length=80, blank=True)  # name of the field, for kinds that need one
    deed = models.CharField(max_length=6, choices=Deed, default=Deed.HOLD)  # of the block list
    why = models.CharField(max_length=200)
    created_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)  # empty: it stands until somebody takes it out
    removed_at = models.DateTimeField(null=True)
    hits = models.PositiveIntegerField(default=0)  # mails whose fate it decided
    hit_at = models.DateTimeField(null=True)  # the last of them

    class Meta:
        verbose_name_plural = "list entries"
        constraints = (
            models.UniqueConstraint(
                fields=("verdict", "kind", "header", "value"),
                condition=Q(removed_at__isnull=True),
                name="one_live_list_entry",
            ),
        )
        indexes = (models.Index(fields=("-created_at", "-id"), name="list_entries_recent"),)

    def __str__(self) -> str:
        return f"{self.header}: {self.value}" if self.header else self.value


class MailLog(models.Model):
    """One message that came in, and what was done with it and why. The original is kept (3.4.2)."""

    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.PROTECT, related_name="received", db_index=False)
    mail_id = models.CharField(max_length=255, blank=True)  # Message-ID with angle brackets
    # SHA-256 of what a second delivery of the same message shares. NULL on rows that handled nothing: two workers that
    # get one message at the same moment are told apart by the unique index.
    fingerprint = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - see above
    from_address = models.CharField(max_length=254, blank=True)  # lower case
    to = models.JSONField(default=list)  # addresses as written
    cc = models.JSONField(default=list)
    subject = models.CharField(max_length=300, blank=True)
    size = models.PositiveIntegerField()  # bytes
    at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)  # at the mail server; kept for what was held back, whose time it is
    done = models.CharField(max_length=10, choices=Done)
    reason = models.CharField(max_length=300, blank=True)
    because = models.JSONField(default=list)  # what the decision rests on: codes of choices.Because with their evidence
    words_digest = models.CharField(max_length=32, blank=True)  # of subject, text and files: the same mail sent twice
    thread_root = models.CharField(max_length=30, blank=True)  # Outlook's conversation: the root of its Thread-Index
    problems = models.JSONField(default=list)  # codes of parsing.Problem
    verdict = models.CharField(max_length=10, choices=SenderCheck, blank=True)  # about the sender
    authserv = models.CharField(max_length=255, blank=True)  # who wrote the topmost results; "-": unnamed
    acknowledged = models.BooleanField(default=False)
    original = models.ForeignKey("files.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", null=True, on_delete=models.PROTECT, related_name="mail_log")
    message = models.ForeignKey(
        "tickets.Message", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entry = models.ForeignKey(ListEntry, null=True, on_delete=models.PROTECT, related_name="stopped", db_index=False)
    look_since = models.DateTimeField(null=True)  # it could not be handled and nobody has dealt with it yet

    class Meta:
        indexes = (
            models.Index(fields=("from_address", "at"), name="maillog_by_sender"),
            models.Index(fields=("-at", "-id"), name="maillog_recent"),
            models.Index(fields=("done", "-at", "-id"), name="maillog_by_outcome"),
            models.Index(fields=("mail_id",), condition=~Q(mail_id=""), name="maillog_by_mail_id"),
            models.Index(fields=("thread_root",), condition=~Q(thread_root=""), name="maillog_by_thread"),
            models.Index(fields=("look_since",), condition=Q(look_since__isnull=False), name="maillog_needs_a_look"),
        )

    def __str__(self) -> str:
        return f"{self.done}: {self.subject}"


class CleanUp(models.Model):
    """Requests that are closed as spam together, after a search; done by the worker, bit by bit, and taken back so."""

    wanted = models.JSONField(default=dict)  # what was searched for, see `cleaning.Wanted`
    ticket_ids = models.JSONField(default=list)  # what was found then
    marked_ids = models.JSONField(default=list)  # what was closed
    why = models.CharField(max_length=200)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    place = models.PositiveIntegerField(default=0)  # how many were looked at
    done_at = models.DateTimeField(null=True)
    undo_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    undo_asked_at = models.DateTimeField(null=True)
    undo_place = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("id",),
                condition=Q(done_at__isnull=True) | Q(undo_asked_at__isnull=False, undone_at__isnull=True),
                name="cleanups_at_work",
            ),
        )

    def __str__(self) -> str:
        return f"{len(self.ticket_ids)} requests: {self.why}"

    @property
    def is_at_work(self) -> bool:
        """Whether the worker has something to do about it."""
        return self.done_at is None or (self.undo_asked_at is not None and self.undone_at is None)

    @property
    def total(self) -> int:
        """How many the present work is about."""
        return len(self.ticket_ids) if self.undo_asked_at is None else len(self.marked_ids)

    @property
    def so_far(self) -> int:
        """How many of them were looked at."""
        return self.place if self.undo_asked_at is None else self.undo_place

    @property
    def skipped(self) -> int:
        """How many were left as they are: somebody answered or closed them meanwhile."""
        return self.place - len(self.marked_ids)


class Door(models.Model):
    """A worker's door for mail servers of one's own, as it fared when the worker last said so."""

    holder = models.CharField(max_length=200, unique=True)  # host and process
    place = models.CharField(max_length=200)  # lmtp://127.0.0.1:2424
    opened_at = models.DateTimeField(null=True)  # empty: it cannot listen
    seen_at = models.DateTimeField()
    error = models.CharField(max_length=500, blank=True)
    connections = models.PositiveIntegerField(default=0)  # now
    taken = models.PositiveIntegerField(default=0)  # messages stored since it was opened
    refused = models.PositiveIntegerField(default=0)  # connections and messages beyond the limits since then
    taken_at = models.DateTimeField(null=True)  # the last message

    def __str__(self) -> str:
        return f"{self.place} ({self.holder})"


class HookEvent(models.Model):
    """An event of a provider's webhook that was dealt with: what is sent again changes nothing."""

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("provider", "event_id"), name="one_hook_event"),)
        indexes = (models.Index(fields=("provider", "-at"), name="hook_events_recent"),)

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"


class HookSecret(models.Model):
    """What a provider's webhooks prove themselves with, set on the page. Sealed; shown once, when it is set."""

    provider = models.CharField(max_length=20, unique=True)
    sealed = models.TextField()  # core.sealing
    before = models.TextField(blank=True)  # sealed: the one that it took the place of, which counts on for a while
    before_until = models.DateTimeField(null=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.provider

    @property
    def still_before(self) -> bool:
        """Whether the one before still counts at this moment, for pages."""
        return bool(self.before and self.before_until and clock.now() < self.before_until)


class _LogIndex(models.Model):
    """Words of one line of the log: FTS5 on SQLite, a tsvector with GIN on PostgreSQL, made by hand in a migration."""

    rowid = models.BigIntegerField(primary_key=True)  # of the line
    tokens = models.TextField()

    class Meta:
        abstract = True
        managed = False

    def __str__(self) -> str:
        return f"words of {self.rowid}"


class ReceivedIndex(_LogIndex):
    """From, to, cc and subject of each MailLog."""

    class Meta(_LogIndex.Meta):
        db_table = "channels_email_received_index"


class SentIndex(_LogIndex):
    """To, cc and subject of each outgoing mail."""

    class Meta(_LogIndex.Meta):
        db_table = "channels_email_sent_index"
