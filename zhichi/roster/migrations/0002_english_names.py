from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roster", "0001_shifts"),
    ]

    operations = [
        migrations.AddField(
            model_name="shiftkind",
            name="name_en",
            field=models.CharField(blank=True, max_length=40),
        ),
    ]
