"""Articles, drafts, versions, readers, modules, classifications, tags."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import zhichi.knowledge.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("customers", "0003_contracts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=40, unique=True)),
            ],
            options={
                "ordering": ("key",),
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                (
                    "language",
                    models.CharField(choices=[("zh-hans", "Simplified Chinese"), ("en", "English")], max_length=10),
                ),
                ("family", models.CharField(default=zhichi.knowledge.models.new_family, max_length=16)),
                ("title", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "In review"),
                            ("reviewed", "Reviewed"),
                            ("published", "Published"),
                            ("archived", "Archived"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                (
                    "importance",
                    models.PositiveSmallIntegerField(choices=[(1, "Low"), (2, "Normal"), (3, "High")], default=2),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "Everybody, without signing in"),
                            ("customers", "All customers"),
                            ("organisations", "Customers of chosen organisations"),
                            ("products", "Customers of chosen products"),
                            ("staff", "All staff"),
                            ("posts", "Chosen posts"),
                            ("teams", "Chosen teams"),
                        ],
                        default="staff",
                        max_length=14,
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(default=100)),
                ("versions_made", models.PositiveIntegerField(default=0)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("publish_at", models.DateTimeField(null=True)),
                ("review_due_at", models.DateTimeField(null=True)),
                ("agrees_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "creator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ArticleVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("summary", models.CharField(blank=True, max_length=500)),
                ("parts", models.JSONField(blank=True, default=dict)),
                ("search_words", models.CharField(blank=True, max_length=500)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("number", models.PositiveIntegerField()),
                ("author_label", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("waiting", "In review"),
                            ("approved", "Approved"),
                            ("returned", "Sent back"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("remarks", models.TextField(blank=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("restores", models.PositiveIntegerField(null=True)),
                ("files", models.JSONField(blank=True, default=list)),
                ("open_files", models.JSONField(blank=True, default=list)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="knowledge.article"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-number",),
            },
        ),
        migrations.AddField(
            model_name="article",
            name="live",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="knowledge.articleversion",
            ),
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("name_en", models.CharField(blank=True, max_length=80)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "scheme",
                    models.CharField(
                        choices=[
                            ("area", "Business area"),
                            ("technology", "Technology"),
                            ("process", "Service process"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="knowledge.category",
                    ),
                ),
            ],
            options={
                "ordering": ("scheme", "order", "pk"),
            },
        ),
        migrations.AddField(
            model_name="article",
            name="categories",
            field=models.ManyToManyField(blank=True, related_name="articles", to="knowledge.category"),
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("summary", models.CharField(blank=True, max_length=500)),
                ("parts", models.JSONField(blank=True, default=dict)),
                ("search_words", models.CharField(blank=True, max_length=500)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("based_on", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField()),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draft", to="knowledge.article"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Module",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("name_en", models.CharField(blank=True, max_length=80)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "rhythm",
                    models.CharField(
                        blank=True,
                        choices=[("weekly", "Every week"), ("monthly", "Every month"), ("quarterly", "Every quarter")],
                        max_length=10,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="knowledge.module",
                    ),
                ),
            ],
            options={
                "ordering": ("order", "pk"),
            },
        ),
        migrations.AddField(
            model_name="article",
            name="module",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="knowledge.module",
            ),
        ),
        migrations.CreateModel(
            name="Reader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "post",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("manager", "Manager"),
                            ("supervisor", "Supervisor"),
                            ("senior", "Senior engineer"),
                            ("junior", "Junior engineer"),
                            ("assistant", "Assistant"),
                            ("customer_service", "Customer service"),
                            ("knowledge_editor", "Knowledge editor"),
                            ("auditor", "Auditor"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readers", to="knowledge.article"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.organisation",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.product"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.team"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="article",
            name="tags",
            field=models.ManyToManyField(blank=True, related_name="articles", to="knowledge.tag"),
        ),
        migrations.CreateModel(
            name="Applies",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versions", models.JSONField(blank=True, default=list)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.product"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="applies", to="knowledge.article"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("article", "product"), name="article_product_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="articleversion",
            constraint=models.UniqueConstraint(fields=("article", "number"), name="article_version_once"),
        ),
        migrations.AddConstraint(
            model_name="reader",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organisation__isnull", False), ("post", ""), ("product", None), ("team", None)),
                    models.Q(("organisation", None), ("post", ""), ("product__isnull", False), ("team", None)),
                    models.Q(("organisation", None), ("post", ""), ("product", None), ("team__isnull", False)),
                    models.Q(
                        ("organisation", None), ("product", None), ("team", None), models.Q(("post", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="article_reader_is_one",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["-updated_at", "-id"], name="article_by_update"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["state", "-updated_at"], name="article_by_state"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("state", "reviewed")), fields=["publish_at"], name="article_scheduled"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("live__isnull", False)), fields=["review_due_at"], name="article_review_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(fields=("family", "language"), name="article_one_variant_each"),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True), ("live__isnull", False), _connector="OR"
                ),
                name="article_published_is_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "archived"), _negated=True), ("live", None), _connector="OR"),
                name="article_archived_is_gone",
            ),
        ),
    ]
