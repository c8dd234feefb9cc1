"""One question, put to one reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

import tantivy
from tantivy import Occur

from articles.search.engines.base import Page
from articles.search.engines.tantivy import facets
from articles.search.engines.tantivy.collector import TopDocsCollector
from articles.search.engines.tantivy.query_builder import Clause, QueryBuilder
from articles.search.ranking import bm25
from articles.search.schema import TIME_FACETS
from articles.search.terms import wildcards
from articles.search.types import (
    ANY_DATE,
    Cursor,
    DateRange,
    FacetCount,
    Filter,
    Fuzzy,
    Pattern,
    Query,
    QueryWarning,
)
from articles.search.visitors import leaves

Choices = tuple[tuple[Filter, ...], DateRange]


class Search:
    """``builder`` knows the reader."""

    def __init__(self, question: Query, builder: QueryBuilder) -> None:
        self._question = question
        self._builder = builder
        self._expander = builder.expander
        self._reader = builder.reader

    def page(self, after: Cursor | None, offset: int, limit: int) -> Page:
        """The ``limit`` hits after ``offset`` or after the cursor."""
        question = self._question
        scored = question.sort == "relevance" and limit > 0
        words = bm25.scoring_words(question.node) if scored else ()
        matches = self._narrowed(self._builder.scored(question.node, words)) if words else self._matching()
        return TopDocsCollector(self._expander, question, matches, words).page(after, offset, limit)

    def scan(self) -> Iterator[int]:
        """The ids of all matches."""
        return self._reader.scan(self._matching())

    def facets(self) -> dict[str, tuple[FacetCount, ...]]:
        """The counts that the question asks for; those that ignore no filter are counted together."""
        together = defaultdict[Choices, list[str]](list)
        for name in self._question.facets:
            together[self._choices(but=name)].append(name)
        counted = dict[str, tuple[FacetCount, ...]]()
        for names in together.values():
            matches = self._matching(but=names[0])
            counted |= facets.count(self._reader, matches, names, self._question.facet_size)
        return counted

    def _matching(self, but: str = "") -> tantivy.Query:
        """What matches the question; the filter on the column ``but`` is left out."""
        return self._narrowed([self._required], but)

    @cached_property
    def _required(self) -> Clause:
        """What matches the question's text."""
        return Occur.Must, self._builder.matching(self._question.node)

    def _narrowed(self, clauses: list[Clause], but: str = "") -> tantivy.Query:
        """The clauses, and the reader's choices."""
        clauses = clauses + self._builder.choices(*self._choices(but))
        if len(clauses) == 1 and clauses[0][0] == Occur.Must:
            return clauses[0][1]
        return tantivy.Query.boolean_query(clauses)

    def _choices(self, but: str) -> Choices:
        filters = tuple(choice for choice in self._question.filters if choice.column != but)
        return filters, ANY_DATE if but in TIME_FACETS else self._question.dates

    def warnings(self) -> tuple[QueryWarning, ...]:
        """Of the patterns and fuzzy terms that stand for too many words."""
        loose = (leaf for leaf in leaves(self._question.node, negative=True))
        return tuple(
            wildcards.cut_warning(leaf)
            for leaf in loose
            if isinstance(leaf, Pattern | Fuzzy) and self._expander.found(leaf)[1]
        )
