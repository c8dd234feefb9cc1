"""The formats of exports: what one article is in each, and what stands around and between them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any, Final

from articles.api.serializers import article_object
from articles.ingest.cells import guarded_cell
from articles.models import Article
from articles.searching.rows import TagName
from articles.web.article.citation_styles import BIBTEX, CSL, RIS
from articles.web.exports.references import bibtex_reference, csl_reference, ris_reference

COLUMNS: Final = (
    *("id", "title", "source", "published", "authors", "tags", "section", "url", "permalink"),
    *("subtitle", "language", "dateline", "agency", "published_approximate", "updated_at", "body"),
)


@dataclass(frozen=True, slots=True)
class Format:
    """``write`` turns one article into text, given its tags and the site's address; ``head``, ``between`` and
    ``tail`` stand around and between the articles."""

    content_type: str
    extension: str
    write: Callable[[Article, Sequence[TagName], str], str]
    head: str = ""
    between: str = ""
    tail: str = ""


def _csv_line(values: list[str]) -> str:
    out = StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue()


def _csv(article: Article, tags: Sequence[TagName], site: str) -> str:
    values = [
        str(article.pk),
        article.title,
        article.source.name if article.source else "",
        article.published,
        _listed(article.authors),
        _listed([tag.name for tag in tags]),
        article.section,
        article.url,
        site + article.get_absolute_url(),
        article.subtitle,
        article.language,
        article.dateline,
        article.agency,
        "1" if article.published_approximate else "",
        article.updated_at.isoformat(),
        article.body,
    ]
    return _csv_line([guarded_cell(value) for value in values])


def _listed(names: list[str]) -> str:
    """Names in one cell; those that hold the mark between them are written as a list of JSON."""
    is_plain = not any(";" in name or name.startswith("[") for name in names)
    return "; ".join(names) if is_plain else json.dumps(names, ensure_ascii=False)


def _jsonl(article: Article, tags: Sequence[TagName], site: str) -> str:
    fields = {**article_object(article, tags), "permalink": site + article.get_absolute_url()}
    names = (
        "subtitle",
        "section",
        "language",
        "dateline",
        "agency",
        "published_approximate",
    )
    more = {name: getattr(article, name) for name in names}
    # PostgreSQL keeps the keys of JSON in an order of its own.
    more["related_links"] = [dict(sorted(link.items())) for link in article.related_links]
    more |= {"updated_at": article.updated_at.isoformat(), "body": article.body}
    return json.dumps(fields | more, ensure_ascii=False) + "\n"


def _ninjs(article: Article, tags: Sequence[TagName], site: str) -> str:
    """One item of IPTC's ninjs 1.4 (https://iptc.org/standards/ninjs/). What that has no property for, the
    original address and a date that is not a whole day, is among the ids that are the provider's own."""
    published = article.published + ("~" if article.published_approximate else "")
    is_day = len(published) == 10
    item: dict[str, Any] = {
        "uri": site + article.get_absolute_url(),
        "$standard": {
            "name": "ninjs",
            "version": "1.4",
            "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_1.4.json",
        },
        "type": "text",
        "language": article.language,
        "pubstatus": "usable",
        "versioncreated": article.updated_at.isoformat(),
        "contentcreated": f"{published}T00:00:00Z" if is_day else "",
        "headline": article.title,
        "headline_subtitle": article.subtitle,
        "byline": "، ".join(article.authors),
        "person": [{"name": name, "rel": "author"} for name in article.authors],
        "located": article.dateline,
        "body_text": article.body,
        "infosource": _parties(article),
        "subject": [
            *({"name": tag.name} for tag in tags),
            *([{"name": article.section, "rel": "section"}] if article.section else []),
        ],
        "altids": _filled({"original_url": article.url, "published": "" if is_day else published}),
    }
    return json.dumps(_filled(item), ensure_ascii=False)


def _parties(article: Article) -> list[dict[str, str]]:
    source = [{"name": article.source.name}] if article.source else []
    return source + ([{"name": article.agency, "rel": "agency"}] if article.agency else [])


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


FORMATS: Final = {
    # The mark at the start tells spreadsheets that the file is UTF-8.
    "csv": Format("text/csv", "csv", _csv, head="\ufeff" + _csv_line(list(COLUMNS))),
    "jsonl": Format("application/x-ndjson", "jsonl", _jsonl),
    "ris": Format(RIS, "ris", ris_reference),
    "bibtex": Format(BIBTEX, "bib", bibtex_reference, between="\n"),
    "ninjs": Format("application/json", "json", _ninjs, head="[\n", between=",\n", tail="\n]\n"),
    # References alone, without the texts: it has no field for one.
    "csl": Format(CSL, "csl.json", csl_reference, head="[\n", between=",\n", tail="\n]\n"),
}
