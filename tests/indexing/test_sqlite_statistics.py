"""SQLite chooses the index that reads few rows, once it has looked at the tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from articles.indexing import sqlite_statistics
from articles.models import Article

pytestmark = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL looks by itself")


@pytest.fixture(autouse=True)
def _without_statistics(db: None) -> None:
    """Tests that commit leave some behind."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # which makes their table
        cursor.execute("DELETE FROM sqlite_stat1")
    _as_a_new_connection_would()


def _plan(*groups: int) -> str:
    return Article.objects.published().filter(duplicate_group__in=groups).order_by().explain()


def test_articles_of_some_groups_are_found_by_their_group(db: None) -> None:
    Article.objects.bulk_create(
        Article(title=f"خبر {n}", body="نصّ", duplicate_group=n, slug="x") for n in range(300)
    )
    assert "article_newest" in _plan(7, 8, 9)
    sqlite_statistics.refresh()
    _as_a_new_connection_would()
    assert "duplicate_group" in _plan(7, 8, 9)


def test_the_tables_are_looked_at_again_only_when_the_archive_has_grown(
    db: None, django_assert_num_queries: Callable[..., object]
) -> None:
    Article.objects.bulk_create(Article(title=f"خبر {n}", body="نصّ", slug="x") for n in range(40))
    sqlite_statistics.refresh()
    with django_assert_num_queries(3):
        sqlite_statistics.refresh()


def test_deleted_articles_make_no_archive_grow(
    db: None, django_assert_num_queries: Callable[..., object]
) -> None:
    Article.objects.bulk_create(Article(title=f"خبر {n}", body="نصّ", slug="x") for n in range(90))
    Article.objects.filter(title__in=[f"خبر {n}" for n in range(60)]).delete()
    sqlite_statistics.refresh()
    with django_assert_num_queries(3):
        sqlite_statistics.refresh()


def _as_a_new_connection_would() -> None:
    """SQLite reads the statistics with the schema."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sqlite_schema")
