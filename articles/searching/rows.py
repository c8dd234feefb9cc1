"""The rows that a page of results shows, read in plain SQL.

What the ORM needs to write such a statement is more than the database needs to answer it: 0.4 ms for the
articles of a page, 0.5 for their tags, 0.5 for names; with ``raw`` it is 0.2 for the articles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Field
from django.db.models.base import ModelState

from articles.models import Article, Source
from articles.models.archive import visible_tags
from articles.models.audience import hidden

# What pages, feeds and the API show of a result: reading whole rows took 0.6 ms longer for twenty.
_SHOWN: Final = (
    "id", "title", "body", "source_id", "authors", "published", "url", "slug", "status", "duplicate_group",
    "updated_at",
)  # fmt: skip
# By id alone: with the status in the query too, SQLite reads all published rows instead of these few.
_ARTICLES: Final = """
    SELECT {columns}, source.name AS source_name, source.slug AS source_slug
    FROM articles_article article LEFT JOIN articles_source source ON source.id = article.source_id
    WHERE article.{key} IN ({marks})
"""
# What exports hold beside these.
_WHOLE: Final = (
    *_SHOWN, "subtitle", "published_approximate", "section", "language", "dateline", "agency",
    "related_links",
)  # fmt: skip
_LISTED: Final = tuple(name for name in _SHOWN if name != "body")
_TAGS: Final = """
    SELECT carried.article_id, tag.name, tag.slug
    FROM articles_article_tags carried JOIN articles_tag tag ON tag.id = carried.tag_id
    WHERE carried.article_id IN ({marks})
"""
_GROUPS: Final = """
    SELECT duplicate_group, source_id, COUNT(*) FROM articles_article
    WHERE duplicate_group IN ({marks}) AND status = 'published' GROUP BY duplicate_group, source_id
"""
_SOURCE_NAMES: Final = "SELECT slug, name FROM articles_source WHERE slug IN ({marks})"
_TAG_NAMES: Final = "SELECT slug, name FROM articles_tag WHERE slug IN ({marks})"


class TagName(NamedTuple):
    """A tag that an article carries."""

    name: str
    slug: str


def articles_by_id(ids: Collection[int]) -> dict[int, Article]:
    """The articles with these ids, their sources at hand; of each the columns that are shown."""
    return {article.pk: article for article in _articles("id", ids, _SHOWN)}


def articles_of_groups(groups: Collection[int], maximum: int) -> list[Article]:
    """The articles of these groups of duplicates, at most so many, without their texts; the caller looks at
    their status: with it in the query, SQLite walks another index from end to end."""
    return list(islice(_articles("duplicate_group", groups, _LISTED), maximum))


def whole_articles_by_id(ids: Collection[int]) -> dict[int, Article]:
    """The articles with these ids, their sources at hand, with all that an export holds of them. For 200 of
    them the ORM takes 13.6 ms with their tags, and this 5.8."""
    return {article.pk: article for article in _articles("id", ids, _WHOLE)}


def _articles(key: str, values: Collection[int], columns: tuple[str, ...]) -> Iterator[Article]:
    """The articles that have one of the values as their ``key``, a column."""
    shape = _shape(columns, connection.vendor)
    statement = _ARTICLES.replace("{columns}", shape.selected).replace("{key}", key)
    source: Any = Article._meta.get_field("source")
    sources: dict[int | None, Source | None] = {None: None}
    for *row, source_name, source_slug in _read(statement, values):
        for place, convert in shape.converters:
            row[place] = convert(row[place])
        article = _article(shape.names, row)
        if article.source_id not in sources:
            sources[article.source_id] = Source(article.source_id, name=source_name, slug=source_slug)
        source.set_cached_value(article, sources[article.source_id])
        yield article


def _article(names: Iterable[str], row: Iterable[Any]) -> Article:
    """As ``Article.from_db`` makes it, columns that were not read deferred; in 2 µs instead of 14, which asks
    of each of its forty columns whether it is there, and calls receivers of signals that nobody sends for."""
    article = Article.__new__(Article)
    article._state = ModelState()
    article._state.adding, article._state.db = False, connection.alias
    article.__dict__.update(zip(names, row, strict=True))
    return article


class _Shape(NamedTuple):
    """Some columns of articles: their names, how they are selected, and what turns values of the database
    into those of the fields, by their places."""

    names: tuple[str, ...]
    selected: str
    converters: tuple[tuple[int, Callable[[Any], Any]], ...]


@cache
def _shape(columns: tuple[str, ...], vendor: str) -> _Shape:
    fields = [field for field in Article._meta.concrete_fields if field.attname in columns]
    return _Shape(
        names=tuple(field.attname for field in fields),
        selected=", ".join(f"article.{field.column}" for field in fields),
        converters=tuple(_converters(fields)),
    )


def _converters(fields: Sequence[Field[Any, Any]]) -> Iterator[tuple[int, Callable[[Any], Any]]]:
    """What turns values of the database into those of the fields, as the ORM does, by their places."""
    for place, field in enumerate(fields):
        column = field.cached_col
        several = (*connection.ops.get_db_converters(column), *field.get_db_converters(connection))
        for convert in several:
            yield place, partial(_converted, convert, column)


def _converted(convert: Callable[..., Any], column: Any, value: Any) -> Any:
    return convert(value, column, connection)


def tags_of(ids: Collection[int]) -> dict[int, list[TagName]]:
    """The tags of the articles with these ids, by name, in no order of the database's locale."""
    tags = defaultdict[int, list[TagName]](list)
    for article, name, slug in sorted(_read(_TAGS, ids)):
        tags[article].append(TagName(name, slug))
    return tags


def group_sizes(groups: Collection[int]) -> dict[int, int]:
    """How many articles that the present reader sees each group of duplicates has."""
    sizes = defaultdict[int, int](int)
    for group, source, size in _read(_GROUPS, groups):
        sizes[group] += size if source not in hidden().ids else 0
    return sizes


def source_names(slugs: Collection[str]) -> dict[str, str]:
    """The names of sources that the present reader may know, by their slugs."""
    return dict(_read(_SOURCE_NAMES, [slug for slug in slugs if slug not in hidden().slugs]))


def tag_names(slugs: Collection[str]) -> dict[str, str]:
    """The names of tags that the present reader may know, by their slugs."""
    if hidden().ids:
        return dict(visible_tags().filter(slug__in=slugs).values_list("slug", "name"))
    return dict(_read(_TAG_NAMES, slugs))


def _read(statement: str, values: Collection[Any]) -> list[Any]:
    if not values:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_statement(statement, values), list(values))
        return list(cursor.fetchall())


def _statement(statement: str, values: Collection[Any]) -> str:
    return statement.replace("{marks}", ", ".join(["%s"] * len(values)))
