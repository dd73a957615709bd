"""Let the database itself refuse changes to published service levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import migrations

from zhichi.sla import guards

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def install(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers."""
    guards.install(editor.connection)


def remove(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers."""
    guards.remove(editor.connection)


class Migration(migrations.Migration):
    """Triggers on published versions."""

    atomic = True
    dependencies = [("sla", "0002_levels")]
    operations = [migrations.RunPython(install, remove)]
