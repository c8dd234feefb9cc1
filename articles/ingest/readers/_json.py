"""What JSON files hold, whatever program wrote them: the objects that are articles, and who publishes them.

An archive's own export, ninjs, WordPress, Telegram, Facebook, JSON Feed, pandas' forms, answers of search
engines and databases with their envelopes; all else is a record whose names of fields tell.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from articles.ingest.detect.columns import field_of
from articles.ingest.problems import guarded, problem
from articles.ingest.readers._json_exports import (
    facebook_post,
    is_facebook,
    is_telegram,
    is_wordpress,
    telegram_message,
    with_channel,
    wordpress_post,
)
from articles.ingest.readers._ninjs import found_in_ninjs, is_ninjs
from articles.ingest.readers._own_exports import is_own_item, is_own_row, own_item, own_row
from articles.ingest.readers._records import record
from articles.ingest.types import ImportProblem, Input, RawArticle
from articles.ingest.values import value_text

Row = Mapping[str, Any]
_DEPTH: Final = 5  # of envelopes
_LOOKED_AT: Final = 5  # objects of a list, to see whether they are articles
# Around an object: Elasticsearch, Drupal's views, Strapi and JSON:API, Twitter, XML made JSON.
_WRAPPERS: Final = ("_source", "node", "attributes", "tweet", "article", "item", "post", "fields", "data")
_ACTIONS: Final = frozenset({"index", "create", "update", "delete"})
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
_NUMBERS: Final = re.compile(r"\d+")


def articles(source: Input, value: Any, number: int, encoding: str) -> Iterator[RawArticle | ImportProblem]:
    """The articles in one JSON value, the ``number``-th of its file (from 1)."""
    if _is_bulk_action(value):
        return
    if not isinstance(value, dict | list):
        yield problem(source, "not_object", number)
        return
    if isinstance(value, dict):
        item = guarded(source, number, _article, value, "", number, encoding)
        if isinstance(item, ImportProblem) or (_is_article(item) and not _is_envelope(value)):
            yield item
            return
    publisher, rows = _rows(value)
    if not rows:
        yield problem(source, "no_body" if isinstance(value, dict) else "not_object", number)
    for line, row in enumerate(rows, start=number):
        if not isinstance(row, dict):
            yield problem(source, "not_object", line)
        elif not _is_silent(row):
            yield guarded(source, line, _article, row, publisher, line, encoding)


def _article(row: Row, publisher: str, line: int, encoding: str) -> RawArticle:
    read: Callable[[Row], RawArticle] = _plain
    for recognises, reader in _KINDS:
        if recognises(row):
            read = reader
            break
    found = read(row)
    if not _is_article(found):
        found = next((inner for inner in map(_plain, _wrapped(row)) if inner.text), found)
    stated = dict(found.stated_fields)
    if publisher and not stated.get("source"):
        stated["source"] = publisher
    return dataclasses.replace(found, stated_fields=stated, line=line, encoding=encoding)


def _is_bulk_action(value: Any) -> bool:
    """``{"index": {"_id": 1}}`` before each object, as Elasticsearch takes many of them in."""
    if not isinstance(value, dict) or len(value) != 1 or not value.keys() <= _ACTIONS:
        return False
    (place,) = value.values()
    return isinstance(place, dict) and all(str(name).startswith("_") for name in place)


def _is_article(found: RawArticle) -> bool:
    return bool(found.text or found.stated_fields.get("kills"))


def _plain(row: Row) -> RawArticle:
    return record({name: value for name, value in row.items() if not _is_key(name, value)})


def _is_key(name: str, value: Any) -> bool:
    """A number where a name should be is the key of a row elsewhere: ``"author": 3``."""
    if isinstance(value, list):
        return bool(value) and all(_is_key(name, item) for item in value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return is_number and field_of(str(name)) in {"authors", "tags", "section", "source"}


_KINDS: Final[tuple[tuple[Callable[[Row], bool], Callable[[Row], RawArticle]], ...]] = (
    (is_own_item, own_item),
    (is_own_row, own_row),
    (is_ninjs, lambda row: found_in_ninjs(row)),
    (is_telegram, telegram_message),
    (is_facebook, facebook_post),
    (is_wordpress, wordpress_post),
)


def _wrapped(row: Row) -> Iterator[Row]:
    for name in _WRAPPERS:
        inner = row.get(name)
        if isinstance(inner, dict):
            yield inner


def _is_silent(row: Row) -> bool:
    """A message without words: a picture, a notice that somebody joined."""
    return is_telegram(row) and not telegram_message(row).text


# ---- where the objects are ---------------------------------------------------------------------------------


def _rows(value: Any) -> tuple[str, list[Any]]:
    """Who publishes, and the objects in ``value``, or [] when there are none."""
    if isinstance(value, list):
        return "", value
    for form in (_columns, _split, _index):
        if rows := form(value):
            return "", rows
    return _in_envelope(value, "", _DEPTH)


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


def _index(value: Row) -> list[Any]:
    """pandas, by index, and objects by their keys: ``{"0": {"title": …}, "1": {…}}``."""
    rows = list(value.values())
    if len(rows) < 2 and not all(_NUMBERS.fullmatch(str(key)) for key in value):
        return []
    return rows if rows and all(isinstance(row, dict) for row in rows) and _are_articles(rows) else []


def _in_envelope(value: Any, publisher: str, depth: int) -> tuple[str, list[Any]]:
    """The list of articles in an object: of several the longest; of objects in lists, all of them."""
    if not depth or not isinstance(value, dict):
        return publisher, []
    # A feed's or channel's own title; that of an article stands beside its text.
    name = value_text(value.get("name") or value.get("title")) or publisher
    lists = [item for item in value.values() if isinstance(item, list) and _are_articles(item)]
    if lists:
        return name, with_channel(value, max(lists, key=len))
    found = [_in_envelope(inner, name, depth - 1) for inner in value.values() if isinstance(inner, dict)]
    for inner in value.values():
        if isinstance(inner, list):
            found += [_in_envelope(item, name, depth - 1) for item in inner if isinstance(item, dict)]
    return max(found, key=lambda each: len(each[1]), default=(publisher, []))


def _are_articles(rows: list[Any]) -> bool:
    first = list(islice((row for row in rows if isinstance(row, dict) and not _is_silent(row)), _LOOKED_AT))
    return any(_is_article(_article(row, "", 0, "")) for row in first)
