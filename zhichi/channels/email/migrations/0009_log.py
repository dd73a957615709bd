"""The log of mail can be searched: recipients of what comes in, and a full-text index for each direction."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from django.db import migrations, models

from zhichi.search.services import index_own

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RECEIVED, SENT = "channels_email_received_index", "channels_email_sent_index"
AT_ONCE = 200
# The "ascii" tokeniser takes every character beyond ASCII as part of a word; the listed signs stay inside words too.
SQLITE = ("CREATE VIRTUAL TABLE {name} USING fts5(tokens, tokenize = \"ascii tokenchars '._-:/+#@'\", prefix = '1')",)
POSTGRESQL = (
    "CREATE TABLE {name} (rowid bigint PRIMARY KEY, tokens tsvector NOT NULL)",
    "CREATE INDEX {name}_tokens ON {name} USING gin (tokens) WITH (gin_pending_list_limit = 256)",
)


def make(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make both indexes for the database at hand."""
    for name in (RECEIVED, SENT):
        for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
            schema_editor.execute(statement.format(name=name))


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop them again; the log stays."""
    for name in (RECEIVED, SENT):
        schema_editor.execute(f"DROP TABLE {name}")


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Index what is there. Whom earlier mail was sent to stands in its originals only."""
    received = apps.get_model("channels_email", "MailLog").objects.order_by("pk")
    rows = received.values_list("pk", "from_address", "subject").iterator(AT_ONCE)
    while found := [(key, f"{sender}\n{subject}") for key, sender, subject in islice(rows, AT_ONCE)]:
        index_own(RECEIVED, found)
    sent = apps.get_model("outbound", "OutboundMail").objects.order_by("pk")
    mails = sent.values_list("pk", "mailbox", "to", "cc", "subject").iterator(AT_ONCE)
    while found := [(key, "\n".join([box, *to, *cc, words])) for key, box, to, cc, words in islice(mails, AT_ONCE)]:
        index_own(SENT, found)


class Migration(migrations.Migration):
    dependencies = [
        ("channels_email", "0008_team_sender"),
        ("outbound", "0006_log"),
        ("search", "0002_full_text_index"),
    ]

    operations = [
        migrations.AddField(model_name="maillog", name="to", field=models.JSONField(default=list)),
        migrations.AddField(model_name="maillog", name="cc", field=models.JSONField(default=list)),
        migrations.AddIndex(
            model_name="maillog", index=models.Index(fields=["done", "-at", "-id"], name="maillog_by_outcome")
        ),
        migrations.AddIndex(
            model_name="maillog",
            index=models.Index(
                condition=models.Q(("mail_id", ""), _negated=True), fields=["mail_id"], name="maillog_by_mail_id"
            ),
        ),
        migrations.CreateModel(
            name="ReceivedIndex",
            fields=[
                ("rowid", models.BigIntegerField(primary_key=True, serialize=False)),
                ("tokens", models.TextField()),
            ],
            options={"db_table": RECEIVED, "managed": False, "abstract": False},
        ),
        migrations.CreateModel(
            name="SentIndex",
            fields=[
                ("rowid", models.BigIntegerField(primary_key=True, serialize=False)),
                ("tokens", models.TextField()),
            ],
            options={"db_table": SENT, "managed": False, "abstract": False},
        ),
        migrations.AddField(model_name="mailbox", name="waiting_since", field=models.DateTimeField(null=True)),
        migrations.RunPython(make, drop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
