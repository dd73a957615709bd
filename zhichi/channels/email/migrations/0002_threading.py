"""Aliases and plus addresses of a mailbox; what each decision rests on, the same words twice, Outlook's conversations."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("channels_email", "0001_initial"), ("tickets", "0008_threading")]

    operations = [
        migrations.AddField("mailbox", "aliases", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("mailbox", "plus_addresses", models.BooleanField(default=False)),
        migrations.AddField("maillog", "because", models.JSONField(default=list)),
        migrations.AddField(
            "maillog",
            "words_digest",
            models.CharField(blank=True, default="", max_length=32),
            preserve_default=False,
        ),
        migrations.AddField(
            "maillog", "thread_root", models.CharField(blank=True, default="", max_length=30), preserve_default=False
        ),
        migrations.AddIndex(
            "maillog",
            models.Index(fields=["thread_root"], condition=~Q(thread_root=""), name="maillog_by_thread"),
        ),
    ]
