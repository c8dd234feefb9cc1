from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0020_named_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="savedsearch",
            name="attempted_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
