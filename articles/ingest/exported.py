"""Drafts of what an archive has exported: nothing is cut, and nothing is found out."""

from __future__ import annotations

import json
from typing import Any, Final

from articles.arabic.dates.parser import parse_date
from articles.ingest.clean.page import first_words
from articles.ingest.detect.language import language_of
from articles.ingest.extract.publication import publication
from articles.ingest.types import HEADING, Draft, Evidence, Line, Link, RawArticle, Role
from articles.ingest.urls import web_address

_PLAIN: Final = ("subtitle", "source", "section", "dateline", "agency")
_CIRCA: Final = "~"  # behind a date that is about right


def exported_draft(found: RawArticle, raw: str) -> Draft:
    """The article as it went out. The date may have been written otherwise by a spreadsheet since."""
    stated = found.stated_fields
    body = found.text.strip()
    published = stated.get("published", "")
    fields: dict[str, Any] = {name: stated.get(name, "") for name in _PLAIN}
    return Draft(
        **fields,
        **publication(stated),
        title=stated.get("title", "").strip() or first_words(body),
        body=body,
        url=web_address(stated.get("url", "")),
        authors=tuple(stated.get("authors", "").split("\n")) if stated.get("authors") else (),
        tags=tuple(stated.get("tags", "").split("\n")) if stated.get("tags") else (),
        published=parse_date(published.removesuffix(_CIRCA)),
        published_approximate=published.endswith(_CIRCA),
        language=stated.get("language", "") or language_of(body),
        related=_links(stated.get("related", "")),
        exported=True,
        lines=tuple(Line(number, line, _role(line)) for number, line in enumerate(body.split("\n"))),
        evidence={
            name: Evidence(value, f"field {name}", "field", "stated")
            for name, value in stated.items()
            if value
        },
        warnings=found.warnings,
        raw=raw,
        file=found.file,
        line=found.line,
        encoding=found.encoding,
    )


def _links(text: str) -> tuple[Link, ...]:
    links = json.loads(text) if text else []
    return tuple(
        Link(str(link.get("title", "")), web_address(str(link.get("url", ""))))
        for link in links
        if isinstance(link, dict)
    )


def _role(line: str) -> Role:
    return "blank" if not line.strip() else "heading" if line.startswith(HEADING) else "body"
