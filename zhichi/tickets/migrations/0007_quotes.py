from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_moves_and_reports")]

    operations = [
        migrations.AddField(
            "message", "trimmed_text", models.TextField(blank=True, default=""), preserve_default=False
        ),
        migrations.AddField(
            "message", "trimmed_html", models.TextField(blank=True, default=""), preserve_default=False
        ),
    ]
