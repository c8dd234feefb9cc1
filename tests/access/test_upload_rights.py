"""What those may do who may only add articles: work on their own drafts, and nothing that readers see."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from articles.models import Article, Import, ImportedFile

pytestmark = pytest.mark.django_db


def staff(name: str, *permissions: str) -> Client:
    user = User.objects.create_user(name, password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def batch_of(name: str | None, make_article: Any, status: str) -> tuple[Import, ImportedFile, Article]:
    user = User.objects.filter(username=name).first()
    batch = Import.objects.create(user=user)
    file = ImportedFile.objects.create(batch=batch, name="ا.txt", status=ImportedFile.Status.DONE)
    article = make_article("افتتاح الجسر", "عبر الجسر أوّل قطار.", status=status, imported_file=file)
    return batch, file, article


FORM = {"title": "عنوان آخر", "body": "نصّ آخر", "published": "", "source_name": "", "tag_names": ""}


def acts(batch: Import, file: ImportedFile, article: Article) -> dict[str, tuple[str, dict[str, str]]]:
    return {
        "look": (f"/admin/upload/{batch.pk}/", {}),
        "correct": (f"/admin/upload/article/{article.pk}/", FORM),
        "publish one": (f"/admin/upload/article/{article.pk}/", FORM | {"publish": "1"}),
        "publish": (f"/admin/upload/{batch.pk}/publish/", {}),
        "discard": (f"/admin/upload/article/{article.pk}/discard/", {}),
        "discard file": (f"/admin/upload/file/{file.pk}/discard/", {}),
        "undo": (f"/admin/upload/{batch.pk}/undo/", {}),
    }


def refused(client: Client, act: str, path: str, form: dict[str, str]) -> bool:
    response = client.get(path) if act == "look" else client.post(path, form)
    assert response.status_code in {200, 302, 403, 404, 422}
    return response.status_code == 403


@pytest.mark.parametrize(
    "act", ["look", "correct", "publish one", "publish", "discard", "discard file", "undo"]
)
def test_a_contributor_does_nothing_with_what_others_brought(make_article: Any, act: str) -> None:
    client = staff("sami", "add_article")
    for owner in (None, "salma"):
        User.objects.get_or_create(username="salma")
        for status in (Article.Status.DRAFT, Article.Status.PUBLISHED):
            batch, file, article = batch_of(owner, make_article, status)
            path, form = acts(batch, file, article)[act]
            if act == "discard" and status == Article.Status.PUBLISHED:
                continue  # there is no draft to discard: 404
            assert refused(client, act, path, form), (owner, status)
            article.refresh_from_db()
            assert (article.title, article.status) == ("افتتاح الجسر", status)


def test_a_contributor_corrects_and_discards_drafts_of_their_own(make_article: Any) -> None:
    client = staff("sami", "add_article")
    batch, file, article = batch_of("sami", make_article, Article.Status.DRAFT)
    mine = acts(batch, file, article)
    for act in ("publish one", "publish"):
        assert refused(client, act, *mine[act])
    for act in ("look", "correct", "discard file"):
        assert not refused(client, act, *mine[act]), act
    page = client.get(f"/admin/upload/{batch.pk}/").content.decode()
    assert f"/admin/upload/{batch.pk}/publish/" not in page


def test_a_contributor_takes_nothing_back_that_readers_see(make_article: Any) -> None:
    client = staff("sami", "add_article")
    published = acts(*batch_of("sami", make_article, Article.Status.PUBLISHED))
    drafted = acts(*batch_of("sami", make_article, Article.Status.DRAFT))
    assert refused(client, "correct", *published["correct"])
    assert refused(client, "undo", *published["undo"])
    assert not refused(client, "undo", *drafted["undo"])


def test_an_editor_publishes_and_undoing_needs_the_right_to_delete(make_article: Any) -> None:
    editor = staff("salma", "add_article", "change_article")
    archivist = staff("laila", "add_article", "change_article", "delete_article")
    batch, file, article = batch_of(None, make_article, Article.Status.DRAFT)
    assert not refused(editor, "publish", *acts(batch, file, article)["publish"])
    article.refresh_from_db()
    assert article.status == Article.Status.PUBLISHED
    assert refused(editor, "undo", *acts(batch, file, article)["undo"])
    assert not refused(archivist, "undo", *acts(batch, file, article)["undo"])


def test_publishing_at_once_needs_the_right_to_publish(settings: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = staff("sami", "add_article")
    file = SimpleUploadedFile("ا.txt", "عنوان\n\nنصّ".encode())
    assert client.post("/admin/upload/", {"files": file, "publish_at_once": "on"}).status_code == 403
    assert not Import.objects.exists()
    assert "publish_at_once" not in client.get("/admin/upload/").content.decode()
