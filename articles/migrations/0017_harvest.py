from typing import Any

import django.utils.timezone
from django.db import migrations, models

import articles.models.identity

BATCH = 500


def enter_present(apps: Any, schema_editor: Any) -> None:
    """What is there already, with the time at which it was changed last; of what was taken away too."""
    article, entry = apps.get_model("articles", "Article"), apps.get_model("articles", "HarvestEntry")
    rows = article.objects.filter(status__in=("published", "withdrawn")).exclude(source__is_private=True)
    entries = (
        entry(article_id=pk, changed=updated_at, source_id=source, first_public=created_at)
        for pk, created_at, updated_at, source in rows.order_by("pk")
        .values_list("pk", "created_at", "updated_at", "source")
        .iterator()
    )
    batch = []
    for each in entries:
        batch.append(each)
        if len(batch) == BATCH:
            entry.objects.bulk_create(batch)
            batch = []
    entry.objects.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_table_choices_and_kills")]

    operations = [
        migrations.CreateModel(
            name="ArchiveIdentity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(default=articles.models.identity.new_key, max_length=32)),
                ("since", models.DateField(default=django.utils.timezone.localdate)),
            ],
        ),
        migrations.CreateModel(
            name="HarvestEntry",
            fields=[
                ("article_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("changed", models.DateTimeField(null=True)),
                ("source_id", models.BigIntegerField(db_index=True, null=True)),
                ("first_public", models.DateTimeField(db_index=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["changed", "article_id"], name="harvest_order"),
                    models.Index(
                        condition=models.Q(("changed", None)), fields=["article_id"], name="harvest_marked"
                    ),
                ],
            },
        ),
        migrations.RunPython(enter_present, migrations.RunPython.noop),
    ]
