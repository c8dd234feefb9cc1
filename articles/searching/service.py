"""Request → page. Pages, the JSON API, feeds and ``manage.py search`` all go through :func:`search`."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import IntEnum

from articles.indexing.runtime import Searcher, current_searcher
from articles.search.query.diagnose import Diagnosis, diagnose
from articles.search.query.matched_forms import matched_forms
from articles.search.ranking.bm25 import scoring_words
from articles.search.types import Query
from articles.searching.cursors import Place
from articles.searching.facets import facets_of
from articles.searching.lacking import Lacking
from articles.searching.page import PartialMatches, SearchPage
from articles.searching.paging import PageOfHits, continued, numbered
from articles.searching.query.reader import QueryReader
from articles.searching.request import FACETS, SearchRequest
from articles.searching.results import results_of, with_duplicates
from articles.searching.slow_log import logged_when_slow
from articles.searching.suggest.did_you_mean import did_you_mean

MAX_FOR_HELP = 100  # up to this many results, the query may not be what was meant
_LATIN_WORD = re.compile("[A-Za-z]{3}")


class Detail(IntEnum):
    """How much of an answer is shown, and so computed."""

    RESULTS = 1  # the articles found, for feeds and terminals
    ANSWER = 2  # and facets, partial matches, another query that may have been meant: the API
    PAGE = 3  # and duplicates, forms found, why nothing is found: the page for readers


@logged_when_slow
def search(
    request: SearchRequest,
    *,
    detail: Detail = Detail.ANSWER,
    searcher: Searcher | None = None,
    place: Place | None = None,
) -> SearchPage:
    """Answer a request, with the engine in use unless another is given. ``place`` is where the page begins,
    instead of the request's page number.

    Raises SearchError (EngineUnavailable: try later; IndexStale: rebuild), and ExpiredCursor when the order
    that ``place`` lies in is forgotten.
    """
    return _Search(request, detail, searcher or current_searcher()).page(place)


class _Search:
    def __init__(self, request: SearchRequest, detail: Detail, searcher: Searcher) -> None:
        self.request, self.detail, self.searcher = request, detail, searcher
        self.reader = QueryReader(searcher)

    def page(self, place: Place | None) -> SearchPage:
        asked = self.reader.read(self.request, facets=self._facets())
        hits, following = self._hits(asked, place)
        page = SearchPage(
            request=self.request,
            query=asked,
            total=hits.total,
            groups=hits.groups or hits.total,
            took_ms=hits.took_ms,
            results=results_of(hits, asked, self.searcher),
            facets=facets_of(hits, asked),
            warnings=(*asked.warnings, *hits.warnings),
            following=following,
            is_numbered=place is None,
        )
        if self.detail == Detail.RESULTS:
            return page
        if self.detail == Detail.PAGE:
            page = self._for_readers(page)
        return self._with_help(page) if self._needs_help(page) else page

    def _needs_help(self, page: SearchPage) -> bool:
        """Whether little is found, or what is found is mostly another spelling, or in another script."""
        text = self.request.text
        if page.total <= MAX_FOR_HELP or not text.strip():
            return bool(text.strip())
        return bool(page.query.spellings) or bool(_LATIN_WORD.search(text))

    def _facets(self) -> tuple[str, ...]:
        if self.detail == Detail.RESULTS:
            return ()
        days = self.detail == Detail.PAGE and self.request.within_month
        return (*FACETS, "day") if days else FACETS

    def _hits(self, asked: Query, place: Place | None) -> PageOfHits:
        engine, limit = self.searcher.engine, self.request.limit
        if place is None:
            return numbered(engine, asked, self.request.page, limit)
        return continued(engine, asked, place, limit)

    def _for_readers(self, page: SearchPage) -> SearchPage:
        """With duplicates and forms found; or why nothing was."""
        page = replace(page, written=self._written(page.query))
        if not page.total:
            return replace(page, diagnosis=diagnose(self.searcher.engine, page.query))
        wide = self.request.mode == "wide"
        found = matched_forms(page.query, self.searcher.engine, self.searcher.analyzer) if wide else ()
        return replace(page, results=with_duplicates(page.results), forms=tuple(found))

    def _written(self, query: Query) -> dict[str, str]:
        """How the archive mostly writes what the words of the query stand for."""
        forms = (form for word in scoring_words(query.node) for form in word.forms)
        terms = {term for form in forms for term in form.terms} | {each.spelling for each in query.spellings}
        return {term: self.reader.written(term) for term in terms}

    def _with_help(self, page: SearchPage) -> SearchPage:
        """With another query that may have been meant, and with partial matches when nothing is found."""
        spellings, total = page.query.spellings, page.total
        suggestion = did_you_mean(self.request, self.reader, self.searcher, found=total, spellings=spellings)
        return replace(page, suggestion=suggestion, partial=None if page.total else self._partial(page))

    def _partial(self, page: SearchPage) -> PartialMatches | None:
        """Articles with any of the words, ranked as a search for any of them is: of 921 questions put to
        Arabic paragraphs this finds the right one for all (MRR@10 0.884); asking for half of the words leaves
        47 without an answer (0.846)."""
        if self.request.match != "all":
            return None
        some = self.reader.read(replace(self.request, match="any"))
        if some.node == page.query.node or not _is_possible(page.diagnosis):
            return None
        hits = self.searcher.engine.search(some, limit=self.request.limit)
        results = results_of(hits, some, self.searcher)
        lacking = Lacking(page.query, self.searcher)
        return PartialMatches(hits.total, tuple(map(lacking.marked, results))) if hits.hits else None


def _is_possible(diagnosis: Diagnosis | None) -> bool:
    """Whether any of the words is in the archive."""
    return diagnosis is None or len(diagnosis.words) > diagnosis.failing
