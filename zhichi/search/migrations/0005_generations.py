"""Generations of the index, so that a new one can be built beside the one in use."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("search", "0004_synonyms"),)
    operations = (
        migrations.AddField("document", "generation", models.PositiveIntegerField(default=1)),
        migrations.CreateModel(
            name="Generation",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, default=1, serialize=False)),
                ("current", models.PositiveIntegerField(default=1)),
                ("building", models.PositiveIntegerField(null=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("started_at", models.DateTimeField(null=True)),
                ("moved_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
        ),
    )
