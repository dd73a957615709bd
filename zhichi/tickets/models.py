"""Tickets, their messages, and the records the handbook asks for: confirmation, solutions, follow-up."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhichi.tickets.choices import (
    FAR,
    PUBLIC_KINDS,
    CallDirection,
    Channel,
    ClosedAs,
    ConfirmationMethod,
    FollowUpMethod,
    FollowUpOutcome,
    MessageKind,
    SolutionKind,
    SolutionState,
    State,
    TicketType,
    Urgency,
)
from zhichi.tickets.numbers import number_of

SNOOZED = Q(snoozed_until__isnull=False)


def new_public_id() -> str:
    """128 random bits, safe in an address."""
    return secrets.token_urlsafe(16)


def _list_index(name: str, *, is_open: bool) -> list[models.Index]:
    """What a list of the department, of a team and of a person walks, newest change first."""
    condition, newest = Q(is_open=is_open), ("-updated_at", "-id")
    return [
        models.Index(fields=newest, condition=condition, name=f"ticket_{name}"),
        models.Index(fields=("team", *newest), condition=condition, name=f"ticket_{name}_team"),
        models.Index(fields=("owner", *newest), condition=condition, name=f"ticket_{name}_owner"),
    ]


def _due_index() -> list[models.Index]:
    """What the same lists walk in order of the nearest promise; only open tickets have one."""
    condition, soonest = Q(is_open=True), ("due_at", "id")
    return [
        models.Index(fields=soonest, condition=condition, name="ticket_due"),
        models.Index(fields=("team", *soonest), condition=condition, name="ticket_due_team"),
        models.Index(fields=("owner", *soonest), condition=condition, name="ticket_due_owner"),
    ]


class Ticket(models.Model):
    """One service request. Always has one accountable owner: a person, else a duty role (3.3.1)."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    type = models.CharField(max_length=12, choices=TicketType, blank=True)
    urgency = models.CharField(max_length=8, choices=Urgency, default=Urgency.NORMAL)
    state = models.CharField(max_length=14, choices=State, default=State.NEW)
    is_open = models.BooleanField(default=True)  # state is not closed; kept beside it for the indexes
    channel = models.CharField(max_length=8, choices=Channel)
    subject = models.CharField(max_length=300)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    contact = models.ForeignKey(
        "customers.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="tickets"
    )
    organisation = models.ForeignKey(
        "customers.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="tickets"
    )
    product = models.ForeignKey(
        "customers.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="tickets"
    )
    asset = models.ForeignKey(
        "customers.Asset", null=True, blank=True, on_delete=models.PROTECT, related_name="tickets"
    )
    version = models.CharField(max_length=120, blank=True)  # model or version as the customer says it
    occurred_at = models.DateTimeField(null=True, blank=True)
    affected = models.PositiveIntegerField(null=True, blank=True)  # how many users are affected
    cc = models.JSONField(default=list, blank=True)  # addresses that took part and get copies

    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="tickets")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets"
    )
    duty_role = models.ForeignKey("accounts.DutyRole", on_delete=models.PROTECT, related_name="tickets")

    round = models.PositiveSmallIntegerField(default=1)  # solution round, raised by each reopening
    round_at = models.DateTimeField(null=True)  # when this round began; the first one with the request
    told_at = models.DateTimeField(null=True)  # when the customer last heard from us (3.1.3)
    due_at = models.DateTimeField(default=FAR)  # the nearest promise; far away when none runs
    clock = models.JSONField(null=True)  # that promise as a row shows it, see `tickets.clocks.Shown`
    level_version = models.PositiveIntegerField(null=True)  # of the service levels; none: before any was published
    level = models.JSONField(null=True)  # what it gets by them, see `sla.levels.Held`; none: the handbook alone
    report_at = models.DateTimeField(null=True)  # when the next progress report is due; none while it need not come
    agreed_at = models.DateTimeField(null=True)  # when another time for it was agreed with the customer (3.1.3)
    agreed_for = models.DateTimeField(null=True)  # and for when
    carried = models.JSONField(default=dict)  # clocks that go on from a merged ticket, see `clocks.carry`
    snoozed_until = models.DateTimeField(null=True)  # out of its owner's list until then; stops no clock
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    merge = models.JSONField(null=True)  # of a merged ticket: what undoing it restores
    closed_as = models.CharField(max_length=10, choices=ClosedAs, blank=True)  # no request at all; out of the figures
    set_aside = models.JSONField(null=True)  # of such a ticket: what taking it back restores
    absorbed = models.JSONField(default=list)  # ids of the tickets merged into this one, theirs too
    taken = models.JSONField(default=list)  # ids of messages that a split took over; they stay where they were said
    transfers = models.PositiveSmallIntegerField(default=0)
    needs_reply = models.BooleanField(default=True)  # the customer had the last word
    received_at = models.DateTimeField()  # when the request reached us
    registered_at = models.DateTimeField()  # when it became a ticket
    assigned_at = models.DateTimeField(null=True)  # first person
    responded_at = models.DateTimeField(null=True)  # first human answer
    confirmed_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = (
            # Lists show open or closed tickets, never both. As a column of the index a truth value would not be used on
            # SQLite, where Django asks for "is_open" and not for "is_open = 1".
            *_list_index("open", is_open=True),
            *_list_index("closed", is_open=False),
            models.Index(fields=("contact", "-updated_at", "-id"), name="ticket_by_contact"),
            models.Index(fields=("organisation", "-updated_at", "-id"), name="ticket_by_organisation"),
            *_due_index(),
            models.Index(
                fields=("owner", "report_at", "id"), condition=Q(report_at__isnull=False), name="ticket_report"
            ),
            models.Index(fields=("owner", "snoozed_until", "id"), condition=SNOOZED, name="ticket_snoozed"),
            models.Index(fields=("snoozed_until",), condition=SNOOZED, name="ticket_to_wake"),
            models.Index(fields=("state", "-updated_at", "-id"), name="ticket_by_state"),
            models.Index(fields=("registered_at",), name="ticket_by_day"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, is_open=False) | (~Q(state=State.CLOSED) & Q(is_open=True)),
                name="ticket_open_agrees",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"

    @property
    def number(self) -> str:
        """The number people say: digits with a check digit."""
        return number_of(self.pk)

    @property
    def level_name(self) -> str:
        """The service level by name; empty for that of the handbook."""
        return self.level["name"] if self.level else ""

    @property
    def stream(self) -> str:
        """The key of this ticket's history in the service record."""
        return f"ticket:{self.pk}"


class Message(models.Model):
    """Something said about a ticket. Never changed after it is written; a withdrawn reply keeps its row."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=8, choices=MessageKind)
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact = models.ForeignKey("customers.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    author_label = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)  # sanitised; empty when the text says it all
    trimmed_text = models.TextField(blank=True)  # without quotes of earlier mail; empty when nothing is left out
    trimmed_html = models.TextField(blank=True)  # likewise; only pieces of `html`
    report = models.TextField(blank=True)  # of a progress report: the sentence about what is being done (3.1.3)
    at = models.DateTimeField()  # when it was said
    is_automatic = models.BooleanField(default=False)  # out-of-office and the like: sets nothing off
    notices = models.JSONField(default=list, blank=True)  # codes of what the reader should know ("too-large:x.zip")
    why = models.JSONField(default=list, blank=True)  # codes of its channel: why it stands in this ticket
    invitation = models.JSONField(default=dict, blank=True)  # see invitations.py; empty for none
    mail_id = models.CharField(max_length=255, blank=True)  # Message-ID with angle brackets
    original = models.ForeignKey("files.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outbound = models.ForeignKey(
        "outbound.OutboundMail", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recipients = models.JSONField(default=list, blank=True)
    # The ticket that a split gave it to: what answers it goes there. It stays where it was said.
    taken_by = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)
    call_direction = models.CharField(max_length=3, choices=CallDirection, blank=True)
    call_answered = models.BooleanField(null=True)
    call_seconds = models.PositiveIntegerField(null=True)
    call_number = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("ticket", "at", "id"), name="message_in_order"),
            models.Index(fields=("mail_id",), condition=~Q(mail_id=""), name="message_by_mail_id"),
        )

    def __str__(self) -> str:
        return f"{self.kind} on {self.ticket_id}"

    @property
    def new_text(self) -> str:
        """What is new in it, for lists, search and notices: all of it unless quotes were left out."""
        return self.trimmed_text or self.text

    @property
    def is_public(self) -> bool:
        """Whether the customer may read it: never notes, calls, or what was taken back."""
        return self.kind in PUBLIC_KINDS and self.withdrawn_at is None


class Confirmation(models.Model):
    """What the cause was judged to be, how and by whom (2.2)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="confirmations")
    round = models.PositiveSmallIntegerField()
    cause = models.TextField()
    method = models.CharField(max_length=8, choices=ConfirmationMethod)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"confirmation of {self.ticket_id}, round {self.round}"


