"""Stories of Arc XP in its own form (ANS): blocks of text, credits, taxonomy, and whether they are public."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any, Final

from articles.ingest.readers._markup import fragment
from articles.ingest.readers.json._objects import Row, object_in
from articles.ingest.types import RawArticle
from articles.ingest.values import value_text

_DEPTH: Final = 6  # of groups and lists in a text
_DATES: Final = ("display_date", "first_publish_date", "publish_date")
_FREE: Final = frozenset({"", "free", "open", "public"})


def is_ans(row: Row) -> bool:
    return isinstance(row.get("content_elements"), list) and isinstance(row.get("headlines"), dict)


def ans_story(row: Row) -> RawArticle:
    """The article of a story. Pictures, films and links to other stories in its text are left out."""
    text, marks = fragment("".join(_markup(row["content_elements"], _DEPTH)))
    taxonomy = object_in(row, "taxonomy")
    owner = (value_text(object_in(row, name).get("name")) for name in ("distributor", "source"))
    addresses = (value_text(row.get(name)) for name in ("website_url", "canonical_url"))  # often a path alone
    stated = {
        "title": _named(row, "headlines"),
        "subtitle": _named(row, "subheadlines"),
        "published": next((str(row[name]) for name in _DATES if row.get(name)), ""),
        "authors": value_text(object_in(row, "credits").get("by")),
        "source": next(filter(None, owner), ""),
        "url": next((each for each in addresses if "//" in each), ""),
        "tags": value_text(taxonomy.get("tags")),
        "section": value_text(taxonomy.get("primary_section")) or value_text(taxonomy.get("sections")),
        "language": value_text(row.get("language")),
        "dateline": value_text(object_in(row, "location")),
        "publication": _publication(row),
        "item_id": value_text(row.get("_id")),
        "version": value_text(row.get("last_updated_date")),
    }
    stated["section"] = stated["section"].partition("\n")[0]
    return RawArticle(text, {name: value for name, value in stated.items() if value}, marks)


def _publication(row: Row) -> str:
    """A story that only a draft of its own knows is none yet; one behind a wall was not for everybody."""
    if object_in(row, "revision").get("published") is False:
        return "draft"
    code = value_text(object_in(row, "content_restrictions").get("content_code")).casefold()
    return "" if code in _FREE else "protected"


def _markup(elements: list[Any], depth: int) -> Iterator[str]:
    """The text of a story's elements as HTML, each of which holds HTML of its own."""
    for element in elements if depth else ():
        if not isinstance(element, dict):
            continue
        content = str(element.get("content") or "")
        match element.get("type"):
            case "text" | "correction":
                yield f"<p>{content or element.get('text') or ''}</p>"
            case "header":
                yield f"<h2>{content}</h2>"
            case "raw_html" | "code":
                yield f"<div>{content}</div>"
            case "table":
                yield from _table(element)
            case "list" | "quote" | "blockquote" | "element_group" | "story":
                inner = element.get("items") or element.get("content_elements")
                yield from _markup(inner, depth - 1) if isinstance(inner, list) else (f"<p>{content}</p>",)


def _table(element: Row) -> Iterator[str]:
    rows = element.get("rows")
    for row in [element.get("header"), *(rows if isinstance(rows, list) else [])]:
        cells = (
            [value_text(cell.get("content")) for cell in row if isinstance(cell, dict)]
            if isinstance(row, list)
            else []
        )
        if any(cells):
            yield f"<p>{html.escape(' | ').join(cells)}</p>"


def _named(row: Row, name: str) -> str:
    """The headline for the site, which is the one that always stands there."""
    texts = object_in(row, name)
    return value_text(texts.get("basic") or texts.get("web") or texts.get("native"))
