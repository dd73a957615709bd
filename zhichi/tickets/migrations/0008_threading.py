"""Why a message stands in its ticket; where answers to messages go that a split took over."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def remember_splits(apps: Any, schema_editor: Any) -> None:
    """Splits of before: the ticket keeps a list, each message now knows it too."""
    tickets, messages = apps.get_model("tickets", "Ticket"), apps.get_model("tickets", "Message")
    for ticket in tickets.objects.exclude(taken=[]).order_by("pk").iterator():
        messages.objects.filter(pk__in=ticket.taken, taken_by=None).exclude(ticket=ticket).update(taken_by=ticket)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_quotes")]

    operations = [
        migrations.AddField("message", "why", models.JSONField(blank=True, default=list)),
        migrations.AddField(
            "message",
            "taken_by",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tickets.ticket",
            ),
        ),
        migrations.RunPython(remember_splits, migrations.RunPython.noop),
    ]
