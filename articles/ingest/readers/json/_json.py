"""What JSON files hold, whatever program wrote them: the objects that are articles, and who publishes them.

An archive's own export, ninjs, ANS, sites and posts of programs that are known, references, JSON Feed,
pandas' forms, answers of search engines and databases with their envelopes; all else is a record whose names
of fields tell.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from articles.ingest.detect.columns import field_of
from articles.ingest.problems import guarded, problem
from articles.ingest.readers._own_exports import is_own_item, is_own_row, own_item, own_row
from articles.ingest.readers._records import record, without_keys
from articles.ingest.readers.json._json_ans import ans_story, is_ans
from articles.ingest.readers.json._json_posts import (
    facebook_post,
    instagram_post,
    is_facebook,
    is_instagram,
    is_post,
    is_telegram,
    is_tweet,
    telegram_message,
    tweet,
    with_channel,
)
from articles.ingest.readers.json._json_references import csl_item, is_csl
from articles.ingest.readers.json._json_sites import (
    contentful_entry,
    drupal_node,
    ghost_post,
    is_contentful,
    is_drupal,
    is_ghost,
    is_reader_entry,
    is_wordpress,
    reader_entry,
    with_relations,
    wordpress_post,
)
from articles.ingest.readers.json._ninjs import found_in_ninjs, is_ninjs
from articles.ingest.types import ImportProblem, Input, RawArticle
from articles.ingest.values import value_text

Row = Mapping[str, Any]
_List = tuple[str, list[Any]]  # who publishes, and objects
_DEPTH: Final = 5  # of envelopes
_LOOKED_AT: Final = 5  # objects of a list, to see whether they are articles
# Around an object: Elasticsearch, Drupal's views, Strapi and JSON:API, Twitter, XML made JSON.
_WRAPPERS: Final = (
    *("_source", "node", "attributes", "tweet", "article", "item", "post", "story", "fields", "doc", "data"),
)
_WRAPPED: Final = 4  # objects around one another
_ACTIONS: Final = frozenset({"index", "create", "update", "delete"})
# What such a line says of its place, beside names with an underscore.
_PLACE: Final = frozenset(
    {"routing", "pipeline", "version", "version_type", "retry_on_conflict", "require_alias", "if_seq_no"}
    | {"if_primary_term", "dynamic_templates", "parent"}
)
_LISTS: Final = frozenset(
    {
        "items",
        "articles",
        "posts",
        "entries",
        "results",
        "docs",
        "records",
        "rows",
        "messages",
        "news",
        "hits",
    }
)
# Lists beside articles whose objects have texts too.
_NO_ARTICLES: Final = frozenset(
    {"comments", "comment", "replies", "reviews", "users", "authors", "author", "tags", "categories", "terms"}
    | {
        "category",
        "media",
        "images",
        "attachments",
        "settings",
        "errors",
        "aggregations",
        "facets",
        "related",
    }
    | {"highlight", "highlighting", "suggest", "suggestions", "spellcheck", "extensions", "posts_meta"}
)
_NUMBERS: Final = re.compile(r"\d+")


def articles(source: Input, value: Any, number: int, encoding: str) -> Iterator[RawArticle | ImportProblem]:
    """The articles in one JSON value, the ``number``-th of its file (from 1)."""
    if _is_bulk_action(value):
        return
    if not isinstance(value, dict | list):
        yield problem(source, "not_object", number)
        return
    if isinstance(value, dict):
        if _is_silent(value):
            return
        item = guarded(source, number, _article, value, "", number, encoding)
        if isinstance(item, ImportProblem) or (_is_article(item) and not _is_envelope(value)):
            yield item
            return
    rows = [(publisher, row) for publisher, rows in _rows(value) for row in rows]
    if not rows:
        yield problem(source, "no_body" if isinstance(value, dict) else "not_object", number)
    for line, (publisher, row) in enumerate(rows, start=number):
        if not isinstance(row, dict):
            yield problem(source, "not_object", line)
        elif not _is_silent(row):
            yield guarded(source, line, _article, row, publisher, line, encoding)


def _article(row: Row, publisher: str, line: int, encoding: str) -> RawArticle:
    found = _read(row)
    stated = dict(found.stated_fields)
    if not _is_article(found):
        found = next((inner for inner in map(_read, _wrapped(row, _WRAPPED)) if inner.text), found)
        stated |= found.stated_fields  # what only the object around it says holds too
    if publisher and not stated.get("source"):
        stated["source"] = publisher
    return dataclasses.replace(found, stated_fields=stated, line=line, encoding=encoding)


def _read(row: Row) -> RawArticle:
    """An object by the first of the kinds that know it, else by the names of its fields."""
    for recognises, read in _KINDS:
        if recognises(row):
            return read(row)
    return _plain(row)


def _is_bulk_action(value: Any) -> bool:
    """``{"index": {"_id": 1}}`` before each object, as Elasticsearch takes many of them in."""
    if not isinstance(value, dict) or len(value) != 1 or not value.keys() <= _ACTIONS:
        return False
    (place,) = value.values()
    return isinstance(place, dict) and all(name in _PLACE or str(name).startswith("_") for name in place)


def _is_article(found: RawArticle) -> bool:
    return bool(found.text or found.stated_fields.get("kills"))


def _plain(row: Row) -> RawArticle:
    return record({name: value for name, value in without_keys(row).items() if not _holds_article(value)})


def _holds_article(value: Any) -> bool:
    """An object that is an article itself is no text of the one around it: ``"post": {"title": …}``."""
    fields = {field_of(str(name)) for name in value} if isinstance(value, dict) else set()
    return {"title", "text"} <= fields


_KINDS: Final[tuple[tuple[Callable[[Row], bool], Callable[[Row], RawArticle]], ...]] = (
    (is_own_item, own_item),
    (is_own_row, own_row),
    (is_ninjs, lambda row: found_in_ninjs(row)),
    (is_ans, ans_story),
    (is_telegram, telegram_message),
    (is_tweet, tweet),
    (is_instagram, instagram_post),
    (is_facebook, facebook_post),
    (is_wordpress, wordpress_post),
    (is_ghost, ghost_post),
    (is_drupal, drupal_node),
    (is_contentful, contentful_entry),
    (is_reader_entry, reader_entry),
    (is_csl, csl_item),
)


def _wrapped(row: Row, depth: int) -> Iterator[Row]:
    for name in _WRAPPERS if depth else ():
        inner = row.get(name)
        if isinstance(inner, dict):
            yield inner
            yield from _wrapped(inner, depth - 1)


def _is_silent(row: Row) -> bool:
    """A post without words of its own: a picture, a notice that somebody joined."""
    wrapped = row.get("tweet")
    post = wrapped if isinstance(wrapped, dict) else row
    return is_post(post) and not _read(post).text


# ---- where the objects are ---------------------------------------------------------------------------------


def _rows(value: Any) -> list[_List]:
    """The lists of objects in ``value``, each with who publishes them: beside the longest those whose objects
    have titles too."""
    if isinstance(value, list):
        return [("", value)]
    for form in (_columns, _split, _index):
        if rows := form(value):
            return [("", rows)]
    lists = list(_lists(value, "", _DEPTH))
    longest = max(lists, key=lambda each: len(each[1]), default=None)
    return [each for each in lists if each is longest or _titled(each[1])]


def _is_envelope(value: Row) -> bool:
    """A feed has a description too, which is no article."""
    return any(isinstance(value[name], list) and _are_articles(value[name]) for name in _LISTS & value.keys())


def _columns(value: Row) -> list[Any]:
    """pandas, by columns: ``{"title": {"0": …}, "text": {"0": …}}``."""
    columns = {name: column for name, column in value.items() if isinstance(column, dict)}
    if len(columns) < len(value) or not any(field_of(str(name)) == "text" for name in columns):
        return []
    keys = dict.fromkeys(key for column in columns.values() for key in column)
    return [{name: column.get(key) for name, column in columns.items()} for key in keys]


def _split(value: Row) -> list[Any]:
    """pandas, split: ``{"columns": ["title", "text"], "data": [[…]]}``."""
    names, data = value.get("columns"), value.get("data")
    if not isinstance(names, list) or not isinstance(data, list):
        return []
    return [dict(zip(map(str, names), row, strict=False)) for row in data if isinstance(row, list)]


def _addressed(key: str, row: Any) -> Any:
    """A row that is known by its page's address."""
    return {"url": key, **row} if isinstance(row, dict) and key.startswith(("http://", "https://")) else row


