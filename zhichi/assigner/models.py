"""Rules and switches of routing, what came of each request, customers' engineers, escalations, alerts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhichi.assigner.choices import Mode, Outcome, Pattern
from zhichi.core.names import Titled


class TeamSwitch(models.Model):
    """Whether requests of a team are assigned by themselves. No row means: by hand, as without the assigner."""

    team = models.OneToOneField("accounts.Team", on_delete=models.PROTECT, related_name="+")
    is_on = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.team_id} {'on' if self.is_on else 'off'}"


class RoutingRule(Titled, models.Model):
    """One line of the table that is read from the top; the first that matches decides. Empty conditions match all."""

    order = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    is_on = models.BooleanField(default=True)
    channels = models.JSONField(default=list, blank=True)
    types = models.JSONField(default=list, blank=True)
    urgency = models.CharField(max_length=8, blank=True)
    products = models.JSONField(default=list, blank=True)  # ids
    organisation = models.ForeignKey(
        "customers.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.JSONField(default=list, blank=True)  # one of them stands in the subject
    language = models.CharField(max_length=10, blank=True)
    team = models.ForeignKey("accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    skills = models.JSONField(default=dict, blank=True)  # {"id of the skill": least level}
    posts = models.JSONField(default=list, blank=True)
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.ASSIGN)
    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """The key of this rule's history."""
        return f"routing_rule:{self.pk}"


class Decision(models.Model):
    """The newest look at one request: what came of it, by which version of which rule, and what spoke for whom."""

    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(RoutingRule, null=True, on_delete=models.PROTECT, related_name="+")
    rule_version = models.PositiveIntegerField(default=0)
    told = models.JSONField(default=list)  # everybody who was looked at, see `explaining.Told`
    declined = models.JSONField(default=list)  # ids of those who did not take an offer
    offered_until = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("person", "outcome"), name="decision_by_person"),
            models.Index(fields=("offered_until",), condition=Q(outcome=Outcome.OFFERED), name="decision_offered"),
        )

    def __str__(self) -> str:
        return f"{self.outcome} for {self.ticket_id}"


class LastGiven(models.Model):
    """When somebody last got a request, so that all take turns."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} at {self.at:%Y-%m-%d %H:%M}"


class CustomersEngineer(models.Model):
    """Who a customer would rather work with (5.1.3, 专属工程师): of a whole organisation, or of one contact."""

    organisation = models.OneToOneField(
        "customers.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact = models.OneToOneField(
        "customers.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation=None, contact__isnull=False) | Q(organisation__isnull=False, contact=None),
                name="engineer_of_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} for {self.organisation_id or self.contact_id}"


class Escalation(models.Model):
    """A hard problem that went from a junior to a senior, why, and what had been tried (4.2)."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    junior = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    senior = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    tried = models.TextField()
    why = models.JSONField(default=list)  # why this senior, as stored reasons
    at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("ticket", "-at"), name="to_senior_of_ticket"),
            models.Index(fields=("at",), name="to_senior_by_day"),
        )

    def __str__(self) -> str:
        return f"{self.junior_id} to {self.senior_id}, ticket {self.ticket_id}"


class TransferAlert(models.Model):
    """A request that is passed around (3.3.1, 推诿): until a supervisor settles it, nobody else moves it on."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    pattern = models.CharField(max_length=16, choices=Pattern)
    path = models.JSONField(default=list)  # names of those who had it, in order
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ticket",), condition=Q(settled_at=None), name="one_open_transfer_alert"),
        )
        indexes = (models.Index(fields=("at",), name="transfer_alert_by_day"),)

    def __str__(self) -> str:
        return f"{self.pattern} of {self.ticket_id}"
