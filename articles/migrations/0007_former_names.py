"""Names and slugs that sources and tags had before they were renamed or merged."""

import django.db.models.deletion
from django.db import migrations, models


def former(name: str, of: str) -> migrations.CreateModel:
    return migrations.CreateModel(
        name=name,
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            ("name", models.CharField(max_length=200, unique=True)),
            ("slug", models.CharField(db_index=True, max_length=100)),
            (
                "row",
                models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="former", to=of),
            ),
        ],
        options={"abstract": False},
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_named_updated_at")]

    operations = [former("FormerSource", "articles.source"), former("FormerTag", "articles.tag")]