def _index(value: Row) -> list[Any]:
    """pandas, by index, and objects by their keys: ``{"0": {"title": …}, "1": {…}}``."""
    rows = [_addressed(key, row) for key, row in value.items()]
    if len(rows) < 2 and not all(_NUMBERS.fullmatch(str(key)) for key in value):
        return []
    return rows if rows and all(isinstance(row, dict) for row in rows) and _are_articles(rows) else []


def _lists(value: Any, publisher: str, depth: int) -> Iterator[_List]:
    """The lists in an object and in the objects within it that hold articles, with who publishes each."""
    if not depth or not isinstance(value, dict):
        return
    # A feed's or channel's own title; that of an article stands beside its text.
    name = value_text(value.get("name") or value.get("title")) or publisher
    for key, inner in value.items():
        if str(key).lower() in _NO_ARTICLES:
            continue
        if isinstance(inner, list) and _are_articles(inner):
            yield name, with_relations(value, with_channel(value, inner))
        else:
            for item in inner if isinstance(inner, list) else [inner]:
                yield from _lists(item, name, depth - 1)


def _titled(rows: list[Any]) -> bool:
    return any(
        _article(row, "", 0, "").stated_fields.get("title")
        for row in rows[:_LOOKED_AT]
        if isinstance(row, dict)
    )


def _are_articles(rows: list[Any]) -> bool:
    first = list(islice((row for row in rows if isinstance(row, dict) and not _is_silent(row)), _LOOKED_AT))
    return any(_is_article(_article(row, "", 0, "")) for row in first)
