"""Let the database itself refuse changes to the record (handbook 3.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import migrations

from zhichi.records import guards

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def install(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers."""
    guards.install(editor.connection)


def remove(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers."""
    guards.remove(editor.connection)


class Migration(migrations.Migration):
    """Triggers on events and payloads."""

    atomic = True
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
