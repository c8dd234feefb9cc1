"""Names learnt from tags are recognised in other articles: stored apart from tags, shown, and a facet."""

from __future__ import annotations

import json

import pytest

from articles.editing import entity_mentions, names
from articles.importing import pipeline
from articles.indexing import outbox, runtime
from articles.models import Article, IndexChange, Tag
from articles.searching.request import SearchRequest
from articles.searching.service import search

pytestmark = pytest.mark.django_db(transaction=True)


def row(n: int, body: str, **fields) -> dict:
    return {"title": f"خبر {n}", "body": body, "source": "جريدة الميناء"} | fields


def bring_in(folder, *rows: dict) -> None:
    path = folder / f"{len(list(folder.iterdir()))}.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    pipeline.import_paths([path])


def seek() -> int:
    found = entity_mentions.scan_for_new_names()
    outbox.drain(runtime.current_engine())
    return found


def mentioning(slug: str) -> list[str]:
    page = search(SearchRequest(columns={"mention": (slug,)}, sort="oldest"))
    return sorted(result.article.title for result in page.results)


@pytest.fixture
def articles(tmp_path) -> None:
    """A name that one article writes as a hashtag, and others in plain words, before and after it."""
    bring_in(tmp_path, row(1, "التقى كمال الصافي أهالي المرسى صباح أمس."))
    bring_in(tmp_path, row(2, "كلمة الوزير في الافتتاح #كمال_الصافي"))
    bring_in(tmp_path, row(3, "قيل لكمال الصافي إنّ الجسر جاهز."), row(4, "لا ذكر لأحد هنا."))


def test_later_articles_at_once_and_earlier_ones_when_it_is_quiet(articles):
    assert mentioning("كمال-الصافي") == ["خبر 3"]
    assert seek() == 1
    assert mentioning("كمال-الصافي") == ["خبر 1", "خبر 3"]
    assert seek() == 0
    assert not IndexChange.objects.exists()


def test_mentions_are_a_facet_apart_from_tags(articles):
    seek()
    facets = search(SearchRequest()).facets
    assert [(value.label, value.count) for value in facets["mention"]] == [("كمال الصافي", 2)]
    assert [(value.label, value.count) for value in facets["tag"]] == [("كمال الصافي", 1)]


def test_the_page_shows_them_apart(articles, client):
    article = Article.objects.get(title="خبر 3")
    page = client.get(article.get_absolute_url()).content.decode()
    assert "أسماء وردت فيه" in page
    assert "?mention=كمال-الصافي" in page
    unnamed = Article.objects.get(title="خبر 4")
    assert "أسماء وردت فيه" not in client.get(unnamed.get_absolute_url()).content.decode()


def test_a_name_that_is_not_to_be_recognised_is_forgotten(articles):
    seek()
    tag = Tag.objects.get()
    tag.is_entity = False
    names.save(tag)
    seek()
    assert mentioning("كمال-الصافي") == []
    tag.is_entity = True
    names.save(tag)
    seek()
    assert mentioning("كمال-الصافي") == ["خبر 1", "خبر 3"]


def test_a_name_that_is_corrected_is_looked_for_anew(articles):
    tag = Tag.objects.get()
    tag.name = "المرسى"
    names.save(tag)
    seek()
    assert mentioning(tag.slug) == ["خبر 1"]


def test_merged_tags_merge_their_mentions(articles):
    seek()
    other = Tag.objects.create(name="الوزير الصافي")
    names.merge(Tag.objects.get(name="كمال الصافي"), other)
    outbox.drain(runtime.current_engine())
    assert mentioning(other.slug) == ["خبر 1", "خبر 3"]


def test_an_article_edited_by_hand_mentions_what_it_says_now(articles, admin_client):
    seek()
    article = Article.objects.get(title="خبر 4")
    edited = {"title": article.title, "body": "هنا كمال الصافي.", "status": "published", "language": "ar"}
    admin_client.post(f"/admin/articles/article/{article.pk}/change/", edited | {"authors": ""})
    assert mentioning("كمال-الصافي") == ["خبر 1", "خبر 3", "خبر 4"]


def test_being_stopped_leaves_the_search_to_the_next(articles):
    entity_mentions.scan_for_new_names(lambda: True)
    assert not Tag.objects.get().scanned
    assert seek() == 1