class Solution(models.Model):
    """A proposed way to solve the request, with the parts its kind asks for (2.3)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="solutions")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=14, choices=SolutionKind)
    state = models.CharField(max_length=8, choices=SolutionState, default=SolutionState.PROPOSED)
    parts = models.JSONField(default=dict)  # choices.SOLUTION_FIELDS
    explanation = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)  # verified or rejected

    def __str__(self) -> str:
        return f"{self.kind} for {self.ticket_id}"


class FollowUp(models.Model):
    """The task to ask whether the solution works (2.4, 回访). Only its outcome closes or reopens."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="follow_ups")
    round = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)  # calls that nobody answered
    outcome = models.CharField(max_length=10, choices=FollowUpOutcome, blank=True)
    method = models.CharField(max_length=8, choices=FollowUpMethod, blank=True)
    opinion = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ticket",), condition=Q(done_at=None), name="one_open_follow_up"),
        )
        indexes = (models.Index(fields=("due_at",), condition=Q(done_at=None), name="follow_up_due"),)

    def __str__(self) -> str:
        return f"follow-up of {self.ticket_id}, round {self.round}"


class Tag(models.Model):
    """A word that staff put on tickets."""

    name = models.CharField(max_length=40, unique=True)
    tickets = models.ManyToManyField(Ticket, related_name="tags")

    def __str__(self) -> str:
        return self.name


