"""Access tokens, and the answers remembered for repeated requests."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from zhichi.api.choices import IMPLIES, Scope


class ApiToken(models.Model):
    """Lets a program act as its owner within scopes. Only the hash of the secret is kept; it is shown once."""

    name = models.CharField(max_length=80)
    hint = models.CharField(max_length=12)  # first characters of the secret, to tell tokens apart
    secret_hash = models.CharField(max_length=64, unique=True)  # SHA-256, hex: the secret has 256 random bits
    scopes = models.JSONField(default=list)  # choices.Scope
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    def grants(self, scope: Scope) -> bool:
        """Whether the token names `scope`, or one that implies it."""
        return scope in self.scopes or any(scope in IMPLIES.get(Scope(name), ()) for name in self.scopes)

    def is_usable(self, at: datetime) -> bool:
        """Whether it is neither revoked nor expired at `at` (aware)."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


class RememberedAnswer(models.Model):
    """The answer to a request that carried an Idempotency-Key, so that repeating it changes nothing."""

    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("token", "key"), name="answered_once"),)

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
