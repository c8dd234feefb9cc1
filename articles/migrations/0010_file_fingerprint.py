"""What a watched folder knows a file by is its fingerprint. Rows stay as they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_columns")]

    operations = [migrations.RenameField("importedfile", "known_as", "fingerprint")]
