"""One question, put to the live index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final

from articles.search.engines.base import Page
from articles.search.engines.opensearch import dsl, facets
from articles.search.engines.opensearch.collector import Found, TopDocsCollector
from articles.search.engines.opensearch.dsl import Query
from articles.search.engines.opensearch.positions import ArticlePositions
from articles.search.engines.opensearch.query_builder import QueryBuilder, choices, scores
from articles.search.engines.opensearch.schema import GROUP
from articles.search.engines.opensearch.statistics import WordStatistics
from articles.search.engines.opensearch.term_expansion import Ask, Expander
from articles.search.ranking import bm25
from articles.search.schema import TIME_FACETS
from articles.search.terms import wildcards
from articles.search.types import ANY_DATE, Cursor, FacetCount, Fuzzy, Pattern, QueryWarning
from articles.search.types import Query as Question
from articles.search.visitors import leaves

_SCANNED: Final = 10_000  # ids asked for at a time
_SORTS: Final[dict[str, list[dict[str, str]]]] = {
    "score": [{"_score": "desc"}, {"id": "desc"}],
    "relevance": [{"id": "desc"}],
    "newest": [{"date": "desc"}, {"id": "desc"}],
    "oldest": [{"oldest": "asc"}, {"id": "asc"}],
}


class Search:
    """``ask`` puts a request to the index; ``statistics`` knows the question's scoring words, if any."""

    def __init__(self, question: Question, ask: Ask, statistics: WordStatistics | None = None) -> None:
        self._question = question
        self._ask = ask
        self._statistics = statistics
        self._words = bm25.scoring_words(question.node) if statistics else ()
        self._expander = Expander(ask)
        self._builder = QueryBuilder(self._expander)
        self.facets: dict[str, tuple[FacetCount, ...]] = {}

    def page(self, after: Cursor | None, offset: int, limit: int) -> Page:
        """The ``limit`` hits after ``offset`` or after the cursor; the facets are there afterwards."""
        positions = ArticlePositions(self._ask, self._statistics) if self._statistics else None
        return TopDocsCollector(self._question, self._words, self._top, positions).page(after, offset, limit)

    def scan(self) -> Iterator[int]:
        """The ids of all matches, in order."""
        last = 0
        while True:
            beyond = dsl.between("id", last + 1)
            answer = self._ask(
                {
                    "query": {"bool": {"filter": [self._matching, *self._choices(), beyond]}},
                    "size": _SCANNED,
                    "sort": [{"id": "asc"}],
                    "stored_fields": "_none_",
                    "track_total_hits": False,
                }
            )
            ids = [hit["sort"][0] for hit in answer["hits"]["hits"]]
            yield from ids
            if len(ids) < _SCANNED:
                return
            last = ids[-1]

    def warnings(self) -> tuple[QueryWarning, ...]:
        """Of the patterns and fuzzy terms that stand for too many words."""
        loose = (leaf for leaf in leaves(self._question.node, negative=True))
        return tuple(
            wildcards.cut_warning(leaf)
            for leaf in loose
            if isinstance(leaf, Pattern | Fuzzy) and self._expander.expand(leaf)[1]
        )

    # ---- one request ----

    def _top(self, count: int) -> Found:
        """The first ``count`` matches, with all counts at the first time."""
        answer = self._ask(self._request(count))
        counted = answer.get("aggregations", {})
        if counted and not self.facets:
            self.facets = {name: facets.read(name, counted[name]) for name in self._question.facets}
        duplicates = facets.read_copies(counted["copies"]) if "copies" in counted else {}
        return Found.of(answer["hits"], self._question.sort, duplicates)

    def _request(self, count: int) -> dict[str, Any]:
        later = self._own_choices
        common = [choice for choice in self._choices() if choice not in later]
        request: dict[str, Any] = {
            "query": self._query(common),
            "size": count,
            "sort": _SORTS["score" if self._words else self._question.sort],
            "track_scores": bool(self._words),
            "track_total_hits": True,
            "stored_fields": "_none_",
            "docvalue_fields": ["id", "date", GROUP],
        }
        if later:
            request["post_filter"] = dsl.all_of(later)
        if self._question.group_duplicates:
            request["collapse"] = {"field": GROUP}
        if aggregations := self._aggregations(later):
            request["aggs"] = aggregations
        return request

    def _query(self, common: Sequence[Query]) -> Query:
        found: dict[str, Any] = {"filter": [self._matching, *common]}
        if self._words and self._statistics:
            found["should"] = scores(self._words, self._statistics)
            found["minimum_should_match"] = 0
        return {"bool": found}

    @cached_property
    def _matching(self) -> Query:
        """What matches the question's text."""
        return self._builder.matching(self._question.node)

    # ---- the reader's choices, and what is counted without them ----

    def _choices(self, but: str = "") -> list[Query]:
        filters = [choice for choice in self._question.filters if choice.column != but]
        return choices(filters, ANY_DATE if but in TIME_FACETS else self._question.dates)

    @cached_property
    def _own_choices(self) -> list[Query]:
        """Those that some facet ignores: they hold for the hits, and for the other facets."""
        mine = self._choices()
        heeded = [self._choices(name) for name in self._question.facets]
        return [choice for choice in mine if any(choice not in those for those in heeded)]

    def _aggregations(self, later: Sequence[Query]) -> dict[str, Any]:
        found = {}
        for name in self._question.facets:
            only = [choice for choice in self._choices(name) if choice in later]
            found[name] = facets.counted(name, self._question.facet_size, only)
        if self._question.group_duplicates:
            found["copies"] = facets.copies(later)
        return found