class Watch(models.Model):
    """A member of staff who wants to hear about a ticket."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="watches")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="watches")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ticket", "user"), name="watched_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} watches {self.ticket_id}"


class Draft(models.Model):
    """Unsent text of one person on one ticket, by tab. Survives every other action."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=MessageKind)
    text = models.TextField()
    files = models.JSONField(default=list)  # public ids of fresh uploads
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ticket", "user", "kind"), name="one_draft_each"),)

    def __str__(self) -> str:
        return f"draft of {self.user_id} on {self.ticket_id}"


class SavedView(models.Model):
    """A queue with filters that somebody keeps, for themselves or for a team."""

    name = models.CharField(max_length=60)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views")
    team = models.ForeignKey("accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    filters = models.JSONField(default=dict)  # selectors.queue.Filters as a dict
    order = models.PositiveSmallIntegerField(default=0)
    is_removed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Presence(models.Model):
    """Who has a ticket open right now; rows older than a minute mean nothing."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    doing = models.CharField(max_length=8, blank=True)  # "", "reply", "note"
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ticket", "user"), name="present_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} on {self.ticket_id}"


class TicketMove(models.Model):
    """A ticket that a merge of two contacts moved, so that undoing the merge moves it back."""

    merge_id = models.BigIntegerField(db_index=True)  # customers.ContactMerge
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.ticket_id} by merge {self.merge_id}"


class Tally(models.Model):
    """How many open tickets share one team, owner, state, urgency and snooze; kept by every write.

    Ids instead of foreign keys: 0 stands for "nobody". `slot` spreads the writes of busy rows over several.
    """

    team_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(default=0)
    state = models.CharField(max_length=14)
    urgency = models.CharField(max_length=8)
    snoozed = models.BooleanField(default=False)
    slot = models.PositiveSmallIntegerField(default=0)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("team_id", "owner_id", "state", "urgency", "snoozed", "slot"), name="tally_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.team_id}/{self.owner_id}/{self.state}: {self.count}"


class ReportTemplate(models.Model):
    """The words around a progress report in one language (3.1.3). Text with marks, never compiled as a template."""

    language = models.CharField(max_length=10, choices=settings.LANGUAGES, unique=True)
    text = models.TextField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.language


class Submission(models.Model):
    """The key of a form that was carried out, so that a second post of the same form changes nothing."""

    key = models.CharField(max_length=80, unique=True)  # "account id:form key"
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
