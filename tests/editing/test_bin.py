"""What is deleted goes into the bin, is nowhere to be seen, and comes back whole."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.editing import articles, bin
from articles.importing.pipeline import import_paths
from articles.models import Article
from articles.models.history import Change

pytestmark = pytest.mark.django_db(transaction=True)

NEWS = "title,body,url\nافتتاح الجسر,عبر الجسر أوّل قطار,https://example.org/1\n"


def every() -> Any:
    return Article.objects.all()


@pytest.mark.parametrize("status", ["published", "draft", "withdrawn", "scheduled"])
def test_an_article_comes_back_as_it_was(make_article: Any, status: str) -> None:
    from datetime import timedelta

    from django.utils import timezone

    until = timezone.now() + timedelta(days=1) if status == "scheduled" else None
    article = make_article("عنوان", status=status, input_key="k", visible_from=until)
    assert bin.put_in(every()) == 1
    binned = Article.objects.get()
    assert (binned.status, binned.input_key) == ("deleted", None)
    assert bin.put_in(every()) == 0
    assert bin.take_out(every()) == 1
    back = Article.objects.get()
    assert (back.pk, back.status, back.input_key, back.title) == (article.pk, status, "k", "عنوان")
    assert bin.take_out(every()) == 0


def test_what_lies_in_the_bin_is_nowhere(client: Client, admin_client: Any, make_article: Any) -> None:
    article = make_article("مرصد الخزامى", "بدأ المرصد أعماله.", source="المنارة", tags=["مراصد"])
    bin.put_in(every())
    assert client.get(article.get_absolute_url()).status_code == 404
    assert client.get("/api/v1/search", {"q": "المرصد"}).json()["total"] == 0
    for path in (
        "/",
        "/sources/",
        "/tags/",
        "/sitemap-0.xml",
        "/feed",
        reverse("admin:articles_article_changelist"),
    ):
        assert "الخزامى" not in admin_client.get(path).content.decode(), path
    assert "الخزامى" in admin_client.get(reverse("admin:articles_binnedarticle_changelist")).content.decode()
    bin.take_out(every())
    assert client.get(article.get_absolute_url()).status_code == 200
    assert client.get("/api/v1/search", {"q": "المرصد"}).json()["total"] == 1


def test_its_file_adds_it_anew_and_both_may_stand(tmp_path: Any) -> None:
    file = tmp_path / "news.csv"
    file.write_text(NEWS, "utf-8")
    assert import_paths([file]).added == 1
    first = Article.objects.get()
    bin.put_in(every())
    assert import_paths([file]).added == 1
    bin.take_out(every())
    keys = dict(Article.objects.values_list("pk", "input_key"))
    assert keys.pop(first.pk) is None
    assert None not in keys.values()


def test_a_draft_that_was_to_update_it_stands_alone(make_article: Any) -> None:
    article = make_article("الأوّل", input_key="k")
    draft = make_article("الثاني", status="draft", replaces=article)
    bin.put_in(Article.objects.filter(pk=article.pk))
    draft.refresh_from_db()
    assert (draft.replaces, draft.input_key) == (None, "k")


def test_the_pages_of_the_bin(admin_client: Any, make_article: Any) -> None:
    article = make_article("مرصد الخزامى")
    delete = reverse("admin:articles_article_delete", args=[article.pk])
    assert "إلى السلّة" in admin_client.get(delete).content.decode()
    admin_client.post(delete, {"post": "yes"})
    assert Article.objects.get().status == "deleted"
    listed = reverse("admin:articles_binnedarticle_changelist")
    admin_client.post(listed, {"action": "take_out", "_selected_action": article.pk})
    assert Article.objects.get().status == "published"
    many = {"action": "delete_selected", "_selected_action": article.pk}
    assert (
        "إلى السلّة" in admin_client.post(reverse("admin:articles_article_changelist"), many).content.decode()
    )
    admin_client.post(reverse("admin:articles_article_changelist"), many | {"post": "yes"})
    assert "ولا رجعة" in admin_client.post(listed, many).content.decode()
    assert Article.objects.get().status == "deleted"
    admin_client.post(listed, many | {"post": "yes"})
    assert not Article.objects.exists()
    assert not Change.objects.filter(kind="article").exists()


def test_what_is_binned_is_not_published_by_the_way(admin_client: Any, make_article: Any) -> None:
    from articles.editing import publishing

    article = make_article()
    bin.put_in(every())
    publishing.publish_one(Article.objects.get())
    publishing.publish(every())
    publishing.reinstate(every())
    admin_client.post(f"/admin/upload/article/{article.pk}/", {"publish": "1"})
    assert Article.objects.get().status == "deleted"


def test_undoing_its_batch_deletes_it_for_good(tmp_path: Any) -> None:
    file = tmp_path / "news.csv"
    file.write_text(NEWS, "utf-8")
    import_paths([file])
    batch = Article.objects.get().imported_file.batch
    bin.put_in(every())
    articles.delete(batch.articles())
    assert not Article.objects.exists()
