"""What an archive like this one has exported (:mod:`articles.web.exports.formats`), as it was.

Nothing in it is to be found out: every field is stated, and the text is clean already. ``item_id`` is the
permalink, so that an export that comes later updates what an earlier one brought; of a reference its key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from articles.ingest.cells import unguarded_cell
from articles.ingest.types import RawArticle
from articles.ingest.values import value_text

Row = Mapping[str, Any]
_PERMALINK: Final = re.compile(r"^https?://[^/]+/a/\d+(?:/|$)")
_PLAIN: Final = ("title", "published", "subtitle", "section", "language", "dateline", "agency")
_CIRCA: Final = "~"  # behind a date that is about right, as EDTF marks it


def _article(text: str, stated: Mapping[str, str]) -> RawArticle:
    return RawArticle(text, {name: value for name, value in stated.items() if value}, is_clean=True)


def _lines(names: Iterable[object]) -> str:
    return "\n".join(str(name) for name in names if name)


# ---- JSONL ------------------------------------------------------------------------------------------------


def is_own_row(row: Row) -> bool:
    return "permalink" in row and "original_url" in row and "body" in row


def own_row(row: Row) -> RawArticle:
    stated = {name: str(row.get(name) or "") for name in _PLAIN}
    if row.get("published_approximate") and stated["published"]:
        stated["published"] += _CIRCA
    stated |= {
        "source": value_text(row.get("source")),
        "authors": _lines(_listed(row, "authors")),
        "tags": _lines(tag.get("name") if isinstance(tag, dict) else tag for tag in _listed(row, "tags")),
        "url": str(row["original_url"] or ""),
        "related": json.dumps(links, ensure_ascii=False) if (links := _listed(row, "related_links")) else "",
        "item_id": str(row["permalink"] or ""),
        "version": str(row.get("updated_at") or ""),
    }
    return _article(str(row["body"] or ""), stated)


def _listed(row: Row, name: str) -> list[Any]:
    value = row.get(name)
    return value if isinstance(value, list) else []


# ---- ninjs ------------------------------------------------------------------------------------------------


def is_own_item(row: Row) -> bool:
    return bool(_PERMALINK.match(str(row.get("uri", "")))) and bool({"standard", "$standard"} & row.keys())


def own_item(row: Row) -> RawArticle:
    ids = row.get("altids")
    own: Row = ids if isinstance(ids, dict) else {}
    day = str(row.get("contentcreated") or "").partition("T")[0]
    people = _names(row, "person", "author")
    return _article(
        str(row.get("body_text") or ""),
        {
            "title": str(row.get("headline") or ""),
            "subtitle": str(row.get("headline_subtitle") or ""),
            "published": day or str(own.get("published") or ""),
            "authors": _lines(people or str(row.get("byline") or "").split("، ")),
            "tags": _lines(_names(row, "subject")),
            "section": _lines(_names(row, "subject", "section")),
            "language": str(row.get("language") or ""),
            "dateline": str(row.get("located") or ""),
            "source": _lines(_names(row, "infosource")),
            "agency": _lines(_names(row, "infosource", "agency")),
            "url": str(own.get("original_url") or ""),
            "item_id": str(row["uri"]),
            "version": str(row.get("versioncreated") or ""),
        },
    )


def _names(row: Row, name: str, rel: str = "") -> list[str]:
    """The names of the concepts that stand in this relation to the item."""
    found = (each for each in _listed(row, name) if isinstance(each, dict))
    return [str(each.get("name", "")) for each in found if str(each.get("rel", "")) == rel]


# ---- tables -----------------------------------------------------------------------------------------------

COLUMNS: Final = frozenset({"id", "title", "permalink", "body"})


def own_cells(columns: Iterable[str], cells: Iterable[object]) -> RawArticle:
    """The article of a row; ``columns`` are their names as they stand in the header."""
    row = {
        name: unguarded_cell("" if cell is None else str(cell))
        for name, cell in zip(columns, cells, strict=False)
    }
    stated = {name: row.get(name, "") for name in (*_PLAIN, "source", "url")}
    if row.get("published_approximate") and stated["published"]:
        stated["published"] += _CIRCA
    stated |= {name: _lines(_split(row.get(name, ""))) for name in ("authors", "tags")}
    stated |= {"item_id": row.get("permalink", ""), "version": row.get("updated_at", "")}
    return _article(row.get("body", ""), stated)


def _split(cell: str) -> list[str]:
    """Names in a cell, with semicolons between them or as a list of JSON."""
    if cell.startswith("["):
        try:
            return [str(name) for name in json.loads(cell)]
        except ValueError:
            pass
    return cell.split("; ")


# ---- references -------------------------------------------------------------------------------------------

KEY: Final = re.compile(r"newsarchive-\d+")
_RIS: Final = {
    "TI": "title",
    "T2": "source",
    "C1": "subtitle",
    "C2": "agency",
    "SE": "section",
    "CY": "dateline",
    "LA": "language",
}
_BIBTEX: Final = {
    "title": "title",
    "journaltitle": "source",
    "subtitle": "subtitle",
    "organization": "agency",
    "journalsubtitle": "section",
    "location": "dateline",
    "language": "language",
    "date": "published",
}


def own_reference(values: Mapping[str, list[str]]) -> RawArticle:
    """The article of a RIS record, by its tags; the lines of its text but the first are set in."""
    stated = {field: _first(values, tag) for tag, field in _RIS.items()}
    parts = _first(values, "DA").split("/")
    circa = _CIRCA if not parts[-1].isdigit() and parts[-1] else ""
    inverted = (" ".join(reversed(name.split(", ", 1))) for name in values.get("AU", []))
    stated |= {
        "published": "-".join(part for part in parts if part.isdigit()) + circa,
        "authors": _lines(values.get("C4") or inverted),
        "tags": _lines(values.get("KW", [])),
        "url": _original(_first(values, "UR"), _first(values, "ID")),
        "item_id": _first(values, "ID"),
    }
    first, *rest = _first(values, "AB").split("\n")
    return _article("\n".join([first, *(line.removeprefix("  ") for line in rest)]), stated)


def own_entry(key: str, values: Mapping[str, str], authors: list[str], keywords: list[str]) -> RawArticle:
    """The article of a BibTeX entry, by its key and the names of its fields."""
    stated = {field: values.get(name, "") for name, field in _BIBTEX.items()}
    stated |= {"authors": _lines(authors), "tags": _lines(keywords)}
    stated |= {"url": _original(values.get("url", ""), key), "item_id": key}
    return _article(values.get("abstract", "").replace("\n  ", "\n"), stated)


def _first(values: Mapping[str, list[str]], tag: str) -> str:
    return next(iter(values.get(tag, [])), "")


def _original(url: str, key: str) -> str:
    """The address of an article that has none of its own is its permalink, which is not the original's."""
    return "" if re.search(rf"/a/{key.rpartition('-')[2]}/?$", url) else url
