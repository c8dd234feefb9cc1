"""Rows that another version, a backup of somebody else's or a hand has written: a bad one costs what it says
alone, and no page."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles.editing import articles as editing
from articles.editing.articles import Version
from articles.models import (
    ApiKey,
    Article,
    AuditEntry,
    Change,
    Import,
    ImportedFile,
    ImportIssue,
    ItemKill,
    Original,
    SourceRule,
)
from tests.jobs import run_jobs
from tests.web.test_upload import PAGE, lines, page_of, row, upload

pytestmark = pytest.mark.django_db(transaction=True)

# What is no list of texts, no texts by name, and nothing near them.
FORGED: tuple[Any, ...] = (
    None,
    5,
    True,
    "نصّ",
    [],
    {},
    [None, 5, {"x": 1}],
    {"x": None},
    {"why": 5},
    {"x": {"y": []}},
)


def forge(row: Any, column: str, value: Any) -> None:
    """Write past the model, as a forged backup does."""
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {table} SET "{column}" = %s WHERE id = %s',
            [json.dumps(value), row.pk],
        )


@pytest.fixture
def batch(admin_client: Client) -> Import:
    batch = upload(
        admin_client, ("a.txt", PAGE), ("b.txt", ""), ("c.csv", "x,y\n1,2\n"), ("d.jsonl", lines(row(1)))
    )
    run_jobs()
    return batch


def pages(batch: Import) -> list[str]:
    files = [reverse("upload-file", args=[file.pk]) for file in batch.files.all()]
    return [batch.get_absolute_url(), reverse("upload"), reverse("upload-undo", args=[batch.pk]), *files]


@pytest.mark.parametrize("value", FORGED, ids=repr)
@pytest.mark.parametrize("code", ["empty", "too_large", "damaged", "code_of_tomorrow"])
def test_a_forged_reason_costs_its_line(admin_client: Client, batch: Import, code: str, value: Any) -> None:
    issue = ImportIssue.objects.filter(file__batch=batch).first()
    assert issue is not None
    ImportIssue.objects.filter(pk=issue.pk).update(code=code)
    forge(issue, "values", value)
    html = page_of(admin_client, batch)
    assert all(file.name in html for file in batch.files.all())
    assert ("code_of_tomorrow" in html) == (code == "code_of_tomorrow")
    page_of(admin_client, reverse("upload-file", args=[issue.file_id]))


@pytest.mark.parametrize("value", FORGED, ids=repr)
@pytest.mark.parametrize("column", ["columns", "table_choices"])
def test_forged_columns_of_a_table_are_named_anew(
    admin_client: Client, batch: Import, column: str, value: Any
) -> None:
    table = batch.files.get(name="c.csv")
    forge(table, column, value)
    for path in [*pages(batch), reverse("upload-columns", args=[table.pk])]:
        page_of(admin_client, path)
    admin_client.post(reverse("upload-retry-file", args=[table.pk]))
    run_jobs()
    table.refresh_from_db()
    assert table.status == ImportedFile.Status.FAILED


@pytest.mark.parametrize("value", FORGED, ids=repr)
@pytest.mark.parametrize("column", ["authors", "related_links", "evidence"])
def test_forged_fields_of_an_article_are_left_out(
    admin_client: Client, batch: Import, column: str, value: Any
) -> None:
    article = Article.objects.get(title__contains="الجسر")
    admin_client.post(reverse("upload-publish", args=[batch.pk]))
    run_jobs()
    forge(article, column, value)
    article.refresh_from_db()
    for path in (
        article.get_absolute_url(),
        f"/a/{article.pk}.pdf",
        f"/api/v1/articles/{article.pk}",
        "/search?q=الجسر",
        "/search?q=الجسر&format=csv",
        "/search?q=الجسر&format=bibtex",
        "/search?q=الجسر&format=ninjs",
        "/authors/",
        reverse("upload-article", args=[article.pk]),
        reverse("admin:articles_article_change", args=[article.pk]),
        reverse("admin:articles_article_history", args=[article.pk]),
        reverse("admin:articles_article_changelist"),
    ):
        answer = admin_client.get(path)
        assert answer.status_code in {200, 404}, path
        b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("packed", [b"", b"no zlib", b"x\x9c\x03\x00\x00\x00\x00\x01"], ids=repr)
def test_a_damaged_original_is_no_reason_to_hide_the_article(
    admin_client: Client, batch: Import, packed: bytes
) -> None:
    article = Article.objects.get(title__contains="الجسر")
    Original.objects.filter(article=article).update(packed=packed)
    html = page_of(admin_client, reverse("upload-article", args=[article.pk]))
    assert "الأصل المحفوظ تالف" in html
    admin_client.post(reverse("upload-restore-article", args=[article.pk]))
    rule = reverse("upload-propose-rule", args=[article.pk])
    assert admin_client.get(rule, {"line": "1", "role": "boilerplate"}).status_code == 302
    admin_client.post(reverse("upload-publish", args=[batch.pk]))
    run_jobs()
    assert admin_client.get(f"/a/{article.pk}/original").status_code in {200, 404}
    article.refresh_from_db()
    assert admin_client.get(article.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "packed",
    [b"no zlib", zlib.compress(b"[]"), zlib.compress(b"{}"), zlib.compress(b'{"title": 5, "tags": {}}')],
)
def test_a_forged_change_costs_its_line(admin_client: Client, batch: Import, packed: bytes) -> None:
    article = Article.objects.get(title__contains="الجسر")
    article.title = "عنوان جديد"
    editing.update([Version(article)])
    article.title = "عنوان أحدث"
    editing.update([Version(article)])
    Change.objects.filter(pk=Change.objects.order_by("pk").first().pk).update(packed=packed)
    html = page_of(admin_client, reverse("admin:articles_article_history", args=[article.pk]))
    assert "جديد" in html
    page_of(admin_client, reverse("admin:articles_change_changelist"))


@pytest.mark.parametrize("value", FORGED, ids=repr)
def test_forged_entries_of_the_audit_trail_are_listed(
    admin_client: Client, batch: Import, value: Any
) -> None:
    for name in ("to", "scopes", "add", "password", "articles"):
        entry = AuditEntry.objects.create(action="status", values={name: value})
        page_of(admin_client, reverse("admin:articles_auditentry_changelist"))
        forge(entry, "values", value)
        page_of(admin_client, reverse("admin:articles_auditentry_changelist"))


@pytest.mark.parametrize("value", FORGED, ids=repr)
def test_a_forged_kill_brings_nothing_back(admin_client: Client, batch: Import, value: Any) -> None:
    kill = ItemKill.objects.create(item_key="k", file=batch.files.first())
    forge(kill, "articles", value)
    page_of(admin_client, reverse("upload-undo", args=[batch.pk]))
    admin_client.post(reverse("upload-undo", args=[batch.pk]))
    run_jobs()
    assert not Article.objects.filter(imported_file__batch=batch).exists()


@pytest.mark.parametrize("value", FORGED, ids=repr)
def test_a_forged_key_opens_nothing(admin_client: Client, admin_user: Any, value: Any) -> None:
    row = ApiKey(name="برنامج", user=admin_user, scopes=["create"])
    key = row.renew()
    row.save()
    forge(row, "scopes", value)
    page_of(admin_client, reverse("admin:articles_apikey_changelist"))
    asked = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    article = json.dumps({"title": "عنوان", "body": "نصّ المقال."})
    answer = Client().post("/api/v1/articles", article, content_type="application/json", **asked)
    assert answer.status_code in {401, 403}


def test_a_forged_rule_is_listed(admin_client: Client, batch: Import) -> None:
    from articles.models import Source

    source = Source.objects.create(name="صحيفة المنارة", slug="m")
    rule = SourceRule.objects.create(
        source=source, line="س", role="of_tomorrow", kind="kind", place=0, status="applied"
    )
    page_of(admin_client, reverse("upload-rules"))
    page_of(admin_client, rule)
