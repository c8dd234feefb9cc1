"""Every change of an article, a source and a tag is kept with who, when and why, and brought back."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles.editing import articles, history, names, publishing, revisions
from articles.models import Article, Source, Tag
from articles.models.actor import Actor, acting
from articles.models.history import Change
from tests import archive

pytestmark = pytest.mark.django_db(transaction=True)


def changes(kind: str, pk: int) -> list[Change]:
    return list(Change.objects.filter(kind=kind, row_id=pk).order_by("pk"))


def test_an_edit_is_kept_with_who_and_why(make_article: Any) -> None:
    article = make_article("عنوان أوّل", "نصّ أوّل", tags=["جسور"], source="المنارة")
    user = User.objects.create_user("salma")
    with acting(Actor(lambda: user, reason="خطأ في الاسم")):
        archive.update(article, [Tag.objects.create(name="أنهار")], title="عنوان ثانٍ")
    (change,) = changes("article", article.pk)
    assert (change.user, change.user_name, change.reason) == (user, "salma", "خطأ في الاسم")
    assert change.state is not None
    assert change.state["title"] == "عنوان أوّل"
    assert change.state["tags"] == [Tag.objects.get(name="جسور").pk]
    user.delete()
    change.refresh_from_db()
    assert change.user_name == "salma"


def test_what_changes_nothing_is_no_change(make_article: Any) -> None:
    article = make_article("عنوان", "نصّ", tags=["جسور"])
    archive.update(Article.objects.get(pk=article.pk))
    archive.update(Article.objects.get(pk=article.pk), list(article.tags.all()))
    assert changes("article", article.pk) == []


def test_an_earlier_state_comes_back_and_the_later_one_is_kept(make_article: Any) -> None:
    article = make_article("الأوّل", "نصّ أوّل", tags=["جسور"], source="المنارة")
    archive.update(article, [], title="الثاني", source=None)
    archive.update(article, title="الثالث", body="نصّ ثالث")
    first, _second = changes("article", article.pk)
    revisions.bring_back(first)
    present = Article.objects.get(pk=article.pk)
    assert (present.title, present.body, present.source.name) == ("الأوّل", "نصّ أوّل", "المنارة")
    assert [tag.name for tag in present.tags.all()] == ["جسور"]
    last = changes("article", article.pk)[-1]
    assert (last.action, last.state["title"]) == (Change.Action.RESTORED, "الثالث")
    revisions.bring_back(last)
    assert Article.objects.get(pk=article.pk).title == "الثالث"


def test_a_status_is_part_of_the_history(make_article: Any) -> None:
    article = make_article()
    rows = Article.objects.filter(pk=article.pk)
    publishing.withdraw(rows)
    publishing.reinstate(rows)
    assert [(each.before, each.after) for each in changes("article", article.pk)] == [
        ("published", "withdrawn"),
        ("withdrawn", "published"),
    ]
    with pytest.raises(ValueError, match="left the content alone"):
        revisions.bring_back(changes("article", article.pk)[0])


def test_what_an_import_updates_is_kept_with_its_batch(tmp_path: Any) -> None:
    from articles.importing.pipeline import import_paths

    file = tmp_path / "news.csv"
    for title in ("العنوان القديم", "العنوان الجديد"):
        file.write_text(f"title,body,url\n{title},نصّ يكفي ليُقرأ,https://example.org/1\n", "utf-8")
        import_paths([file])
    article = Article.objects.get()
    (change,) = changes("article", article.pk)
    assert change.state["title"] == "العنوان القديم"
    assert change.batch == article.imported_file.batch or change.batch is not None
    assert "العنوان القديم" in change.state["original"]["text"]
    revisions.bring_back(change)
    assert "العنوان القديم" in Article.objects.get().original.text


def test_sources_and_tags_have_a_history(make_article: Any) -> None:
    article = make_article(source="المنارة", tags=["جسور"])
    source = Source.objects.get()
    source.name = "المنار"
    names.save(source)
    (change,) = changes("source", source.pk)
    assert (change.state["name"], change.after) == ("المنارة", "المنار")
    names.bring_back(change)
    assert Source.objects.get().name == "المنارة"
    names.delete([Tag.objects.get()])
    assert not article.tags.exists()
    names.bring_back(changes("tag", changes_pk("tag"))[-1])
    assert [tag.name for tag in article.tags.all()] == ["جسور"]


def changes_pk(kind: str) -> int:
    return Change.objects.filter(kind=kind).latest("pk").row_id


@pytest.mark.parametrize("model", [Source, Tag])
def test_a_merge_is_taken_apart_again(make_article: Any, model: Any) -> None:
    kind = model.__name__.lower()

    def make(*given: str) -> Article:
        return make_article(source=given[0]) if model is Source else make_article(tags=given)

    one, other = make("جسر"), make("جسور")
    both = make("جسر", "جسور") if model is Tag else None
    row, into = model.objects.get(name="جسر"), model.objects.get(name="جسور")
    names.merge(row, into)
    names.bring_back(changes(kind, row.pk)[-1])

    def named(article: Article) -> list[str]:
        article = Article.objects.get(pk=article.pk)
        return (
            [article.source.name] if model is Source else [tag.name for tag in article.tags.order_by("name")]
        )

    assert (named(one), named(other)) == (["جسر"], ["جسور"])
    assert both is None or named(both) == ["جسر", "جسور"]
    assert names.successor(model, "جسر") is None


def test_deleting_for_good_takes_the_history_along(make_article: Any) -> None:
    article = make_article("سرّ")
    archive.update(article, title="علن")
    articles.delete(Article.objects.all())
    assert not Change.objects.filter(kind="article").exists()


def test_the_page_shows_words_that_changed_and_brings_back(admin_client: Any, make_article: Any) -> None:
    article = make_article("افتتاح الجسر الشرقيّ", "عبر الجسر أوّل قطار. ثمّ عاد.", source="المنارة")
    form = {"title": "افتتاح الجسر الغربيّ", "body": "عبر الجسر آخر قطار. ثمّ عاد.", "status": "published"}
    form |= {"language": "ar", "reason": "سهو"}
    admin_client.post(reverse("admin:articles_article_change", args=[article.pk]), form)
    path = reverse("admin:articles_article_history", args=[article.pk])
    page = admin_client.get(path).content.decode()
    assert "<del>الشرقيّ</del>" in page
    assert "<ins>الغربيّ</ins>" in page
    assert "<ins>آخر</ins>" in page
    assert "<del><bdi>المنارة</bdi></del>" in page
    assert "سهو" in page
    assert ">admin<" in page
    change = changes("article", article.pk)[0]
    assert admin_client.post(path, {"change": change.pk}).status_code == 302
    assert Article.objects.get().title == "افتتاح الجسر الشرقيّ"
    assert admin_client.post(path, {"change": "x"}).status_code == 403


def test_the_pages_of_sources_and_all_changes(admin_client: Any, make_article: Any) -> None:
    make_article(source="المنارة")
    source = Source.objects.get()
    admin_client.post(
        reverse("admin:articles_source_change", args=[source.pk]), {"name": "المنار", "reason": "اسمها"}
    )
    page = admin_client.get(reverse("admin:articles_source_history", args=[source.pk])).content.decode()
    assert "<del><bdi>المنارة</bdi></del>" in page
    assert "اسمها" in page
    admin_client.post(reverse("admin:articles_source_delete", args=[source.pk]), {"post": "yes"})
    listed = reverse("admin:articles_change_changelist")
    assert admin_client.get(listed).status_code == 200
    last = Change.objects.latest("pk")
    admin_client.post(listed, {"action": "restore", "_selected_action": last.pk})
    assert Article.objects.get().source.name == "المنار"


def test_a_name_that_another_has_now_is_said(admin_client: Any) -> None:
    source = Source.objects.create(name="المنارة")
    source.name = "المنار"
    names.save(source)
    Source.objects.create(name="المنارة", slug="x")
    path = reverse("admin:articles_source_history", args=[source.pk])
    response = admin_client.post(path, {"change": Change.objects.get().pk}, follow=True)
    assert "لغيره الآن هذا الاسم" in response.content.decode()
    assert Source.objects.get(pk=source.pk).name == "المنار"


def test_states_are_those_of_the_rows(make_article: Any) -> None:
    article = make_article("عنوان", source="المنارة", tags=["ب", "ا"])
    state = history.states([article.pk])[article.pk]
    assert state == history.state_of(article, article.tags.values_list("pk", flat=True))
