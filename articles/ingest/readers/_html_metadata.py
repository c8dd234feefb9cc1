"""What an HTML page states of itself: JSON-LD first, then OpenGraph and other meta tags, then ``<time>``."""

from __future__ import annotations

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
    "news_keywords": "tags",
    "keywords": "tags",
    "og:url": "url",
}
_LANGUAGE: Final = re.compile("[a-z]{2,3}")


def metadata(root: etree._Element) -> dict[str, str]:
    """The fields of :attr:`articles.ingest.types.Found.stated_fields` that the page states."""
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
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            # Pages put raw newlines into their strings.
            value = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(value):
            if _ARTICLE.search(_type(thing)):
                for name, keys in _JSON_LD.items():
                    yield name, next((text for key in keys if (text := _text(thing.get(key)))), "")


def _things(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _things(item)
    elif isinstance(value, dict):
        yield value
        yield from _things(value.get("@graph"))
        yield from _things(value.get("mainEntity"))


def _type(thing: Mapping[str, Any]) -> str:
    kind = thing.get("@type", "")
    return str(kind[0] if isinstance(kind, list) and kind else kind)


def _text(value: Any) -> str:
    if isinstance(value, dict) and not value.get("name"):
        return str(value.get("@id", ""))
    return value_text(value)


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
        ".//article//time[@datetime]",
        ".//main//time[@datetime]",
    ):
        for element in _found(root, path)[:1]:
            yield (
                "published",
                element.get("datetime") or element.get("content") or "".join(element.itertext()),
            )
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
