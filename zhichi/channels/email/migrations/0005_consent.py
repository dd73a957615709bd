"""Mailboxes that sign in by permission of an authority (OAuth 2.0)."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels_email", "0004_fetching")]

    operations = [
        migrations.AddField(
            "mailbox",
            "sign_in",
            models.CharField(
                choices=[
                    ("password", "Password or authorisation code"),
                    ("oauth2", "Permission of the provider (OAuth 2.0)"),
                ],
                default="password",
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            "Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "authority",
                    models.CharField(
                        choices=[
                            ("microsoft", "Microsoft 365"),
                            ("google", "Google"),
                            ("other", "Another authority"),
                        ],
                        max_length=10,
                    ),
                ),
                ("client_id", models.CharField(max_length=200)),
                ("client_secret", models.TextField(blank=True)),
                ("tenant", models.CharField(blank=True, max_length=100)),
                ("authorize_url", models.CharField(blank=True, max_length=500)),
                ("token_url", models.CharField(blank=True, max_length=500)),
                ("scopes", models.CharField(blank=True, max_length=500)),
                ("refresh_token", models.TextField(blank=True)),
                ("access_token", models.TextField(blank=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("granted_at", models.DateTimeField(null=True)),
                ("lost_at", models.DateTimeField(null=True)),
                ("lost_why", models.CharField(blank=True, max_length=500)),
                (
                    "mailbox",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consent",
                        to="channels_email.mailbox",
                    ),
                ),
            ],
        ),
    ]
