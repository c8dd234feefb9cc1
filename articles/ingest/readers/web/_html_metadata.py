"""What an HTML page states of itself: JSON-LD first, then OpenGraph and other meta tags, then ``<time>``."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from articles.ingest.values import value_text

_ARTICLE: Final = re.compile(r"Article$|^BlogPosting$|^Report$|^Review$")
_JSON_LD: Final = {
    "title": ("headline", "name"),
    "subtitle": ("alternativeHeadline",),
    "published": ("datePublished", "dateCreated"),
    "authors": ("author", "creator"),
    "source": ("publisher", "sourceOrganization"),
    "section": ("articleSection",),
    "tags": ("keywords",),
    "language": ("inLanguage",),
    "dateline": ("dateline",),
    "url": ("url", "mainEntityOfPage"),
}
_META: Final = {
    "og:title": "title",
    "twitter:title": "title",
    "dc.title": "title",
    "article:published_time": "published",
    "og:article:published_time": "published",
    "datepublished": "published",
    "dc.date": "published",
    "dcterms.created": "published",
    "parsely-pub-date": "published",
    "pubdate": "published",
    "article:author": "authors",
    "author": "authors",
    "dc.creator": "authors",
    "og:site_name": "source",
    "article:section": "section",
    "article:tag": "tags",
    # Drupal, Joomla and other systems
    "dcterms.title": "title",
    "citation_title": "title",
    "sailthru.title": "title",
    "dcterms.date": "published",
    "dcterms.issued": "published",
    "dc.date.issued": "published",
    "citation_publication_date": "published",
    "sailthru.date": "published",
    "publish-date": "published",
    "publishdate": "published",
    "cxenseparse:recs:publishtime": "published",
    "article.published": "published",
    "dcterms.creator": "authors",
    "citation_author": "authors",
    "sailthru.author": "authors",
    "dcterms.publisher": "source",
    "dc.publisher": "source",
    "dcterms.subject": "tags",
    "dc.subject": "tags",
    "sailthru.tags": "tags",
    "news_keywords": "tags",
    "keywords": "tags",
    "og:url": "url",
}
_ELEMENTS: Final = {
    "authors": (".//*[@itemprop='author']", ".//dd[contains(@class, 'createdby')]", ".//a[@rel='author']"),
    "section": (".//*[@itemprop='articleSection']", ".//dd[contains(@class, 'category-name')]//a"),
}
_SINGLE: Final = {"title", "section", "language", "published", "url"}
_WRAPPING: Final = re.compile(
    r"^\s*(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>\s*$|^\s*<!--|-->\s*$|^\s*/\*.*?\*/", re.S
)
_LAST_COMMA: Final = re.compile(r",\s*([}\]])")
_LANGUAGE: Final = re.compile("[a-z]{2,3}")


def metadata(root: etree._Element) -> dict[str, str]:
    """The fields of :attr:`articles.ingest.types.RawArticle.stated_fields` that the page states."""
    stated: dict[str, str] = {}
    for name, value in (*_json_ld(root), *_meta(root), *_elements(root)):
        if value and name not in stated:
            stated[name] = value
    if stated.get("authors", "").startswith(("http://", "https://")):
        del stated["authors"]  # a profile page, no name
    if language := _LANGUAGE.match(stated.get("language", "").lower()):
        stated["language"] = language.group()
    if source := stated.get("source"):
        stated["title"] = _without_site(stated.get("title", ""), source)
    return {name: value for name, value in stated.items() if value}


def _json_ld(root: etree._Element) -> Iterator[tuple[str, str]]:
    things = [thing for script in root.iter("script") for thing in _things(_script_value(script))]
    named = {str(thing["@id"]): thing for thing in things if thing.get("name") and thing.get("@id")}
    for thing in things:
        if any(_ARTICLE.search(kind) for kind in _types(thing)):
            for name, keys in _JSON_LD.items():
                texts = (_text(thing.get(key), named, is_address=name == "url") for key in keys)
                text = next(filter(None, texts), "")
                yield name, text.partition("\n")[0] if name in _SINGLE else text


def _script_value(script: etree._Element) -> Any:
    """What a script of JSON-LD holds, None when it is another or cannot be read."""
    if "ld+json" not in (script.get("type") or ""):
        return None
    text = _WRAPPING.sub("", script.text or "")
    for attempt in (text, _LAST_COMMA.sub(r"\1", text), html.unescape(text)):
        try:
            # Pages put raw newlines into their strings.
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _things(value: Any, depth: int = 8) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list) and depth:
        for item in value:
            yield from _things(item, depth - 1)
    elif isinstance(value, dict) and depth:
        yield value
        for name in ("@graph", "mainEntity", "publisher", "author", "isPartOf", "itemListElement"):
            yield from _things(value.get(name), depth - 1)


def _types(thing: Mapping[str, Any]) -> list[str]:
    kind = thing.get("@type", "")
    return [str(one) for one in kind] if isinstance(kind, list) else [str(kind)]


def _text(value: Any, named: Mapping[str, Mapping[str, Any]], *, is_address: bool) -> str:
    """A value, or that of the thing that it refers to by ``@id``."""
    if isinstance(value, list):
        return "\n".join(filter(None, (_text(item, named, is_address=is_address) for item in value)))
    if isinstance(value, dict) and not value.get("name"):
        name = str(value.get("@id", ""))
        return name if is_address else value_text(named.get(name) or value)
    return value_text(value)


def forbids_copies(root: etree._Element) -> bool:
    """Whether a page asks that nobody keep a copy of it (robots ``noarchive``)."""
    return any(
        "noarchive" in (element.get("content") or "").lower()
        for element in root.iter("meta")
        if (element.get("name") or "").lower() in {"robots", "googlebot", "bingbot"}
    )


def _meta(root: etree._Element) -> Iterator[tuple[str, str]]:
    several: dict[str, list[str]] = {"tags": [], "authors": []}
    for element in root.iter("meta"):
        key = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        name, value = _META.get(key, ""), (element.get("content") or "").strip()
        if name in several and value:
            several[name].append(value)
        elif name:
            yield name, value
    yield from ((name, "\n".join(dict.fromkeys(values))) for name, values in several.items())


def _elements(root: etree._Element) -> Iterator[tuple[str, str]]:
    for element in root.iter("link"):
        if element.get("rel") == "canonical":
            yield "url", element.get("href", "")
    # A page has many times (other articles, comments): the first in the article, or one that says what it is.
    for path in (
        ".//time[@itemprop='datePublished' or @pubdate]",
        ".//*[@itemprop='datePublished']",
        ".//*[contains(@property, 'datePublished') or contains(@property, 'dc:date')"
        " or contains(@property, 'dateCreated')]",
        ".//dd[contains(@class, 'published') or contains(@class, 'create')]//time[@datetime]",
        ".//article//time[@datetime]",
        ".//main//time[@datetime]",
    ):
        for element in _found(root, path)[:1]:
            yield (
                "published",
                element.get("datetime") or element.get("content") or "".join(element.itertext()),
            )
    for field, paths in _ELEMENTS.items():
        for path in paths:
            for element in _found(root, path)[:1]:
                yield field, " ".join("".join(element.itertext()).split())
    headings = [" ".join("".join(element.itertext()).split()) for element in root.iter("h1")]
    if len(headings) == 1:
        yield "title", headings[0]
    yield "title", " ".join((root.findtext(".//title") or "").split())
    yield "language", root.get("lang") or ""


def _found(root: etree._Element, path: str) -> list[Any]:
    found = root.xpath(path)
    return found if isinstance(found, list) else []


def _without_site(title: str, source: str) -> str:
    """``العنوان - الموقع`` without the site's name."""
    return re.sub(rf"\s*[-–—|»:]\s*{re.escape(source)}\s*$", "", title)
