"""The administration: Arabic, right to left, and every button reaches the index."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.models import Article, Source, Tag
from articles.searching import SearchRequest, search

pytestmark = pytest.mark.django_db(transaction=True)


def found(text: str) -> list[int]:
    return sorted(result.article.pk for result in search(SearchRequest(text=text)).results)


def fields(article: Article, **changes) -> dict[str, str]:
    return {
        "title": article.title,
        "body": article.body,
        "status": article.status,
        "language": "ar",
        "authors": "",
        "published": article.published,
    } | changes


def test_the_login_page_is_arabic_and_right_to_left(client):
    page = client.get(reverse("admin:login")).content.decode()
    assert 'lang="ar"' in page
    assert 'dir="rtl"' in page


def test_the_lists_open_and_search(admin_client, make_article):
    make_article("افتتاح الجسر", source="جريدة الميناء", tags=["نهر السرو"])
    for model in ("article", "source", "tag", "indexchange"):
        assert admin_client.get(reverse(f"admin:articles_{model}_changelist")).status_code == 200
    page = admin_client.get(reverse("admin:articles_article_changelist"), {"q": "الجسر"})
    assert "افتتاح الجسر" in page.content.decode()


def test_an_article_written_by_hand_is_found_and_editing_marks_it(admin_client):
    done = admin_client.post(
        reverse("admin:articles_article_add"),
        {
            "title": "افتتاح الجسر",
            "body": "عبرت الحافلات.",
            "status": "published",
            "language": "ar",
            "authors": "ليلى القاسم\nسامي النجار",
            "published": "2021-09",
        },
    )
    assert done.status_code == 302, done.context["adminform"].errors
    article = Article.objects.get()
    assert article.authors == ["ليلى القاسم", "سامي النجار"]
    assert found("الحافلات") == [article.pk]

    edit = reverse("admin:articles_article_change", args=[article.pk])
    assert "ليلى القاسم\nسامي النجار" in admin_client.get(edit).content.decode().replace("\r", "")
    admin_client.post(edit, fields(article, body="عبرت الدراجات."))
    article.refresh_from_db()
    assert article.edited
    assert found("الدراجات") == [article.pk]


def test_tags_chosen_in_the_form_reach_the_index(admin_client, make_article):
    article = make_article("افتتاح الجسر")
    tag = Tag.objects.create(name="نهر السرو")
    admin_client.post(
        reverse("admin:articles_article_change", args=[article.pk]), fields(article, tags=[tag.pk])
    )
    page = search(SearchRequest(columns={"tag": (tag.slug,)}))
    assert [result.article.pk for result in page.results] == [article.pk]


def test_a_bad_date_is_refused_and_what_was_typed_stays(admin_client, make_article):
    article = make_article("افتتاح الجسر")
    page = admin_client.post(
        reverse("admin:articles_article_change", args=[article.pk]),
        fields(article, title="عنوان جديد", published="أمس"),
    )
    assert page.status_code == 200
    assert "عنوان جديد" in page.content.decode()
    article.refresh_from_db()
    assert article.title == "افتتاح الجسر"


@pytest.mark.parametrize(("action", "left"), [("withdraw", 0), ("to_draft", 0), ("publish", 1)])
def test_bulk_actions_reach_the_index(admin_client, make_article, action, left):
    article = make_article("افتتاح الجسر")
    admin_client.post(
        reverse("admin:articles_article_changelist"), {"action": action, "_selected_action": [article.pk]}
    )
    assert len(found("الجسر")) == left


def test_bulk_deletion_reaches_the_index(admin_client, make_article):
    article = make_article("افتتاح الجسر")
    admin_client.post(
        reverse("admin:articles_article_changelist"),
        {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"},
    )
    assert found("الجسر") == []


def test_sources_are_merged_into_the_chosen_one(admin_client, make_article):
    article = make_article("افتتاح الجسر", source="الميناء")
    kept = Source.objects.create(name="جريدة الميناء")
    chosen = {"action": "merge", "_selected_action": [kept.pk, article.source.pk]}
    url = reverse("admin:articles_source_changelist")
    assert "جريدة الميناء" in admin_client.post(url, chosen).content.decode()
    admin_client.post(url, chosen | {"target": kept.pk})
    article.refresh_from_db()
    assert article.source == kept
    assert list(Source.objects.all()) == [kept]
