"""Trims the answers that came before trimming was there. Later versions may trim otherwise; nothing depends on it."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from zhichi.channels.email.quotes import trim_answer

ANSWERS = ("added", "reopened", "noted")
BATCH = 500


def trim(apps: Any, _editor: Any) -> None:
    """Batch by batch; the sanitised HTML has lost its classes, so quotes are found by their words."""
    log = apps.get_model("channels_email", "MailLog")
    message = apps.get_model("tickets", "Message")
    answers = log.objects.filter(done__in=ANSWERS, message__isnull=False).order_by("pk")
    last = 0
    while rows := list(answers.filter(pk__gt=last).select_related("message")[:BATCH]):
        changed = []
        for row in rows:
            trimmed = trim_answer(subject=row.subject, text=row.message.text, html=row.message.html)
            row.message.trimmed_text, row.message.trimmed_html = trimmed.text, trimmed.html
            if trimmed.text or trimmed.html:
                changed.append(row.message)
        message.objects.bulk_update(changed, ["trimmed_text", "trimmed_html"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("channels_email", "0001_initial"), ("tickets", "0007_quotes")]

    operations = [migrations.RunPython(trim, migrations.RunPython.noop)]
