"""A database that cannot be written: who writes keeps what they typed, who reads notices nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Import, ImportedFile
from articles.web.errors import write_errors

pytestmark = pytest.mark.django_db(transaction=True)

TYPED = 'أوّل سطر فيه "علامة" و<وسم>\n\nوفقرة ثانية كتبها المحرّر.'


@pytest.fixture(autouse=True)
def _calm() -> Iterator[None]:
    yield
    write_errors._queue.written()


@contextmanager
def read_only() -> Iterator[None]:
    """SQLite itself refuses to write."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = 1")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = 0")


def sent_again(html: str) -> dict[str, str]:
    """The fields of the page's form, as a browser sends them."""
    form = html[html.index('<form method="post" action="') :]
    fields = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', form, re.DOTALL)
    return {name: unescape(value) for name, value in fields}


@pytest.fixture
def draft(make_article) -> Article:
    file = ImportedFile.objects.create(batch=Import.objects.create(), name="a.txt", status="done")
    return make_article("خبر الجسر", "نصّ.", imported_file=file)


def test_what_an_editor_typed_can_be_sent_again(admin_client, draft):
    path = reverse("upload-article", args=[draft.pk])
    with read_only():
        answer = admin_client.post(path, {"title": "عنوان جديد", "body": TYPED})
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    html = answer.content.decode()
    assert "لم يُحفظ بعد" in html
    assert "لا يُكتب فيه" in html
    fields = sent_again(html)
    assert fields["body"] == TYPED
    assert admin_client.post(path, fields).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.body) == ("عنوان جديد", TYPED)


def test_the_administration_keeps_what_was_typed_too(admin_client):
    with read_only():
        answer = admin_client.post("/admin/articles/tag/add/", {"name": "وسم جديد", "slug": ""})
    assert answer.status_code == 503
    assert sent_again(answer.content.decode())["name"] == "وسم جديد"


def test_the_page_speaks_the_readers_language(admin_client, draft):
    admin_client.cookies["django_language"] = "en"
    with read_only():
        answer = admin_client.post(reverse("upload-article", args=[draft.pk]), {"title": "x", "body": "y"})
    assert "Not saved yet" in answer.content.decode()


def test_no_password_is_repeated(client, django_user_model):
    django_user_model.objects.create_user("reader", password="a-long-secret-word")
    with read_only():
        answer = client.post(reverse("login"), {"username": "reader", "password": "a-long-secret-word"})
    assert answer.status_code == 503
    assert "a-long-secret-word" not in answer.content.decode()


def test_files_that_did_not_arrive_are_named_and_nothing_of_them_is_kept(admin_client):
    files = [SimpleUploadedFile("خبر.txt", "نصّ".encode())]
    with read_only():
        answer = admin_client.post(reverse("upload"), {"files": files})
        assert answer.status_code == 503
        assert "خبر.txt" in answer.content.decode()
        files[0].seek(0)
        answer = admin_client.post(
            reverse("upload"), {"files": files}, headers={"Accept": "application/json"}
        )
    assert (answer.status_code, "لم يُحفظ" in answer.json()["problem"]) == (503, True)
    assert not Import.objects.exists()


def test_a_full_disk_is_named(admin_client, draft):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    try:
        body = "نصّ طويل لا يسعه القرص. " * 100_000
        answer = admin_client.post(
            reverse("upload-article", args=[draft.pk]), {"title": "عنوان", "body": body}
        )
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert answer.status_code == 503
    assert "امتلأ قرص الخادم" in answer.content.decode()


def test_no_page_of_readers_writes(client, admin_client, draft, make_article):
    make_article("افتتاح الجسر", "نصّ الجسر.", source="وكالة الضفاف", published="2021-09-14", tags=["نهر"])
    article = Article.objects.latest("pk")
    public = [
        *(
            "/",
            "/search?q=الجسر",
            "/feed",
            "/api/v1/search?q=الجسر",
            "/sources/",
            "/compare?q=الجسر",
            "/help",
        ),
        *(
            f"/a/{article.pk}/",
            f"/a/{article.pk}/article.pdf",
            "/export?format=csv&q=الجسر",
            reverse("login"),
        ),
    ]
    with read_only():
        for reader in (client, admin_client):
            for path in public:
                with CaptureQueriesContext(
                    connection,
                ) as queries:
                    answer = reader.get(path, follow=True)
                    assert answer.status_code == 200, path
                assert [
                    q["sql"] for q in queries if not q["sql"].lstrip().startswith(("SELECT", "BEGIN"))
                ] == [], path
        for path in ("/admin/", "/admin/upload/", reverse("upload-article", args=[draft.pk])):
            assert admin_client.get(path).status_code == 200


def test_while_the_database_refuses_one_writer_waits_and_readers_are_served(admin_client, draft):
    path = reverse("upload-article", args=[draft.pk])
    write_errors._queue.refused()
    with write_errors._queue.turn:
        answer = admin_client.post(path, {"title": "عنوان", "body": TYPED})
        assert (answer.status_code, sent_again(answer.content.decode())["body"]) == (503, TYPED)
        assert admin_client.get("/").status_code == 200
    assert admin_client.post(path, {"title": "عنوان", "body": TYPED}).status_code == 302
    assert not write_errors._queue.refuses
