"""A request becomes the engine's query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from articles.indexing.runtime import Searcher
from articles.models.audience import hidden
from articles.search.query.parse import parse
from articles.search.query.spellings import Spellings
from articles.search.types import Column, Filter, Query, date_range
from articles.searching.query.archive_words import speller_of
from articles.searching.query.names import Names
from articles.searching.request import SearchRequest


class QueryReader:
    """Reads the queries of one request; names that they mention are looked up once for all of them."""

    def __init__(self, searcher: Searcher) -> None:
        self._analyzer = searcher.analyzer
        self._engine = searcher.engine
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
            spellings=Spellings(self._analyzer, self._articles_with, without=frozenset(request.without)),
        )
        return replace(
            parsed,
            filters=tuple(_filter(column, values) for column, values in request.columns.items()),
            dates=date_range(request.date_from, request.date_to),
            sort=request.sort,
            facets=facets,
            group_duplicates=request.copies == "fold",
        )

    def _articles_with(self, word: str) -> int:
        """Of those that the present reader may read: the speller counts all."""
        articles = self._counts.get(word, 0)
        if not articles or not hidden().slugs:
            return articles
        exact = parse(f'"{word}"', mode="exact", analyzer=self._analyzer)
        return self._engine.search(exact, limit=0).total

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        """Looked up once: a foreign word asks for a thousand spellings."""
        return speller_of(self._engine).counts


def _filter(column: Column, values: tuple[str, ...]) -> Filter:
    return Filter(
        column,
        include=tuple(value for value in values if not value.startswith("-")),
        exclude=tuple(value[1:] for value in values if value.startswith("-")),
    )
