"""Several folders of a mailbox, each with its own position; POP3 with the names of what was taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django.db.models.deletion
from django.db import migrations, models

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import StateApps


def give_positions(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What is read today goes on where it stands."""
    Mailbox, Folder = (apps.get_model("channels_email", name) for name in ("Mailbox", "Folder"))
    for box in Mailbox.objects.exclude(uid_validity=None):
        Folder.objects.create(
            mailbox=box, name=box.folders, uid_validity=box.uid_validity, last_uid=box.last_uid, read_at=box.fetched_at,
            since=box.fetched_at,
        )  # fmt: skip


def take_positions_back(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Only the first folder has a place in the older table."""
    Mailbox, Folder = (apps.get_model("channels_email", name) for name in ("Mailbox", "Folder"))
    for box in Mailbox.objects.all():
        box.folders = (box.folders.splitlines() or ["INBOX"])[0][:120]
        row = Folder.objects.filter(mailbox=box, name=box.folders).first()
        if row is not None:
            box.uid_validity, box.last_uid = row.uid_validity, row.last_uid
        box.save()


class Migration(migrations.Migration):
    dependencies = [("channels_email", "0003_threading")]

    operations = [
        migrations.RenameField("mailbox", "imap_folder", "folders"),
        migrations.AlterField("mailbox", "folders", models.TextField(default="INBOX")),
        migrations.AddField(
            "mailbox",
            "incoming",
            models.CharField(choices=[("imap", "IMAP"), ("pop3", "POP3")], default="imap", max_length=4),
        ),
        migrations.AddField("mailbox", "leaves_mail", models.BooleanField(default=True)),
        migrations.CreateModel(
            "Folder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("uid_validity", models.BigIntegerField(null=True)),
                ("last_uid", models.BigIntegerField(default=0)),
                ("since", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="channels_email.mailbox",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "folder", models.UniqueConstraint(fields=("mailbox", "name"), name="one_position_per_folder")
        ),
        migrations.CreateModel(
            "PopMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uidl", models.CharField(max_length=255)),
                ("is_taken", models.BooleanField()),
                (
                    "mailbox",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pop_messages",
                        to="channels_email.mailbox",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "popmessage", models.UniqueConstraint(fields=("mailbox", "uidl"), name="one_row_per_uidl")
        ),
        migrations.RunPython(give_positions, take_positions_back),
        migrations.RemoveField("mailbox", "uid_validity"),
        migrations.RemoveField("mailbox", "last_uid"),
    ]
