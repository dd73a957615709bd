"""Versions of the handbook and of the service charter. Neither is ever changed, only superseded."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class HandbookVersion(models.Model):
    """The handbook as changed by one new policy value (1.2). Version 1 is the shipped one and has no row."""

    number = models.PositiveIntegerField(unique=True)  # 2, 3, 4 …
    at = models.DateTimeField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    author_label = models.CharField(max_length=200)
    reason = models.TextField()
    changes = models.JSONField()  # [{"key": "2.4.reopen_days", "clause": "2.4", "before": 7, "after": 10}]

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"handbook v{self.number}"


class CharterVersion(models.Model):
    """The service charter in both languages (1.1), plain text with empty lines between paragraphs."""

    number = models.PositiveIntegerField(unique=True)  # 2, 3, 4 …; version 1 is the shipped text
    at = models.DateTimeField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    text_zh = models.TextField()
    text_en = models.TextField()

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"charter v{self.number}"
