"""Notes as the W3C's Web Annotations (https://www.w3.org/TR/annotation-model/), and back."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, Final

from articles.annotations.anchoring import Quote
from articles.annotations.notes import MAX_EXACT, MAX_TEXT, Draft, Page, PlacedNote
from articles.models.annotations import CONTEXT

CONTEXT_ADDRESS: Final = "http://www.w3.org/ns/anno.jsonld"
_ARTICLE: Final = re.compile(r"/a/(\d{1,12})/")
_PREFIX: Final = "urn:uuid:"


class NotAnAnnotation(ValueError):
    """What was sent is no annotation that this archive could have made."""


def annotation(placed: PlacedNote, source: str) -> dict[str, Any]:
    """A note as an annotation of the resource at ``source``, a full address; its words are given unless
    ``placed.exact`` is empty."""
    note = placed.note
    fields: dict[str, Any] = {
        "id": f"{_PREFIX}{note.key}",
        "type": "Annotation",
        "motivation": "commenting" if note.text else "highlighting",
        "created": f"{note.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "modified": f"{note.updated_at:%Y-%m-%dT%H:%M:%SZ}",
    }
    if note.text:
        fields["body"] = {"type": "TextualBody", "value": note.text, "format": "text/plain"}
    fields["target"] = {"source": source, "selector": _selectors(placed)} if placed.exact else source
    return fields


def _selectors(placed: PlacedNote) -> list[dict[str, Any]]:
    """The words and, while they stand in the article, their place: code points of title, subtitle and
    paragraphs, a line each."""
    note = placed.note
    quote = {"type": "TextQuoteSelector", "exact": placed.exact, "prefix": note.prefix, "suffix": note.suffix}
    selectors: list[dict[str, Any]] = [{name: value for name, value in quote.items() if value}]
    if placed.start is not None:
        selectors.append({"type": "TextPositionSelector", "start": placed.start, "end": placed.end})
    return selectors


def collection(pages: Iterable[Page], total: int, site: str) -> Iterator[str]:
    """A notebook as an AnnotationCollection with one page, in pieces. Of an article that the reader may not
    read any more there is its address alone."""
    head = {
        "@context": CONTEXT_ADDRESS,
        "id": f"{site}/notebook.jsonld",
        "type": "AnnotationCollection",
        "label": "newsarchive",
        "total": total,
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "first": {"type": "AnnotationPage", '
    yield f'"id": {json.dumps(f"{site}/notebook.jsonld#page")}, "startIndex": 0, "items": ['
    between = "\n"
    for page in pages:
        for placed in page.notes:
            yield between + json.dumps(annotation(placed, f"{site}/a/{page.number}/"), ensure_ascii=False)
            between = ",\n"
    yield "\n]}}\n"


def draft_of(value: Any) -> tuple[int, Draft]:
    """The number of the article that an annotation is on, and the note. Raises NotAnAnnotation."""
    try:
        target = value["target"]
        source = target if isinstance(target, str) else target["source"]
        selectors = [] if isinstance(target, str) else target.get("selector", [])
        by_type = {each["type"]: each for each in selectors}
        article = _ARTICLE.search(source)
        key = uuid.UUID(str(value["id"]).removeprefix(_PREFIX))
        text = _text(value.get("body") or {}, "value", MAX_TEXT)
        quote = _quote(by_type.get("TextQuoteSelector", {}), by_type.get("TextPositionSelector", {}))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise NotAnAnnotation(str(error)) from error
    if article is None:
        raise NotAnAnnotation(f"not the address of an article: {source[:200]}")
    return int(article[1]), Draft(quote, text, key)


def _quote(words: dict[str, Any], place: dict[str, Any]) -> Quote:
    start = place.get("start")
    is_place = isinstance(start, int) and not isinstance(start, bool) and 0 <= start < 2**31
    return Quote(
        exact=_text(words, "exact", MAX_EXACT),
        prefix=_text(words, "prefix", CONTEXT, from_end=True),
        suffix=_text(words, "suffix", CONTEXT),
        start=start if is_place else None,
    )


def _text(fields: dict[str, Any], name: str, maximum: int, *, from_end: bool = False) -> str:
    """A text of what was sent, cut; NUL, which PostgreSQL refuses, and halves of letters are blanks in it."""
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise NotAnAnnotation(f"{name} is no text")
    value = re.sub("[\0\ud800-\udfff]", " ", value)
    return value[-maximum:] if from_end else value[:maximum]
