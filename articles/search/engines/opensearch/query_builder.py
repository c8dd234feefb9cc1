"""Query trees → OpenSearch's queries: what matches, and what it scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from articles.search.engines.opensearch import dsl
from articles.search.engines.opensearch.dsl import Query
from articles.search.engines.opensearch.phrase_builder import phrase
from articles.search.engines.opensearch.schema import TEXT, stored
from articles.search.engines.opensearch.statistics import WordStatistics
from articles.search.engines.opensearch.term_expansion import Expander
from articles.search.ranking import bm25
from articles.search.ranking.bm25 import Field
from articles.search.types import (
    ANY_DATE,
    NO_DATE,
    And,
    AtLeast,
    DateRange,
    Everything,
    Filter,
    Form,
    Fuzzy,
    InColumn,
    Node,
    Not,
    Nothing,
    Or,
    Pattern,
    Phrase,
    Scope,
    Word,
)
from articles.search.visitors import deciding

# Lucene takes 1,024 clauses in a query. One with more forms than this ranks by the widest of each word.
_MAX_SCORED: Final = 800


class QueryBuilder:
    """For one search, whose patterns ``expander`` knows."""

    def __init__(self, expander: Expander) -> None:
        self._expander = expander

    # ---- what matches ----

    def matching(self, node: Node) -> Query:
        """The articles that the node matches."""
        match node:
            case Everything():
                return dsl.EVERYTHING
            case Nothing():
                return dsl.NOTHING
            case Word():
                return self._word(node)
            case Phrase():
                vocalised = [self._word(word) for word in node.words if word.vocalised]
                return dsl.all_of([phrase(node), *vocalised])
            case Pattern() | Fuzzy():
                return _form(Form("folded", tuple(self._expander.expand(node)[0])), node.scope)
            case InColumn():
                return dsl.terms(node.column, node.values)
            case DateRange():
                return dsl.between("date", node.first, node.last)
            case Not():
                return dsl.none_of([self.matching(node.node)])
            case And():
                return dsl.all_of([self.matching(child) for child in node.nodes])
            case Or():
                return dsl.any_of([self.matching(child) for child in node.nodes])
            case AtLeast():
                return self._at_least(node)

    def _at_least(self, node: AtLeast) -> Query:
        if node.minimum < 1:
            return dsl.EVERYTHING
        return dsl.any_of([self.matching(child) for child in node.nodes], node.minimum)

    def _word(self, word: Word) -> Query:
        if word.vocalised:
            return self._expander.vocalised(word)
        return dsl.any_of([_form(form, word.scope) for form in deciding(word)])


def _form(form: Form, scope: Scope) -> Query:
    values = [stored(term) for term in form.terms]
    return dsl.any_of([dsl.terms(TEXT[field, form.layer], values) for field in bm25.fields(scope)])


# ---- filters ----


def choices(filters: Sequence[Filter], dates: DateRange) -> list[Query]:
    """The reader's choices."""
    found = []
    for choice in filters:
        if choice.include:
            found.append(dsl.terms(choice.column, choice.include))
        if choice.exclude:
            found.append(dsl.none_of([dsl.terms(choice.column, choice.exclude)]))
    if dates != ANY_DATE:
        found.append(dsl.between("date", max(dates.first, NO_DATE + 1), dates.last))
    return found


# ---- what it scores ----


def scores(words: Sequence[Word], statistics: WordStatistics) -> list[Query]:
    """Clauses whose sum is the ranking formula's score for the words."""
    found = _scored(words, [form for word in words for form in word.forms], statistics)
    if len(found) > _MAX_SCORED:
        found = _scored(words, [word.forms[-1] for word in words], statistics)
    return found[:_MAX_SCORED]


def _scored(words: Sequence[Word], forms: Iterable[Form], statistics: WordStatistics) -> list[Query]:
    """One clause for each of the forms in each field that has any term of it. What several words ask for is
    one clause, too: of equal ones Lucene would add up the boosts, which are lengths here."""
    allowed = set(forms)
    times = Counter[tuple[Field, Form]]()
    for word in words:
        for form in word.forms:
            if form in allowed:
                times.update((field, form) for field in bm25.fields(word.scope))
    return [
        _score(field, form, number, statistics)
        for (field, form), number in times.items()
        if any(statistics.having(field, form))
    ]


def _score(field: Field, form: Form, times: int, statistics: WordStatistics) -> Query:
    """The largest saturation of the form's terms (see ``schema.SATURATION``), times weight and rarity."""
    average, name = statistics.average(field), TEXT[field, form.layer]
    terms: list[dict[str, Any]] = [
        {"term": {name: {"value": stored(term), "boost": average}}} for term in form.terms
    ]
    weight = bm25.FIELD_WEIGHTS[field] * bm25.LAYER_WEIGHTS[form.layer] * statistics.idf(field, form)
    query = terms[0] if len(terms) == 1 else {"dis_max": {"queries": terms}}
    return {"function_score": {"query": query, "functions": [{"weight": times * weight}]}}
