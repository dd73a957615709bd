from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_sentences(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """A sentence kept so far has one language only; every reader gets it."""
    rows = apps.get_model("records", "Verification").objects.filter(problems__gt=0)
    for row in rows:
        row.first_problem_in = {"": row.first_problem}
        row.save(update_fields=["first_problem_in"])


class Migration(migrations.Migration):
    dependencies = (("records", "0002_guards"),)

    operations = (
        migrations.AddField("verification", "first_problem_in", models.JSONField(blank=True, default=dict)),
        migrations.RunPython(keep_sentences, migrations.RunPython.noop),
        migrations.RemoveField("verification", "first_problem"),
    )
