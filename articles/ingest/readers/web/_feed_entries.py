"""What an entry of a feed says, each name in its own namespace: ``media:title`` is the picture's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from articles.ingest.problems import problem
from articles.ingest.readers._markup import fragment, has_tags
from articles.ingest.readers._wordpress import is_no_article, published_as, without_shortcodes
from articles.ingest.readers._xml import lines, markup_of, text_of
from articles.ingest.types import ImportProblem, Input, RawArticle

_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
# Namespaces by the prefix that everybody gives them; those of RSS and Atom have none.
_PREFIXES: Final = (
    (
        re.compile(
            r"^$|purl\.org/rss/1\.0/?$|my\.netscape\.com/rdf|backend\.userland\.com|w3\.org/2005/Atom"
        ),
        "",
    ),
    (re.compile(r"purl\.org/atom/ns"), ""),
    (re.compile(r"purl\.org/dc/"), "dc"),
    (re.compile(r"purl\.org/rss/1\.0/modules/content"), "content"),
    (re.compile(r"wordpress\.org/export/.*excerpt"), "excerpt"),
    (re.compile(r"wordpress\.org/export"), "wp"),
    (re.compile(r"yandex"), "yandex"),
    (re.compile(r"schemas\.google\.com/blogger"), "blogger"),
    (re.compile(r"purl\.org/atom/app|w3\.org/2007/app"), "app"),
)
_BODIES: Final = ("content:encoded", "content", "yandex:full-text", "fulltext", "description", "summary")
_DATES: Final = ("pubDate", "published", "dc:date", "issued", "created", "dc:created", "updated", "modified")
_NO_DATE: Final = re.compile(r"\b1970\b|-0001|^0000")  # what WordPress writes for a draft
# Blogger says what an entry is in a category, or since 2024 in an element of its own.
_KIND: Final = "http://schemas.google.com/g/2005#kind"
_POSTS: Final = frozenset({"", "post", "page"})  # beside comments, templates, settings
_DRAFTS: Final = frozenset({"draft", "soft_trashed"})
_NO_SECTION: Final = frozenset({"uncategorized", "غير مصنف", "غير مصنّف"})


def name_of(element: Element) -> str:
    """``title`` for RSS's and Atom's own, ``dc:creator``, ``wp:status``; ``?:x`` for another's."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag.startswith("{"):
        return tag  # with its prefix, where a mended feed does not declare it
    address, _, local = tag[1:].partition("}")
    prefix = next((prefix for pattern, prefix in _PREFIXES if pattern.search(address)), "?")
    return f"{prefix}:{local}" if prefix else local


def kind_of(element: Element) -> str:
    return "entry" if name_of(element) in {"item", "entry"} else ""


@dataclass(slots=True)
class Channel:
    """What is said of a whole feed, as far as it has been read."""

    title: str = ""
    author: str = ""
    base: str = ""
    names: dict[str, str] = field(default_factory=dict)  # WordPress: login: the author's name

    def begin(self, element: Element) -> None:
        self.base = (
            _joined(self.base, element.get(_XML + "base", "")) if element.get(_XML + "base") else self.base
        )

    def take(self, element: Element) -> None:
        """An element outside entries, read to its end."""
        name = name_of(element)
        if name == "title":
            self.title = self.title or text_of(element)
        elif name == "author":
            self.author = self.author or _person(element)
        elif name == "link" and not self.base:
            self.base = element.get("href") or text_of(element)
        elif name == "wp:author":
            values = {name_of(child): text_of(child) for child in element}
            shown = values.get("wp:author_display_name") or values.get("wp:author_login", "")
            self.names[values.get("wp:author_login", "")] = shown


def article(
    source: Input, entry: Element, channel: Channel, number: int
) -> RawArticle | ImportProblem | None:
    """The article of an entry; None for what a site keeps beside its articles: pictures, menus, styles."""
    values = {name_of(child): text_of(child) for child in reversed(list(entry)) if text_of(child)}
    status = values.get("wp:status", "")
    if status == "trash":
        return problem(source, "trashed", number, name=values.get("title", "")[:100])
    if is_no_article(values.get("wp:post_type", "")) or _is_beside(entry, values):
        return None
    stated = {
        "title": _plain_text(next(iter(_named(entry, "title", "dc:title")), None)),
        "published": _published(values),
        "source": _source(entry) or channel.title,
        "url": _link(entry, channel.base),
        "authors": lines(_people(entry, channel)),
        **_categories(entry, is_wordpress=bool(status)),
        "publication": _publication(entry, values),
        "embargo_until": values.get("wp:post_date_gmt", "") if status == "future" else "",
    }
    bodies = [_markup(child) for child in _named(entry, *_BODIES)]
    body = max(bodies, key=len, default="")
    if status:
        body = without_shortcodes(body)
    text, marks = fragment(body) if has_tags(body) else (body, {})
    warnings = (
        ("static_page",) if "page" in (values.get("wp:post_type"), _blogger_kind(entry, values)) else ()
    )
    stated_fields = {name: value for name, value in stated.items() if value}
    return RawArticle(text, stated_fields, marks, line=number, warnings=warnings)


