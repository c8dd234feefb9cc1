"""ninjs, news in JSON (IPTC): versions 1 to 3 as agencies send them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from articles.ingest.readers._markup import fragment
from articles.ingest.types import RawArticle
from articles.ingest.values import value_text

_SIGNS: Final = {
    *("versioncreated", "versionCreated", "body_text", "body_html", "body_xhtml", "bodies"),
    *("pubstatus", "pubStatus"),
}
_DATES: Final = ("firstcreated", "contentcreated", "versioncreated")  # the surest first


def is_ninjs(row: Mapping[str, Any]) -> bool:
    """A ninjs item has a ``uri`` and at least one property that only ninjs has."""
    return "uri" in row and bool(_SIGNS & row.keys())


def found_in_ninjs(row: Mapping[str, Any], *, line: int | None = None, encoding: str = "") -> RawArticle:
    """The article of a ninjs item."""
    text, is_html = _body(row)
    lines, marks = fragment(text) if is_html else (text, {})
    dates = {key.lower(): str(value) for key, value in row.items() if key.lower() in _DATES}
    stated = {
        "title": value_text(row.get("headline") or row.get("title")) or _first(row.get("headlines")),
        "published": next((dates[key] for key in _DATES if dates.get(key)), ""),
        "authors": value_text(row.get("byline")) or value_text(row.get("people")) or _first(row.get("by")),
        "dateline": value_text(row.get("located")),
        "language": value_text(row.get("language")),
        "tags": value_text([*_list(row, "subject", "subjects"), *_list(row, "keywords")]),
        "section": value_text(_list(row, "genre", "genres")[:1]),
        "source": value_text(row.get("infosource") or row.get("provider") or row.get("copyrightholder")),
        "agency": value_text(row.get("creditline")),
        "url": value_text(row.get("link") or row.get("altids")) or _address(row),
    }
    stated |= _publication(row)
    stated = {name: value for name, value in stated.items() if value}
    return RawArticle(lines, stated, marks, line, encoding=encoding)


def _publication(row: Mapping[str, Any]) -> dict[str, str]:
    """Its status, its embargo, its item and version; one that is canceled withdraws what went before it."""
    status = str(row.get("pubstatus") or row.get("pubStatus") or "usable").removeprefix("stat:")
    item = str(row.get("uri", ""))
    return {
        "publication": "" if status == "usable" else status,
        "embargo_until": value_text(row.get("embargoed") or row.get("embargoedUntil")),
        "item_id": item,
        "version": value_text(row.get("version") or row.get("versioncreated") or row.get("versionCreated")),
        "kills": item if status == "canceled" else "",
    }


def _body(row: Mapping[str, Any]) -> tuple[str, bool]:
    """The text, and whether it is HTML."""
    for key in ("body_xhtml", "body_html"):
        if row.get(key):
            return str(row[key]), True
    if row.get("body_text"):
        return str(row["body_text"]), False
    for body in _list(row, "bodies"):
        if isinstance(body, Mapping) and body.get("value"):
            kind = str(body.get("contenttype") or body.get("contentType") or "")
            return str(body["value"]), "html" in kind
    return value_text(row.get("description_text")), False


def _first(values: Any) -> str:
    """The value of the first of several headlines: ``[{"role": "main", "value": …}]``."""
    return value_text(values[:1]) if isinstance(values, list) else value_text(values)


def _list(row: Mapping[str, Any], *keys: str) -> list[Any]:
    return [item for key in keys for item in (row[key] if isinstance(row.get(key), list) else [])]


def _address(row: Mapping[str, Any]) -> str:
    uri = str(row.get("uri", ""))
    return uri if uri.startswith(("http://", "https://")) else ""
