"""From what a reader found to an article: cleaning and metadata together."""

from __future__ import annotations

import dataclasses
from typing import Final

from articles.ingest import gate
from articles.ingest.clean import rules as shipped
from articles.ingest.clean.boilerplate import clean
from articles.ingest.clean.page import Page, first_words
from articles.ingest.clean.rules import Rules
from articles.ingest.exported import exported_draft
from articles.ingest.extract.metadata import tidy_value, understand
from articles.ingest.extract.publication import publication
from articles.ingest.problems import problem
from articles.ingest.types import HEADING, Draft, ImportProblem, Input, RawArticle

_TITLE_WORDS: Final = 3
_HELD: Final = {"canceled": "canceled", "withheld": "embargoed", "scheduled": "embargoed"}


def compose(found: RawArticle, source: Input, rules: Rules | None = None) -> Draft | ImportProblem:
    """The article in what was ``found``, or why there is none."""
    source = dataclasses.replace(source, name=found.file or source.name)
    limit = source.limits.characters
    if len(found.text) > limit:
        return problem(source, "long_text", found.line, count=len(found.text), limit=limit)
    raw = found.dumps()
    found, refused = gate.admit(found)
    if refused:
        return problem(source, refused, found.line)
    publisher = source.publisher or found.stated_fields.get("source", "")
    draft = _draft(found, raw, rules or shipped.load(), publisher)
    if not draft.body and not draft.kills:
        return problem(source, "no_body" if found.line else "no_text", found.line)
    return draft


def recompose(raw: str, rules: Rules | None = None, source: str = "") -> Draft:
    """The draft made again from :attr:`Draft.raw`, by the rules of today; ``source`` is the article's."""
    found, _ = gate.admit(RawArticle.loads(raw))
    return _draft(found, raw, rules or shipped.load(), source or found.stated_fields.get("source", ""))


def _draft(found: RawArticle, raw: str, rules: Rules, source: str) -> Draft:
    """The rules for a source that only the page itself tells are applied once it is known."""
    if found.is_clean:
        return exported_draft(found, raw)
    page = clean(found, rules, source)
    body = _body(page)
    title = tidy_value(page.title)
    warnings = list(found.warnings)
    if not title and body:
        title = first_words(body)
        warnings.append("no_title")
    metadata = understand(found, page, title, body)
    stated_source = metadata.fields.get("source", "")
    if not source and rules.are_for(stated_source):
        return _draft(found, raw, rules, stated_source)
    title = _without_source(title, stated_source)
    shown = publication(found.stated_fields)
    if shown["publication"] != "usable":
        held = _HELD.get(shown["publication"], "not_public")
        warnings.append(held)
    elif "embargo_until" in shown:
        warnings.append("embargoed")
    fields = {**metadata.fields, **shown, "title": title}
    return Draft(
        **fields,
        body=body,
        lines=page.lines(),
        evidence=metadata.evidence,
        warnings=(*warnings, *metadata.warnings),
        raw=raw,
        file=found.file,
        line=found.line,
        encoding=found.encoding,
    )


def _without_source(title: str, source: str) -> str:
    """A title without the name of its newspaper, which aggregators and pages put behind it."""
    for mark in (" - ", " | ", " – ", " — "):
        start = title.removesuffix(mark + source)
        if source and start != title and len(start.split()) >= _TITLE_WORDS:
            return start
    return title


def _body(page: Page) -> str:
    return "\n\n".join(
        HEADING + piece.text.removeprefix(HEADING) if piece.role == "heading" else piece.text
        for piece in page.of("body", "heading")
    )
