"""The full-text index: FTS5 on SQLite, tsvector with GIN on PostgreSQL. Token text comes ready-made from tokens.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The "ascii" tokeniser takes every character beyond ASCII as part of a word; the listed signs stay inside words too.
SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(tokens, kind UNINDEXED, object_id UNINDEXED, visibility UNINDEXED,"
    " tokenize = \"ascii tokenchars '._-:/+#@'\", prefix = '1')",
)
# The vectors lie apart from their rows, so that a word that thousands of rows hold is answered from few pages.
POSTGRESQL = (
    "CREATE TABLE search_index (rowid bigint PRIMARY KEY, kind varchar(30) NOT NULL, object_id bigint NOT NULL,"
    " visibility varchar(12) NOT NULL, tokens tsvector NOT NULL) WITH (toast_tuple_target = 128)",
    "ALTER TABLE search_index ALTER COLUMN tokens SET STORAGE EXTERNAL",
    # New entries wait in a short list before they are sorted in: a long one would make each question slow.
    "CREATE INDEX search_index_tokens ON search_index USING gin (tokens) WITH (gin_pending_list_limit = 256)",
)


def make(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index for the database at hand."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop it again; documents stay."""
    schema_editor.execute("DROP TABLE search_index")


class Migration(migrations.Migration):
    dependencies = (("search", "0001_initial"),)
    operations = (migrations.RunPython(make, drop),)
