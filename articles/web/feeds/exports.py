"""All results of a search as a file, streamed in batches: memory does not grow with the archive."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.api.serializers import article_object
from articles.editing import audit
from articles.indexing.documents import batched
from articles.indexing.runtime import current_searcher
from articles.ingest.cells import guarded_cell
from articles.models import Article
from articles.searching.query.reader import QueryReader
from articles.searching.request import BadParameter, SearchRequest
from articles.web.feeds.references import bibtex_reference, ris_reference
from articles.web.site.absolute_urls import site_address

BATCH = 200
MAX_CHOSEN = 900  # articles by id; an address has room for some more
COLUMNS = (
    *("id", "title", "source", "published", "authors", "tags", "section", "url", "permalink"),
    *("subtitle", "language", "dateline", "agency", "published_approximate", "updated_at", "body"),
)


@dataclass(frozen=True, slots=True)
class Format:
    """``write`` turns one article into text, given the site's address; ``head``, ``between`` and ``tail``
    stand around and between the articles."""

    content_type: str
    extension: str
    write: Callable[[Article, str], str]
    head: str = ""
    between: str = ""
    tail: str = ""


@require_safe
def export_view(request: HttpRequest) -> HttpResponseBase:
    """Every article that matches, in no promised order; or those that are chosen by ``id``, repeated. 422 for
    an unknown format or parameter."""
    chosen = FORMATS.get(request.GET.get("format", ""))
    if chosen is None:
        return _refused(f"format: {', '.join(FORMATS)}")
    try:
        ids = _chosen_ids(request.GET.getlist("id")) if "id" in request.GET else _found_ids(request)
    except BadParameter as error:
        return _refused(str(error))
    # The engine is asked now: an error after the first byte could no longer be reported.
    ids = chain(batch, ids) if (batch := list(_first(ids))) else iter(())
    return exported(request, ids, chosen)


def exported(request: HttpRequest, ids: Iterator[int], chosen: Format) -> HttpResponseBase:
    """The file of these articles, in their order; those that the reader may not read are left out."""
    response = StreamingHttpResponse(
        _stream(ids, chosen, site_address(request)), content_type=f"{chosen.content_type}; charset=utf-8"
    )
    name = f"newsarchive-{timezone.localdate():%Y%m%d}.{chosen.extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _found_ids(request: HttpRequest) -> Iterator[int]:
    asked = SearchRequest.from_params(request.GET)
    if asked.bad:
        raise asked.bad[0]
    searcher = current_searcher()
    return searcher.engine.scan(QueryReader(searcher).read(asked))


def _chosen_ids(values: list[str]) -> Iterator[int]:
    for value in values:
        if not (value.isascii() and value.isdecimal() and len(value) < 13):
            raise BadParameter("id", value, "the number of an article")
    if len(values) > MAX_CHOSEN:
        raise BadParameter("id", f"{len(values)} values", f"at most {MAX_CHOSEN} values")
    return iter(sorted({int(value) for value in values}))


def _refused(accepted: str) -> HttpResponse:
    return HttpResponse(f"{accepted}\n", status=422, content_type="text/plain; charset=utf-8")


def _first(ids: Iterator[int]) -> Iterator[int]:
    first = next(ids, None)
    if first is not None:
        yield first


def _stream(ids: Iterator[int], chosen: Format, site: str) -> Iterator[str]:
    yield chosen.head
    between = ""
    written = 0
    for batch in batched(ids, BATCH):
        rows = Article.objects.published().select_related("source").prefetch_related("tags").in_bulk(batch)
        texts = [chosen.write(rows[pk], site) for pk in batch if pk in rows]
        if texts:
            yield between + chosen.between.join(texts)
            between = chosen.between
        written += len(texts)
        if written - len(texts) <= audit.MANY_EXPORTED < written:  # entered once, also when it is cut off
            audit.record(audit.Action.EXPORTED, kind="article", format=chosen.extension)
    yield chosen.tail


# ---- one article in each format -------------------------------------------------------------------


def _csv_line(values: list[str]) -> str:
    out = StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue()


def _csv(article: Article, site: str) -> str:
    values = [
        str(article.pk),
        article.title,
        article.source.name if article.source else "",
        article.published,
        _listed(article.authors),
        _listed([tag.name for tag in article.tags.all()]),
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


def _jsonl(article: Article, site: str) -> str:
    fields = {**article_object(article, article.tags.all()), "permalink": site + article.get_absolute_url()}
    names = (
        "subtitle",
        "section",
        "language",
        "dateline",
        "agency",
        "published_approximate",
        "related_links",
    )
    more = {name: getattr(article, name) for name in names}
    more |= {"updated_at": article.updated_at.isoformat(), "body": article.body}
    return json.dumps(fields | more, ensure_ascii=False) + "\n"


def _ninjs(article: Article, site: str) -> str:
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
            *({"name": tag.name} for tag in article.tags.all()),
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


FORMATS = {
    # The mark at the start tells spreadsheets that the file is UTF-8.
    "csv": Format("text/csv", "csv", _csv, head="\ufeff" + _csv_line(list(COLUMNS))),
    "jsonl": Format("application/x-ndjson", "jsonl", _jsonl),
    "ris": Format("application/x-research-info-systems", "ris", ris_reference),
    "bibtex": Format("application/x-bibtex", "bib", bibtex_reference, between="\n"),
    "ninjs": Format("application/json", "json", _ninjs, head="[\n", between=",\n", tail="\n]\n"),
}
