"""Normal forms, lengths, facets and days of documents; how frequent words are. The index is built anew by its tails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FOLLOWERS = ("tickets.search",)
# What is not searched stands first: SQLite reads a row from its beginning, and the tokens are long.
SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(kind UNINDEXED, object_id UNINDEXED, visibility UNINDEXED,"
    " day UNINDEXED, tokens, tokenize = \"ascii tokenchars '._-:/+#@^='\", prefix = '1')",
)
POSTGRESQL = (
    "CREATE TABLE search_index (rowid bigint PRIMARY KEY, kind varchar(30) NOT NULL, object_id bigint NOT NULL,"
    " visibility varchar(12) NOT NULL, day integer NOT NULL, tokens tsvector NOT NULL) WITH (toast_tuple_target = 128)",
    "ALTER TABLE search_index ALTER COLUMN tokens SET STORAGE EXTERNAL",
    "CREATE INDEX search_index_tokens ON search_index USING gin (tokens) WITH (gin_pending_list_limit = 256)",
)
OLD_SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(tokens, kind UNINDEXED, object_id UNINDEXED, visibility UNINDEXED,"
    " tokenize = \"ascii tokenchars '._-:/+#@'\", prefix = '1')",
)


def _remake(apps: Apps, editor: BaseDatabaseSchemaEditor, statements: tuple[str, ...]) -> None:
    editor.execute("DROP TABLE search_index")
    for statement in statements:
        editor.execute(statement)
    apps.get_model("search", "Document").objects.all().delete()
    apps.get_model("records", "Cursor").objects.filter(subscriber__in=FOLLOWERS).update(position=0, alone_until=0)


def make(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index anew; whoever feeds it begins at the beginning of the record."""
    _remake(apps, schema_editor, POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def unmake(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The index as it was before."""
    if schema_editor.connection.vendor == "postgresql":
        old = tuple(statement.replace(" day integer NOT NULL,", "") for statement in POSTGRESQL)
    else:
        old = OLD_SQLITE
    _remake(apps, schema_editor, old)


class Migration(migrations.Migration):
    dependencies = (("search", "0002_full_text_index"), ("records", "0003_problem_in_every_language"))
    operations = (
        migrations.RunPython(make, unmake),
        migrations.AddField("document", "plain", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("document", "length", models.PositiveIntegerField(default=0)),
        migrations.AddField("document", "facets", models.JSONField(blank=True, default=dict)),
        migrations.CreateModel(
            name="Census",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField()),
                ("documents", models.PositiveIntegerField()),
                ("counted", models.PositiveIntegerField()),
                ("length", models.FloatField()),
                ("holders", models.JSONField()),
            ],
        ),
    )
