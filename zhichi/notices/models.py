"""Tables of notices."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

OPEN = Q(ended_at=None)
UNREAD = OPEN & Q(read_at=None)
WAITING = OPEN & Q(needs_acknowledgement=True, acknowledged_at=None)
TO_MAIL = UNREAD & Q(wants_mail=True, mailed_at=None)


class Notice(models.Model):
    """Something that one person was told. Times are UTC."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    stream = models.CharField(max_length=80, blank=True)  # what it is about ("ticket:17")
    label = models.CharField(max_length=200, blank=True)  # how that was called then
    data = models.JSONField(default=dict)  # plain values for the kind's wording
    severity = models.CharField(max_length=8)
    needs_acknowledgement = models.BooleanField(default=False)
    wants_mail = models.BooleanField(default=False)
    dedupe_key = models.CharField(max_length=160, null=True)  # noqa: DJ001 - NULL is "no key", many allowed
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    mailed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # it asks for nothing any more: what it was about is done
    withdrawn_for = models.CharField(max_length=150, blank=True)  # or it is this colleague's now

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "dedupe_key"), name="notice_told_once"),)
        indexes = (
            models.Index(fields=("person", "-id"), name="notice_of_person"),
            models.Index(fields=("person", "-id"), condition=WAITING, name="notice_waiting"),
            models.Index(fields=("person",), condition=UNREAD, name="notice_unread"),
            models.Index(fields=("person",), condition=TO_MAIL, name="notice_to_mail"),
            models.Index(fields=("stream",), condition=OPEN & ~Q(stream=""), name="notice_of_stream"),
            models.Index(fields=("made_at",), name="notice_by_day"),
        )

    def __str__(self) -> str:
        return f"{self.kind} to {self.person_id}"


class Inbox(models.Model):
    """What is kept for one person: how many notices are unread and wait, how they arrive, when the next mail is due."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="inbox", primary_key=True
    )
    unread = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    mails = models.BooleanField(default=True)
    quiet = models.BooleanField(default=True)  # mails only in working hours or on duty
    mail_due_at = models.DateTimeField(null=True)
    last_mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("mail_due_at",), condition=Q(mail_due_at__isnull=False), name="inbox_to_mail"),)

    def __str__(self) -> str:
        return f"inbox of {self.person_id}"

    @property
    def stream(self) -> str:
        """The key of this inbox's history in the service record."""
        return f"inbox:{self.person_id}"