def _blogger_kind(entry: Element, values: dict[str, str]) -> str:
    """What Blogger says that an entry is; "" of any other feed's."""
    terms = (child.get("term", "") for child in entry if child.get("scheme") == _KIND)
    return (values.get("blogger:type") or next(terms, "").rpartition("#")[2]).lower()


def _is_beside(entry: Element, values: dict[str, str]) -> bool:
    """A comment on an article, or a site's own settings."""
    return _blogger_kind(entry, values) not in _POSTS


def _publication(entry: Element, values: dict[str, str]) -> str:
    if values.get("wp:post_password"):
        return "protected"
    is_draft = values.get("app:control", "").lower() == "yes"  # its one element is app:draft
    if is_draft or values.get("blogger:status", "").lower() in _DRAFTS:
        return "draft"
    if values.get("blogger:status", "").lower() == "scheduled":
        return "scheduled"
    return published_as(values.get("wp:status", ""))


def _named(entry: Element, *names: str) -> list[Element]:
    """Children by their names, in the order of the names."""
    return [child for name in names for child in entry if name_of(child) == name]


def _plain_text(element: Element | None) -> str:
    """A title, which may be HTML (Atom's ``type="html"``) or hold elements."""
    text = text_of(element)
    if element is not None and element.get("type") == "html" and has_tags(text):
        return " ".join(fragment(text)[0].split("\n"))
    return text


def _published(values: dict[str, str]) -> str:
    dates = [values[name] for name in _DATES if values.get(name)]
    if "wp:post_date" in values and (not dates or _NO_DATE.search(dates[0])):
        dates = [date for date in (values["wp:post_date"],) if not _NO_DATE.search(date)]
    return dates[0] if dates else ""


def _source(entry: Element) -> str:
    """RSS has the name in ``source``, Atom the title of the feed that an entry was taken from."""
    for element in _named(entry, "source", "dc:publisher"):
        titles = _named(element, "title")
        return text_of(titles[0]) if titles else "" if len(element) else text_of(element)
    return ""


def _people(entry: Element, channel: Channel) -> Iterator[str]:
    people = [_person(person) for person in _named(entry, "dc:creator", "author", "dc:author")]
    for name in people or [channel.author]:
        yield channel.names.get(name, name)


def _person(person: Element) -> str:
    names = _named(person, "name")
    return text_of(names[0]) if names else text_of(person)


def _categories(entry: Element, *, is_wordpress: bool) -> dict[str, str]:
    """Tags; of WordPress's categories the first is the section."""
    found = [
        (child.get("domain", ""), child.get("label") or text_of(child) or child.get("term") or "")
        for child in _named(entry, "category", "dc:subject")
        if child.get("scheme") != _KIND
    ]
    sections = [name for domain, name in found if domain == "category" and name.casefold() not in _NO_SECTION]
    section = _named(entry, "section")
    if not is_wordpress:
        return {"tags": lines(name for _, name in found), "section": text_of(section[0]) if section else ""}
    tags = [name for domain, name in found if domain != "category"] + sections[1:]
    return {"tags": lines(iter(tags)), "section": "".join(sections[:1])}


def _link(entry: Element, base: str) -> str:
    base = _joined(base, entry.get(_XML + "base", ""))
    for link in _named(entry, "link"):
        address = link.get("href") or text_of(link)
        if link.get("rel", "alternate") == "alternate" and address:
            return _joined(_joined(base, link.get(_XML + "base", "")), address)
    return next(
        (text for child in _named(entry, "guid", "id") if (text := text_of(child)).startswith("http")), ""
    )


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _markup(element: Element) -> str:
    """HTML as it stands in the text, or as elements of the feed itself (Atom's ``type="xhtml"``)."""
    if len(element):
        return markup_of([element])
    return element.text or ""
