"""Request → page. Pages, the JSON API and ``manage.py search`` all go through :func:`search`."""

from __future__ import annotations

from dataclasses import replace

from articles.indexing import runtime
from articles.search.query import diagnose
from articles.searching import did_you_mean, explain
from articles.searching.request import FACETS, SearchRequest, read_query
from articles.searching.results import MAX_DEPTH, SearchPage, facet_labels, facet_values, results_of

FEW = 3  # up to this many results, the query may not be what was meant


def search(request: SearchRequest, *, facets: tuple[str, ...] = FACETS) -> SearchPage:
    """Answer a request. Raises SearchError alone (EngineUnavailable: try later; IndexStale: rebuild)."""
    engine = runtime.current_engine()
    asked = read_query(request, facets=facets)
    offset = (request.page - 1) * request.limit
    if offset >= MAX_DEPTH:
        hits = replace(engine.search(asked, limit=0), hits=())
    else:
        hits = engine.search(asked, offset=offset, limit=request.limit)
    page = SearchPage(
        request=request,
        query=asked,
        results=results_of(hits, asked),
        total=hits.total,
        groups=hits.groups or hits.total,
        facets=facet_values(hits, asked),
        took_ms=hits.took_ms,
    )
    if hits.total > FEW or not request.text.strip():
        return page
    page = replace(page, suggestion=did_you_mean.best(asked, found=hits.total))
    return page if hits.total else _with_help(page)


def how_read(page: SearchPage) -> str:
    """How the query was read, filters and foldings included, in one sentence of the active language."""
    labels = facet_labels({f.column: (*f.include, *f.exclude) for f in page.query.filters})
    return explain.explain(
        page.query,
        label=lambda column, value: labels.get(column, {}).get(value, value),
    )


def _with_help(page: SearchPage) -> SearchPage:
    """Add what helps a reader whose search found nothing."""
    reductions = diagnose.count(runtime.current_engine(), diagnose.variations(page.query))
    page = replace(page, reductions=tuple(reductions))
    if page.request.match != "all":
        return page
    maximum = read_query(replace(page.request, match="most"))
    hits = runtime.current_engine().search(maximum, limit=page.request.limit)
    return replace(page, partial=results_of(hits, maximum), partial_total=hits.total)
