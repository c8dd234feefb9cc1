"""What systems of sites and readers of feeds write: WordPress, Ghost, Drupal, Contentful, Feedly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from articles.ingest.readers._records import record
from articles.ingest.readers.json._objects import Row, object_in, objects_in
from articles.ingest.types import RawArticle
from articles.ingest.values import value_text

_STATUSES: Final = {"publish": "usable", "published": "usable", "inherit": "usable", "future": "scheduled"}
_MEMBERS: Final = frozenset({"members", "paid", "tiers"})  # of a Ghost site, for whom alone a post is
_TRUE: Final = frozenset({"true", "1"})


# ---- WordPress ----------------------------------------------------------------------------


def is_wordpress(row: Row) -> bool:
    return isinstance(row.get("content"), dict) and "rendered" in row["content"]


def wordpress_post(row: Row) -> RawArticle:
    """A post of the REST API. Authors and categories are numbers, unless it was asked to embed them."""
    keys = {"author", "categories", "tags", "excerpt", "guid", "status", "type", "content", "id"}
    found = record({**{name: row[name] for name in row if name not in keys}, "content": row["content"]})
    embedded = object_in(row, "_embedded")
    stated = {
        **found.stated_fields,
        "authors": value_text(embedded.get("author")) or _not_number(row.get("author")),
        "section": _terms(embedded, "category"),
        "tags": _terms(embedded, "post_tag"),
        "publication": _STATUSES.get(str(row.get("status", "publish")), str(row.get("status", ""))),
    }
    if row["content"].get("protected"):
        stated["publication"] = "protected"
    stated = {name: value for name, value in stated.items() if value and value != "usable"}
    warnings = ("static_page",) if row.get("type") == "page" else ()
    return RawArticle(found.text, stated, found.marks, warnings=warnings)


def _not_number(value: Any) -> str:
    return "" if isinstance(value, int) else value_text(value)


def _terms(embedded: Row, taxonomy: str) -> str:
    groups = embedded.get("wp:term")
    terms = (
        [term for group in groups if isinstance(group, list) for term in group]
        if isinstance(groups, list)
        else []
    )
    return value_text([term for term in terms if isinstance(term, dict) and term.get("taxonomy") == taxonomy])


# ---- Ghost -------------------------------------------------------------------------------


def is_ghost(row: Row) -> bool:
    return row.keys() >= {"title", "html", "status", "visibility"}


def ghost_post(row: Row) -> RawArticle:
    """A post of an export. One that was sent as a letter to subscribers alone has not been public."""
    body = row.get("html") or row.get("plaintext") or _blocks(row.get("lexical"))
    status = str(row.get("status") or "published")
    is_closed = row.get("visibility") in _MEMBERS or status == "sent"
    found = record({"title": row.get("title"), "body": body})
    stated = {
        **found.stated_fields,
        "published": str(row.get("published_at") or row.get("created_at") or ""),
        "url": value_text(row.get("canonical_url") or row.get("url")),
        "subtitle": value_text(row.get("subtitle")),
        "authors": value_text(row.get("authors")),
        "tags": value_text([tag for tag in objects_in(row, "tags") if not _is_internal(tag)]),
        "source": value_text(row.get("site")),
        "publication": "protected" if is_closed else _STATUSES.get(status, status),
    }
    stated = {name: value for name, value in stated.items() if value and value != "usable"}
    warnings = ("static_page",) if row.get("type") == "page" else ()
    return RawArticle(found.text, stated, found.marks, warnings=warnings)


def with_relations(database: Row, posts: list[Any]) -> list[Any]:
    """Posts of a Ghost export with their authors and tags, which stand in tables of their own beside them."""
    if "posts_tags" not in database and "posts_authors" not in database:
        return posts
    tags = _related(database, "posts_tags", "tag_id", "tags")
    authors = _related(database, "posts_authors", "author_id", "users")
    site = next(
        (each.get("value") for each in objects_in(database, "settings") if each.get("key") == "title"), ""
    )
    return [
        {**row, "site": site, "tags": tags.get(row.get("id"), []), "authors": authors.get(row.get("id"), [])}
        if isinstance(row, dict) and isinstance(row.get("id"), str | int)
        else row
        for row in posts
    ]


def _related(database: Row, links: str, key: str, table: str) -> dict[Any, list[Row]]:
    """The rows of a table by the post that they belong to, in their order."""
    rows = {str(row.get("id")): row for row in objects_in(database, table)}
    found: dict[Any, list[Row]] = {}
    for link in sorted(objects_in(database, links), key=_place):
        if row := rows.get(str(link.get(key))):
            found.setdefault(link.get("post_id"), []).append(row)
    return found


def _place(link: Row) -> int:
    order = link.get("sort_order")
    return order if isinstance(order, int) else 0


def _is_internal(tag: Row) -> bool:
    return tag.get("visibility") == "internal" or str(tag.get("name", "")).startswith("#")


def _blocks(lexical: Any) -> Any:
    """The editor's own form of a text, which an export holds as a string of JSON."""
    try:
        value = json.loads(lexical) if isinstance(lexical, str) else lexical
    except (ValueError, RecursionError):
        return ""
    return value.get("root", "") if isinstance(value, dict) else ""


