"""The hits of one page, by its number or from the place where the page before it ended."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from articles.search.engines.base import Engine
from articles.search.types import Hits, Query
from articles.searching.cursors import After, ExpiredCursor, Place, Shown, Within
from articles.searching.rankings import Ranking

MAX_DEPTH: Final = 10_000  # results that can be paged to by number; cursors and exports lead to all


class PageOfHits(NamedTuple):
    """``next`` is where the following page begins; None behind the last, and where only a number leads on."""

    hits: Hits
    next: Place | None


def numbered(engine: Engine, asked: Query, page: int, limit: int) -> PageOfHits:
    """Page ``page``, from 1. Raises SearchError."""
    offset = (page - 1) * limit
    if offset >= MAX_DEPTH:
        return PageOfHits(replace(engine.search(asked, limit=0), hits=()), None)
    hits = engine.search(asked, offset=offset, limit=limit)
    if asked.sort == "relevance":
        return PageOfHits(hits, _shown(hits) if page == 1 and hits.next else None)
    return PageOfHits(hits, _after(hits))


def continued(engine: Engine, asked: Query, place: Place, limit: int) -> PageOfHits:
    """The page that begins at ``place``. Raises SearchError; ExpiredCursor when its order is forgotten."""
    if isinstance(place, After):
        hits = engine.search(asked, after=place.cursor(), limit=limit)
        return PageOfHits(hits, _after(hits))
    counted = engine.search(asked, limit=0)
    if isinstance(place, Shown):
        ranking, key, offset = _ranking(engine, asked, counted.total, place), "", 0
    else:
        found = Ranking.read(place.key)
        if found is None:
            raise ExpiredCursor
        ranking, key, offset = found, place.key, place.offset
    hits = replace(counted, hits=ranking.part(offset, limit))
    if offset + limit >= len(ranking):
        return PageOfHits(hits, None)
    return PageOfHits(hits, Within(key or ranking.write(), offset + limit))


def _ranking(engine: Engine, asked: Query, total: int, first: Shown) -> Ranking:
    """The whole order as it is now, without what the first page has shown."""
    hits = engine.search(replace(asked, facets=()), limit=max(1, total)).hits
    shown = set(first.ids)
    return Ranking.of([hit for hit in hits if hit.id not in shown])


def _after(hits: Hits) -> After | None:
    return After(hits.next.date, hits.next.id) if hits.next else None


def _shown(hits: Hits) -> Shown:
    return Shown(tuple(hit.id for hit in hits.hits))
