"""A request becomes the engine's query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from articles.indexing.runtime import Searcher
from articles.search.query.parse import parse
from articles.search.query.spellings import Spellings
from articles.search.types import Column, Filter, Query, date_range
from articles.searching.query.archive_words import ArchiveWords, archive_words
from articles.searching.query.names import Names
from articles.searching.request import SearchRequest


class QueryReader:
    """Reads the queries of one request; names that they mention are looked up once for all of them."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._analyzer = searcher.analyzer
        self._names = Names(searcher)

    def read(self, request: SearchRequest, *, facets: tuple[str, ...] = ()) -> Query:
        """The query of a request, filters and order included. Reads any text.

        Raises SearchError when it names an author or a section, or has a foreign word, and the engine, which
        knows them and the archive's words, fails.
        """
        parsed = parse(
            request.text,
            mode=request.mode,
            match=request.match,
            analyzer=self._analyzer,
            resolve=self._names.resolve,
            families=request.families,
            spellings=Spellings(
                self._analyzer, self._count, frozenset(request.without), self._respelled, self._beside
            ),
        )
        return replace(
            parsed,
            filters=tuple(_filter(column, values) for column, values in request.columns.items()),
            dates=date_range(request.date_from, request.date_to),
            sort=request.sort,
            facets=facets,
            group_duplicates=request.copies == "fold",
        )

    @cached_property
    def _words(self) -> ArchiveWords:
        """Looked up once, and only for a query that has words."""
        return archive_words(self._searcher)

    def written(self, word: str) -> str:
        """How the archive mostly writes a folded word; itself when it does not have it."""
        return self._words.speller.spelling(word)

    def _count(self, word: str) -> int:
        return self._words.count(word)

    def _beside(self, first: str, second: str) -> int:
        return self._words.beside(first, second)

    def _respelled(self, word: str) -> Mapping[str, int]:
        return self._words.respelled(word)


def _filter(column: Column, values: tuple[str, ...]) -> Filter:
    return Filter(
        column,
        include=tuple(value for value in values if not value.startswith("-")),
        exclude=tuple(value[1:] for value in values if value.startswith("-")),
    )
