"""The names of the field: duplicate groups, entities, revisions. Rows stay as they are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_publishing")]

    operations = [
        migrations.RenameField("article", "story", "duplicate_group"),
        migrations.RenameModel("StoryBand", "DuplicateBand"),
        migrations.RenameModel("StorySignature", "DuplicateSignature"),
        migrations.RenameModel("EarlierVersion", "ArticleRevision"),
        migrations.RenameField("tag", "recognised", "is_entity"),
        migrations.RenameField("tag", "sought", "scanned"),
        *(
            migrations.AlterField(
                "articlerevision",
                name,
                models.ForeignKey(
                    to=f"articles.{name if name == 'article' else 'importedfile'}",
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="revisions",
                ),
            )
            for name in ("article", "file")
        ),
    ]
