"""Full reviews as rows, one open for each published article; versions are found by review and by publishing."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def open_reviews(apps: Any, schema_editor: Any) -> None:
    """Each published article waits for its next full review already."""
    article, review = apps.get_model("knowledge", "Article"), apps.get_model("knowledge", "FullReview")
    due = article.objects.filter(live__isnull=False, review_due_at__isnull=False).values_list("pk", "review_due_at")
    review.objects.bulk_create((review(article_id=key, due_at=at) for key, at in due.iterator()), batch_size=500)


def forget_reviews(apps: Any, schema_editor: Any) -> None:
    """The table goes with its rows."""


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FullReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="full_reviews",
                        to="knowledge.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="fullreview",
            index=models.Index(fields=["due_at"], name="knowledge_full_review_by_due"),
        ),
        migrations.AddConstraint(
            model_name="fullreview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at", None)), fields=("article",), name="knowledge_one_review_open"
            ),
        ),
        migrations.AddIndex(
            model_name="articleversion",
            index=models.Index(fields=["reviewed_at"], name="article_version_by_review"),
        ),
        migrations.AddIndex(
            model_name="articleversion",
            index=models.Index(fields=["published_at"], name="article_version_by_published"),
        ),
        migrations.RunPython(open_reviews, forget_reviews),
    ]
