"""From what a reader found to an article: cleaning and metadata together."""

from __future__ import annotations

from collections.abc import Iterable

from articles.arabic.dates import PartialDate, parse_date
from articles.ingest.clean import label, tidy
from articles.ingest.issues import issue
from articles.ingest.types import HEADING, Draft, Evidence, Found, Input, Issue, Line, Role


def compose(found: Found, source: Input) -> Draft | Issue:
    """The article in what was ``found``, or why there is none."""
    if len(found.text) > source.limits.characters:
        return issue(source, "long_text", found.line, count=len(found.text), limit=source.limits.characters)
    draft = recompose(found.dumps(), found)
    if not draft.body:
        return issue(source, "no_body" if found.line else "no_text", found.line)
    return draft


def recompose(raw: str, found: Found | None = None) -> Draft:
    """The draft made again from :attr:`Draft.raw`, by today's rules."""
    found = found or Found.loads(raw)
    lines = label(found)
    given = {name: tidy(value) for name, value in found.given.items()}
    evidence = {
        name: Evidence(words=value, place=f"field {name}", rule="field", confidence="stated")
        for name, value in given.items()
    }
    return Draft(
        title=given.get("title") or _first(lines, "title"),
        subtitle=given.get("subtitle") or _first(lines, "subtitle"),
        body=_body(lines),
        source=given.get("source", ""),
        authors=_values(given.get("authors", "")),
        published=_date(given.get("published", "")),
        url=given.get("url", ""),
        tags=_values(given.get("tags", "")),
        section=given.get("section", ""),
        language=given.get("language", "ar"),
        lines=tuple(lines),
        evidence=evidence,
        raw=raw,
        file=found.file,
        line=found.line,
        encoding=found.encoding,
    )


def _first(lines: Iterable[Line], role: Role) -> str:
    return next((line.text for line in lines if line.role == role), "")


def _body(lines: Iterable[Line]) -> str:
    paragraphs = (
        HEADING + line.text if line.role == "heading" else line.text
        for line in lines
        if line.role in {"body", "heading"}
    )
    return "\n\n".join(paragraphs)


def _values(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(str.strip, text.split("\n")))))


def _date(text: str) -> PartialDate | None:
    return parse_date(text) if text else None
