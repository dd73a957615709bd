from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels_email", "0010_door"),
    ]

    operations = [
        migrations.CreateModel(
            name="HookEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("provider", models.CharField(max_length=20)),
                ("event_id", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["provider", "-at"], name="hook_events_recent")],
                "constraints": [models.UniqueConstraint(fields=("provider", "event_id"), name="one_hook_event")],
            },
        ),
    ]
