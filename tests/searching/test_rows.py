"""The rows of a page of results, which are read without the ORM."""

from __future__ import annotations

import pytest
from django.utils.encoding import uri_to_iri

from articles.models import Article
from articles.searching.rows import articles_by_id

pytestmark = pytest.mark.django_db(transaction=True)

SHOWN = ("pk", "title", "body", "authors", "published", "url", "slug", "status", "updated_at", "is_public")


def test_a_row_is_the_article_that_the_orm_reads(make_article, django_assert_num_queries):
    made = make_article(
        "افتتاح الجسر", "عبر القطار.", source="المنارة", published="2021-09", authors=["سلمى القاسم"]
    )
    read = Article.objects.get(pk=made.pk)
    with django_assert_num_queries(1):
        found = articles_by_id([made.pk])[made.pk]
        assert found == read
        assert found.source.name == "المنارة"
        for name in SHOWN:
            assert getattr(found, name) == getattr(read, name)


def test_columns_that_were_not_read_are_read_when_they_are_asked_for(make_article, django_assert_num_queries):
    made = make_article("افتتاح الجسر", subtitle="بعد عام")
    found = articles_by_id([made.pk])[made.pk]
    assert "subtitle" in found.get_deferred_fields()
    with django_assert_num_queries(1):
        assert found.subtitle == "بعد عام"


def test_a_row_can_be_saved(make_article):
    made = make_article("افتتاح الجسر", subtitle="بعد عام")
    found = articles_by_id([made.pk])[made.pk]
    found.slug = "other"
    found.save()
    again = Article.objects.get(pk=made.pk)
    assert (again.slug, again.subtitle) == ("other", "بعد عام")


@pytest.mark.parametrize("slug", ["", "افتتاح-الجسر_2", "a b", "50%", "«نصّ»", "مُحمّد", "x?y#z", "✓"])
def test_pages_link_to_the_letters_of_the_address(slug):
    article = Article(pk=7, slug=slug)
    assert article.iri == uri_to_iri(article.get_absolute_url())
