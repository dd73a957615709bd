"""Forms that were sent once, and links that sign a customer in."""

from __future__ import annotations

from django.db import models


class Submission(models.Model):
    """A form that has done its work: sending it again (double click, lost answer) leads to the same request."""

    key = models.CharField(max_length=64, unique=True)  # SHA-256 of the form's signed token and what it is for
    ticket = models.ForeignKey("tickets.Ticket", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key[:12]


class SignInLink(models.Model):
    """A link mailed to an address; it works once, for a quarter of an hour. Unknown addresses get a row and no mail."""

    secret_hash = models.CharField(max_length=64, unique=True)
    address = models.EmailField(max_length=254)  # lower case
    created_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.address