# ---- Drupal ------------------------------------------------------------------------------


def is_drupal(row: Row) -> bool:
    """A node as Drupal serialises it: each field is a list of objects with a value."""
    return ("nid" in row or "vid" in row) and _is_field(row.get("title")) and _is_field(row.get("status"))


def drupal_node(row: Row) -> RawArticle:
    values = {name: _first_value(value) if _is_field(value) else value for name, value in row.items()}
    body = values.get("body")
    found = record({name: value for name, value in values.items() if name not in {"type", "status", "uid"}})
    if str(values.get("status")).casefold() in _TRUE:
        return found
    stated = {**found.stated_fields, "publication": "draft"}
    return RawArticle(found.text or value_text(body), stated, found.marks)


def _is_field(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and "value" in value[0]


def _first_value(value: list[Row]) -> Any:
    return value[0].get("processed") or value[0]["value"]


# ---- Contentful --------------------------------------------------------------------------


def is_contentful(row: Row) -> bool:
    return isinstance(row.get("sys"), dict) and isinstance(row.get("fields"), dict)


def contentful_entry(row: Row) -> RawArticle:
    """An entry of the delivery, or of an export, where what was never published has no version of it."""
    place = row["sys"]
    found = record(row["fields"])
    dates = (place.get(name) for name in ("firstPublishedAt", "publishedAt", "createdAt"))
    is_draft = "version" in place and not place.get("publishedVersion")
    stated = {
        "published": value_text(next(filter(None, dates), "")),
        **found.stated_fields,
        **({"publication": "draft"} if is_draft else {}),
    }
    return RawArticle(found.text, {name: value for name, value in stated.items() if value}, found.marks)


# ---- readers of feeds --------------------------------------------------------------------


def is_reader_entry(row: Row) -> bool:
    """An entry of Feedly, Inoreader and others that answer as Google Reader did."""
    return bool(_inner_text(row)) and bool({"origin", "alternate", "canonical", "crawlTimeMsec"} & row.keys())


def reader_entry(row: Row) -> RawArticle:
    found = record({"body": _inner_text(row), "title": row.get("title")})
    origin = row.get("origin")
    addresses = [row.get("canonicalUrl"), *_addresses(row, "canonical"), *_addresses(row, "alternate")]
    stated = {
        **found.stated_fields,
        "published": value_text(row.get("published")),
        "authors": value_text(row.get("author")),
        "source": value_text(origin.get("title")) if isinstance(origin, dict) else "",
        "url": next((text for each in addresses if (text := value_text(each))), ""),
        "tags": value_text(row.get("keywords")),
    }
    return RawArticle(found.text, {name: value for name, value in stated.items() if value}, found.marks)


def _inner_text(row: Row) -> str:
    inner = [row[name].get("content") for name in ("content", "summary") if isinstance(row.get(name), dict)]
    return next((text for text in inner if isinstance(text, str) and text.strip()), "")


def _addresses(row: Row, name: str) -> Iterator[Any]:
    return (link.get("href") for link in objects_in(row, name))
