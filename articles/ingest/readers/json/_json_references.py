"""References as CSL-JSON, which Zotero and other managers of references write. Only an abstract is a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from articles.ingest.types import RawArticle
from articles.ingest.values import value_text

Row = Mapping[str, Any]


def is_csl(row: Row) -> bool:
    return "type" in row and "title" in row and isinstance(row.get("issued"), dict) and "body" not in row


def csl_item(row: Row) -> RawArticle:
    people = row.get("author")
    names = (
        [_name(person) for person in people if isinstance(person, dict)] if isinstance(people, list) else []
    )
    stated = {
        "title": value_text(row.get("title")),
        "source": value_text(row.get("container-title") or row.get("publisher")),
        "authors": "\n".join(filter(None, names)),
        "published": _date(row["issued"]),
        "url": value_text(row.get("URL")),
        "language": value_text(row.get("language")),
        "tags": "\n".join(value_text(row.get("keyword")).split(",")),
        "dateline": value_text(row.get("publisher-place")),
    }
    return RawArticle(
        value_text(row.get("abstract")), {name: value for name, value in stated.items() if value}
    )


def _name(person: Row) -> str:
    parts = (person.get(part) for part in ("given", "non-dropping-particle", "family"))
    return value_text(person.get("literal")) or " ".join(filter(None, map(value_text, parts)))


def _date(issued: Row) -> str:
    parts = issued.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    if isinstance(first, list) and all(str(part).isdecimal() for part in first):
        return "-".join(f"{int(part):02}" for part in first[:3])
    return value_text(issued.get("raw") or issued.get("literal"))
