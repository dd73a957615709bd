from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calendars", "0002_expected_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="calendar",
            name="name_en",
            field=models.CharField(blank=True, max_length=80),
        ),
    ]
