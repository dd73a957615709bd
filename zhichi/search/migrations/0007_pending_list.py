"""How many new entries may wait before PostgreSQL sorts them in is said with each lot that is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def free(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the limit off the index: it would win over what a lot says."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER INDEX search_index_tokens RESET (gin_pending_list_limit)")


def limit(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """As it was before."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER INDEX search_index_tokens SET (gin_pending_list_limit = 256)")


class Migration(migrations.Migration):
    dependencies = (("search", "0006_meaning"),)
    operations = (migrations.RunPython(free, limit),)
