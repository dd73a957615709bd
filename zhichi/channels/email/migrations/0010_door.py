from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels_email", "0009_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="Door",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("holder", models.CharField(max_length=200, unique=True)),
                ("place", models.CharField(max_length=200)),
                ("opened_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField()),
                ("error", models.CharField(blank=True, max_length=500)),
                ("connections", models.PositiveIntegerField(default=0)),
                ("taken", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("taken_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
