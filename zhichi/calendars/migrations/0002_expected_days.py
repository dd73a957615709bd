from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NEWEST = 2026  # the last year whose notice any release before this one knew


def mark(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What was proposed of the Chinese calendar for a year that was not published was what the law itself fixes."""
    rows = apps.get_model("calendars", "DateEntry").objects.filter(origin__kind="statutory", day__year__gt=NEWEST)
    rows.update(is_expected=True)


class Migration(migrations.Migration):
    dependencies = (("calendars", "0001_initial"),)

    operations = (
        migrations.AddField("dateentry", "is_expected", models.BooleanField(default=False)),
        migrations.RunPython(mark, migrations.RunPython.noop),
    )
