"""Messages know the invitation that came with them."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0008_threading")]

    operations = [migrations.AddField("message", "invitation", models.JSONField(blank=True, default=dict))]
