"""Aliases and plus addresses of a mailbox; what each decision rests on, the same words twice, Outlook's conversations."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("channels_email", "0002_quotes"), ("tickets", "0008_threading")]

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
        migrations.AlterField(
            "maillog",
            "done",
            models.CharField(
                choices=[
                    ("new", "New request"),
                    ("added", "Added to its request"),
                    ("reopened", "Reopened its request"),
                    ("follows", "New request that follows a closed one"),
                    ("noted", "Added as an internal note of a colleague"),
                    ("bounce", "Notice of a mail server, added to its request"),
                    ("duplicate", "Already here"),
                    ("own", "Our own mail came back"),
                    ("unmatched", "Automatic notice that belongs to no request"),
                    ("failed", "Needs a look"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            "maillog",
            models.Index(fields=["thread_root"], condition=~Q(thread_root=""), name="maillog_by_thread"),
        ),
    ]
