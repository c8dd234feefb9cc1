"""One answer: all that a result page or the API shows of a search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from articles.search.query.diagnose import Diagnosis
from articles.search.query.matched_forms import MatchedForm
from articles.search.suggest.candidates import Suggestion
from articles.search.types import Column, DateRange, Query, QueryWarning
from articles.searching.cursors import Place
from articles.searching.facets import FacetValue, Labels
from articles.searching.paging import MAX_DEPTH
from articles.searching.query.explain import explain, explain_foldings
from articles.searching.request import SearchRequest
from articles.searching.results import Result


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a query was read, in the language of the interface. ``labels`` name the values of its
    filters, by column."""

    query: Query
    labels: Labels
    written: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The whole: words, filters and all that the words stand for beyond themselves."""
        return explain(self.query, self._label)

    @property
    def words(self) -> str:
        """The words alone; filters and foldings are said elsewhere."""
        words = replace(self.query, filters=(), dates=DateRange())
        return explain(words, self._label, with_foldings=False)

    @property
    def foldings(self) -> str:
        """What the words stand for beyond themselves; empty when for nothing else."""
        return explain_foldings(self.query, lambda word: self.written.get(word, word))

    def _label(self, column: Column, value: str) -> str:
        return self.labels.get(column, {}).get(value, value)


@dataclass(frozen=True, slots=True)
class PartialMatches:
    """Articles with most of the words, when none has all of them."""

    total: int
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What a search found. Parts that were not asked for are empty (see ``service.Detail``).

    ``groups`` counts the results after folding duplicates, and is equal to ``total`` without. ``warnings``
    say what was odd about the query or its answer. ``forms`` are the archive's words that those of a query in
    the wide mode stand for. ``suggestion`` helps where little is found, ``diagnosis`` and ``partial``
    where nothing is. ``following`` is where the next page begins, for who does not count pages;
    ``is_numbered`` tells that this one was asked for by its number. ``written``: folded word of the query →
    how the archive mostly writes it.
    """

    request: SearchRequest
    query: Query
    total: int
    groups: int
    took_ms: float
    results: tuple[Result, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    warnings: tuple[QueryWarning, ...] = ()
    forms: tuple[MatchedForm, ...] = ()
    partial: PartialMatches | None = None
    diagnosis: Diagnosis | None = None
    suggestion: Suggestion | None = None
    following: Place | None = None
    is_numbered: bool = True
    written: Mapping[str, str] = field(default_factory=dict)

    @property
    def explanation(self) -> Explanation:
        labels: Labels = {
            chosen.column: {each.value: each.label for each in self.facets.get(chosen.column, ())}
            for chosen in self.query.filters
        }
        return Explanation(self.query, labels, self.written)

    @property
    def pages(self) -> int:
        return max(1, -(-min(self.groups, MAX_DEPTH) // self.request.limit))

    @property
    def has_next(self) -> bool:
        return self.request.page < self.pages
