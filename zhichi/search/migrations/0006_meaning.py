"""Vectors of passages, and the models that made them."""

from __future__ import annotations

from django.db import migrations, models

import zhichi.search.models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0005_generations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Meaning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("mark", models.CharField(default=zhichi.search.models.new_mark, max_length=32)),
                ("dimensions", models.PositiveIntegerField(default=0)),
                ("is_current", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("model", models.PositiveIntegerField()),
                ("document_id", models.BigIntegerField(db_index=True)),
                ("start", models.PositiveIntegerField()),
                ("length", models.PositiveIntegerField()),
                ("is_han", models.BooleanField()),
                ("digest", models.CharField(max_length=32)),
                ("vector", models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name="document",
            name="meant_by",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["meant_by", "id"], name="document_by_model"),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(fields=["model", "digest"], name="passage_by_digest"),
        ),
    ]
