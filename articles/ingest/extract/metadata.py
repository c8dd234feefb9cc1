"""What is metadata of an article beside its text, each with the words it was read from.

What the file states comes first, then what lines of the page say (a dateline, a byline, a line of tags),
then what stands in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from articles.arabic.dates.parser import FoundDate, find_dates, parse_date
from articles.arabic.dates.stated import parse_stated
from articles.ingest.clean.page import Page, Piece
from articles.ingest.detect.language import language_of
from articles.ingest.extract import tags
from articles.ingest.names import byline
from articles.ingest.names.gazetteers import agency_named
from articles.ingest.text import fold, tidy
from articles.ingest.types import Confidence, Evidence, Link, RawArticle
from articles.ingest.urls import web_address

_NAME: Final = 7  # words of the longest name
_URL_DATE: Final = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/\-_.?]|$)")
_COMPACT: Final = re.compile(r"^((?:19|20)\d\d)(\d\d)(\d\d)(?=T|$)")  # 20190803T140000Z
_TODAY: Final = re.compile(r"(?:^|\W)اليوم\W*(?:\w+\W{0,3})?\(?$")
_WEEKDAY: Final = re.compile(r"(?:السبت|الاحد|الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعه)\W{0,4}(?:\d|$)")
_YESTERDAY: Final = re.compile(r"(?:^|\W)[او]?(?:امس|الماضي|المقبل|القادم|الجاري|غدا?)\W*(?:\w+\W{0,3})?\(?$")
_CRUMBS: Final = re.compile(r"[|>›»/\\]")
_INLINE: Final = re.compile(r"(?P<byline>[^.!؟\n]{3,60}?)(?:\s[-–—ـ]\s|\)\s*[-–—:]\s*|\)\s|[:/]\s)")


@dataclass(slots=True)
class Metadata:
    """Fields of a draft by name, and the evidence for each."""

    fields: dict[str, Any] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)  # codes

    def put(
        self, name: str, value: object, words: str, place: str, rule: str, confidence: Confidence
    ) -> None:
        """Keep the first value that is found for a field."""
        if value and not self.fields.get(name):
            self.fields[name] = value
            self.evidence[name] = Evidence(words.strip(), place, rule, confidence)


def understand(found: RawArticle, page: Page, title: str, body: str) -> Metadata:
    """All that the file and the page say of the article."""
    fields = {name: tidy_value(value) for name, value in found.stated_fields.items()}
    metadata = Metadata()
    _sure(metadata, page)
    for name in ("title", "subtitle", "source", "section", "language", "dateline", "agency"):
        metadata.put(name, fields.get(name, ""), fields.get(name, ""), f"field {name}", "field", "stated")
    _url(metadata, fields)
    _bylines(metadata, fields, page)
    _named_groups(metadata, page)
    _page_roles(metadata, page)
    _published(metadata, fields, page)
    _tags(metadata, fields, page, title, body)
    metadata.fields.setdefault("language", language_of(f"{title}\n{body}"))
    metadata.fields["related"] = tuple(_related(page))
    return metadata


def _sure(metadata: Metadata, page: Page) -> None:
    """The title and the authors that an editor's rule finds, whatever the file states."""
    for piece in filter(lambda piece: piece.is_sure, page.of("title", "byline")):
        if piece.role == "title":
            metadata.put("title", page.title, piece.text, _place(piece), "rule", "likely")
            continue
        words = piece.group("author") or piece.text
        parsed = byline.parse(words)
        names = parsed.authors or parsed.unknown or (words,)
        metadata.put("authors", names, piece.text, _place(piece), "rule", "likely")


def tidy_value(value: str) -> str:
    """A field's value as people see it; its lines stay lines."""
    return "\n".join(filter(None, (" ".join(tidy(line).split()) for line in value.split("\n"))))


# ---- who, where, which newspaper -----------------------------------------------------------------------


