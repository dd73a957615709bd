from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbound", "0005_sender_name"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="outboundmail",
            index=models.Index(fields=["-created_at", "-id"], name="outbound_recent"),
        ),
        migrations.AddIndex(
            model_name="outboundmail",
            index=models.Index(
                condition=models.Q(("state__in", ("withheld", "withdrawn"))),
                fields=["-created_at", "-id"],
                name="outbound_never_sent",
            ),
        ),
    ]
