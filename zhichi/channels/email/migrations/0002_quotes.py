"""Once trimmed the answers that came before trimming was there. No release had such answers, so nothing is left to do."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("channels_email", "0001_initial"), ("tickets", "0007_quotes")]

    operations = []
