"""Query trees → Tantivy's queries: what matches, and what it scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from tantivy import Occur, Query

from articles.search.engines.tantivy import schema
from articles.search.engines.tantivy.boolean import all_of, any_of, none_of, silent
from articles.search.engines.tantivy.positions import PhraseMatcher
from articles.search.engines.tantivy.term_expansion import Expander
from articles.search.ranking import bm25
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

Clause = tuple[Occur, Query]


_REMEMBERED = 4096  # words


class Scores(NamedTuple):
    """What a word scores. ``required`` matches as the word does, as any of its ``parts``: the articles of a
    narrower form are among those of a wider one. ``optional`` scores whatever part of the word is there."""

    parts: Sequence[Query]
    required: Query
    optional: Query


class QueryBuilder:
    """For one reader, which ``expander`` knows. Remembers the words that were asked for."""

    def __init__(self, expander: Expander) -> None:
        self.expander = expander
        self.reader = expander.reader
        self._schema = self.reader.schema
        self._phrases = PhraseMatcher(expander)
        self._scores = lru_cache(_REMEMBERED)(self._make_scores)

    # ---- what matches ----

    def matching(self, node: Node) -> Query:
        """The articles that the node matches; their scores mean nothing."""
        match node:
            case Everything():
                return Query.all_query()
            case Nothing():
                return Query.empty_query()
            case Word():
                return self._word(node)
            case Phrase():
                vocalised = [self._word(word) for word in node.words if word.vocalised]
                return all_of([self._phrases.phrase(node), *vocalised])
            case Pattern() | Fuzzy():
                return self._form(Form("folded", tuple(self.expander.found(node)[0])), node.scope)
            case InColumn():
                return self._in_column(node.column, node.values)
            case DateRange():
                return self.reader.between("date", node.first, node.last)
            case Not():
                return none_of([self.matching(node.node)])
            case And():
                return all_of([self.matching(child) for child in node.nodes])
            case Or():
                return any_of([self.matching(child) for child in node.nodes])
            case AtLeast():
                return self._at_least(node)

    def _at_least(self, node: AtLeast) -> Query:
        if node.minimum < 1:
            return Query.all_query()
        return any_of([self.matching(child) for child in node.nodes], node.minimum)

    def _word(self, word: Word) -> Query:
        if word.vocalised:
            return self.expander.vocalised(word)
        return any_of([self._form(form, word.scope) for form in deciding(word)])

    def _form(self, form: Form, scope: Scope) -> Query:
        names = [schema.TEXT[field, form.layer] for field in bm25.fields(scope)]
        if len(form.terms) == 1:
            return any_of([Query.term_query(self._schema, name, form.terms[0], "basic") for name in names])
        return any_of([Query.term_set_query(self._schema, name, form.terms) for name in names])

    def _in_column(self, column: str, values: Sequence[str]) -> Query:
        return any_of([Query.term_query(self._schema, column, value, "basic") for value in values])

    # ---- filters ----

    def choices(self, filters: Sequence[Filter], dates: DateRange) -> list[Clause]:
        """The reader's choices."""
        clauses: list[Clause] = []
        for choice in filters:
            if choice.include:
                clauses.append((Occur.Must, silent(self._in_column(choice.column, choice.include))))
            if choice.exclude:
                clauses.append((Occur.MustNot, self._in_column(choice.column, choice.exclude)))
        if dates != ANY_DATE:
            dated = self.reader.between("date", max(dates.first, NO_DATE + 1), dates.last)
            clauses.append((Occur.Must, silent(dated)))
        return clauses

    # ---- what it scores ----

    def scored(self, node: Node, words: Iterable[Word]) -> list[Clause]:
        """The node's clauses, such that a match's score is the ranking formula's for its scoring ``words``.

        Required words score as they match. What must match in another way matches silently, and its
        words are optional clauses that score.
        """
        left = dict.fromkeys(words)
        clauses: list[Clause] = []
        for part in _conjuncts(node):
            plain = _plain_words(part)
            if plain and all(word in left for word in plain):
                clauses.append((Occur.Must, self._scored_words(part, plain)))
                for word in plain:
                    del left[word]
            else:
                clauses.append((Occur.Must, silent(self.matching(part))))
        return clauses + [(Occur.Should, self._scores(word).optional) for word in left]

    def _scored_words(self, part: Node, words: Sequence[Word]) -> Query:
        scores = [self._scores(word) for word in words]
        if isinstance(part, AtLeast):
            return any_of([score.required for score in scores], part.minimum)
        if len(scores) == 1:
            return scores[0].required
        return any_of([query for score in scores for query in score.parts])

    def _make_scores(self, word: Word) -> Scores:
        *others, last = word.forms
        each = [query for form in word.forms for query in self._form_scores(form, word.scope)]
        if len(deciding(word)) == len(word.forms):
            return Scores(each, any_of(each), any_of(each))
        optional = [(Occur.Should, query) for form in others for query in self._form_scores(form, word.scope)]
        required = any_of(self._form_scores(last, word.scope))
        whole = Query.boolean_query([(Occur.Must, required), *optional])
        return Scores([whole], whole, any_of(each))

    def _form_scores(self, form: Form, scope: Scope) -> list[Query]:
        """One query a field."""
        return [
            self._form_score(schema.TEXT[field, form.layer], form.terms, _weight(field, form))
            for field in bm25.fields(scope)
        ]

    def _form_score(self, name: str, terms: Sequence[str], weight: float) -> Query:
        if len(terms) == 1:
            return Query.boost_query(Query.term_query(self._schema, name, terms[0], "freq"), weight)
        having = self.reader.having(name, terms)
        commonest = self.reader.idf(having)
        scores = []
        for term, articles in zip(terms, having, strict=True):
            boost = weight * commonest / self.reader.idf((articles,))
            scores.append(Query.boost_query(Query.term_query(self._schema, name, term, "freq"), boost))
        return Query.disjunction_max_query(scores)


def _weight(field: bm25.Field, form: Form) -> float:
    """Tantivy's BM25 has Lucene's old factor k1 + 1, which changes no order."""
    return bm25.FIELD_WEIGHTS[field] * bm25.LAYER_WEIGHTS[form.layer] / (1 + bm25.K1)


def _conjuncts(node: Node) -> Iterable[Node]:
    """What must all match."""
    if isinstance(node, And):
        for child in node.nodes:
            yield from _conjuncts(child)
    else:
        yield node


def _plain_words(part: Node) -> tuple[Word, ...]:
    """The words of a part that matches as they do: a word, or some of several; else none."""
    nodes = (part,) if isinstance(part, Word) else part.nodes if isinstance(part, Or | AtLeast) else ()
    words = tuple(node for node in nodes if isinstance(node, Word) and not node.vocalised)
    plain = len(words) == len(nodes) and (len(words) == 1 or len(words) == len(set(words)))
    return words if plain else ()
