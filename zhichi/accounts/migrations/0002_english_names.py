from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="dutyrole",
            name="name_en",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="skill",
            name="name_en",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="team",
            name="name_en",
            field=models.CharField(blank=True, max_length=80),
        ),
    ]
