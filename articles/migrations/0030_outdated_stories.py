from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def delete_signatures(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """They are of another form now, and made anew as they are needed."""
    apps.get_model("articles", "EventSignature").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0029_reader_of_file")]

    operations = [
        migrations.AddField("story", "outdated", models.BooleanField(default=False)),
        migrations.RunPython(delete_signatures, migrations.RunPython.noop),
    ]
