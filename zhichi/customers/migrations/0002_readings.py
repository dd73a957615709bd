"""Names are found by every likely reading of their characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, models

from zhichi.customers.readings import readings

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 500


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Read the names that are there."""
    for model, column in (("Organisation", "name"), ("Contact", "display_name")):
        rows = apps.get_model("customers", model).objects
        batch = []
        for row in rows.only("pk", column).iterator(chunk_size=BATCH):
            row.readings = readings(getattr(row, column))
            batch.append(row)
        rows.bulk_update(batch, ["readings"], batch_size=BATCH)


def nothing(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The columns go; there is nothing to undo."""


class Migration(migrations.Migration):
    dependencies = (("customers", "0001_initial"),)
    operations = (
        migrations.AddField(
            "organisation", "readings", models.CharField(blank=True, default="", max_length=600), preserve_default=False
        ),
        migrations.AddField(
            "contact", "readings", models.CharField(blank=True, default="", max_length=600), preserve_default=False
        ),
        migrations.RunPython(fill, nothing),
    )
