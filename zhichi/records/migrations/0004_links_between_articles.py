"""Three more ways in which one object is bound to another; nothing changes in the table."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("records", "0003_problem_in_every_language"),)

    operations = (
        migrations.AlterField(
            "link",
            "kind",
            models.CharField(
                max_length=12,
                choices=[
                    ("related", "related to"),
                    ("follows", "follows from"),
                    ("duplicate", "duplicate of"),
                    ("caused_by", "caused by"),
                    ("prerequisite", "needs first"),
                    ("see_also", "see also"),
                    ("supersedes", "takes the place of"),
                ],
            ),
        ),
    )
