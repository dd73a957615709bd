from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assigner", "0002_offers"),
    ]

    operations = [
        migrations.AddField(
            model_name="routingrule",
            name="name_en",
            field=models.CharField(blank=True, max_length=80),
        ),
    ]