def _bylines(metadata: Metadata, fields: Mapping[str, str], page: Page) -> None:
    source = metadata.fields.get("source", "")
    named = fields.get("authors", "")
    lines = [byline.parse(line, source) for line in named.split("\n") if line]
    authors = tuple(dict.fromkeys(name for parsed in lines for name in parsed.authors or _alone(parsed)))
    for parsed in lines:
        _put_byline(metadata, parsed, authors, named, "field authors", "stated")
    for piece in page.of("byline"):
        if piece.is_sure:
            continue
        words = piece.group("author") or piece.text
        parsed = byline.parse(words, source)
        names = parsed.authors or parsed.unknown
        _put_byline(metadata, parsed, names, piece.text, _place(piece), "likely")
    for piece in page.of("dateline"):
        parsed = byline.parse(piece.group("source") or piece.text, source)
        names, text = parsed.authors, piece.text
        if piece.group("source") and not parsed.source and not parsed.agency:
            metadata.put("source", piece.group("source"), text, _place(piece), "dateline", "likely")
            continue
        _put_byline(metadata, parsed, names, text, _place(piece), "likely")
    if first := next(iter(page.of("body")), None):
        _inline(metadata, first, source)


def _alone(parsed: byline.Byline) -> tuple[str, ...]:
    """What a field of authors says and nothing recognises: one short name."""
    is_name = len(parsed.unknown) == 1 and len(parsed.unknown[0].split()) <= _NAME
    return parsed.unknown if is_name else ()


def _put_byline(
    metadata: Metadata,
    parsed: byline.Byline,
    authors: tuple[str, ...],
    words: str,
    place: str,
    confidence: Confidence,
) -> None:
    metadata.put("authors", authors, words, place, "byline", confidence)
    for name in ("dateline", "agency", "source"):
        metadata.put(name, getattr(parsed, name), words, place, "byline", "likely")


def _inline(metadata: Metadata, piece: Piece, source: str) -> None:
    """``المرسى (الضفاف) - …`` at the beginning of the first paragraph; the text stays as it is."""
    if not (start := _INLINE.match(piece.text)):
        return
    words = start["byline"] + (")" if "(" in start["byline"] else "")
    parsed = byline.parse(words, source)
    if "(" in words and parsed.agency and not parsed.dateline and not byline.names_press(parsed.source):
        parsed = replace(parsed, dateline=parsed.source, source="")  # before the agency stands where it was
    if parsed.sure and not parsed.authors:
        _put_byline(metadata, parsed, (), start.group(), _place(piece), "likely")
        return
    # A name alone before a dash, said again in the paragraph: a place that no list knows.
    alone = parsed.authors == (words,) and " - " in start.group() and len(words.split()) <= 3
    if alone and fold(words) in fold(piece.text[start.end() :]):
        metadata.put("dateline", words, start.group(), _place(piece), "inline", "guessed")


def _named_groups(metadata: Metadata, page: Page) -> None:
    """The newspaper's name in its own boilerplate: ``جميع الحقوق محفوظة لـ…``."""
    for piece in page.pieces:
        if piece.match and piece.role == "boilerplate" and (name := piece.group("source")):
            name = "ال" + name[2:] if name.startswith("لل") else name
            if agency := agency_named(name):
                metadata.put("agency", agency, piece.text, _place(piece), "rights", "guessed")
                continue
            metadata.put("source", name, piece.text, _place(piece), piece.match.rule.name, "likely")


def _page_roles(metadata: Metadata, page: Page) -> None:
    for piece in page.of("section"):
        metadata.put(
            "section", _CRUMBS.split(piece.text)[-1].strip(), piece.text, _place(piece), "section", "likely"
        )
    for piece in page.of("subtitle"):
        metadata.put("subtitle", piece.text, piece.text, _place(piece), "subtitle", "guessed")
    for piece in page.of("title"):
        metadata.put("title", piece.text, piece.text, _place(piece), "title", "likely")


def _url(metadata: Metadata, fields: Mapping[str, str]) -> None:
    url = fields.get("url", "").partition("\n")[0]
    metadata.put("url", web_address(url), url, "field url", "field", "stated")


# ---- when ----------------------------------------------------------------------------------------------


