"""Words that stand for each other in questions."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("search", "0003_ranking"),)
    operations = (
        migrations.CreateModel(
            name="SynonymGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.JSONField()),
                ("is_active", models.BooleanField(default=True)),
                ("updated_at", models.DateTimeField()),
            ],
        ),
    )