def _published(metadata: Metadata, fields: Mapping[str, str], page: Page) -> None:
    for date, words, place, rule, confidence in _dates(metadata, fields, page):
        metadata.put("published", date.date, words, place, rule, confidence)
        metadata.fields["published_approximate"] = date.approximate
        return
    if any(find_dates(piece.text) for piece in page.of("boilerplate")):
        metadata.warnings.append("page_date")


def _dates(
    metadata: Metadata, fields: Mapping[str, str], page: Page
) -> Iterator[tuple[FoundDate, str, str, str, Confidence]]:
    """Dates of publication from the surest to the least sure."""
    for piece in page.of("date"):
        if piece.is_sure and (date := stated_date(piece.text)):
            yield date, piece.text, _place(piece), "rule", "likely"
    if date := stated_date(fields.get("published", "")):
        yield date, fields["published"], "field published", "field", "stated"
    for piece in (*page.of("date"), *page.of("byline", "dateline")):
        dates = find_dates(piece.text)
        for date in sorted(dates, key=lambda each: each.approximate)[:1]:
            yield date, piece.text, _place(piece), piece.role, "likely"
    for date in find_dates(fields.get("authors", ""))[:1]:
        yield date, fields["authors"], "field authors", "byline", "likely"
    if found := _URL_DATE.search(metadata.fields.get("url", "")):
        for date in find_dates("-".join(found.groups())):
            yield date, found.group(), "field url", "url", "likely"
    yield from _dates_in_text(page)


def stated_date(value: str) -> FoundDate | None:
    """The date of a field, which may be a year alone."""
    value = _COMPACT.sub(r"\1-\2-\3", value)
    if found := find_dates(value):
        return found[0]
    date = (parse_date(value) or parse_stated(value)) if value else None
    return FoundDate(date, 0, len(value), value) if date else None


def _dates_in_text(page: Page) -> Iterator[tuple[FoundDate, str, str, str, Confidence]]:
    """``اليوم الخميس (9 أيلول 2021)`` in the first paragraphs; a weekday and a full date in the first."""
    for index, piece in enumerate(page.of("body")[:3]):
        for date in find_dates(piece.text):
            before = fold(piece.text[max(0, date.start - 40) : date.start])
            if date.date.precision != "day" or _YESTERDAY.search(before):
                continue
            if _TODAY.search(before):
                yield date, _in_brackets(piece.text, date), _place(piece), "today", "likely"
            elif index == 0 and _WEEKDAY.search(f"{before} {fold(date.evidence)}"):
                yield date, _in_brackets(piece.text, date), _place(piece), "lead", "guessed"


def _in_brackets(text: str, date: FoundDate) -> str:
    start, end = date.start, date.end
    if text[start - 1 : start] == "(" and text[end : end + 1] == ")":
        return text[start - 1 : end + 1]
    return text[start:end]


# ---- what about, and what else -------------------------------------------------------------------------


def _tags(metadata: Metadata, fields: Mapping[str, str], page: Page, title: str, body: str) -> None:
    listed = tags.listed(fields.get("tags", ""))
    # A rule's line tells the tags it lists; a line under a bare label is a tag.
    lines = [piece for piece in page.of("tags") if piece.group("tags") or not piece.match]
    for piece in lines:
        listed += tags.listed(piece.group("tags") or piece.text)
    in_text = tags.in_text(f"{title}\n{body}")
    names = tuple(tags.distinct([*listed, *in_text]))
    words = fields.get("tags") or (lines[0].text if lines else "، ".join(in_text))
    place = "field tags" if fields.get("tags") else _place(lines[0]) if lines else "text"
    metadata.put("tags", names, words[:300], place, "tags", "stated" if fields.get("tags") else "likely")


def _related(page: Page) -> Iterator[Link]:
    for piece in page.of("cross_link"):
        title = piece.group("title") if piece.match else piece.text
        if title:
            yield Link(title=title)
    for piece in page.of("link"):
        yield Link(url=piece.group("url") or piece.text)


# ---- places --------------------------------------------------------------------------------------------


def _place(piece: Piece) -> str:
    return f"line {piece.number + 1}"
