"""Words that stand together: phrases, proximity, neighbours.

Tantivy answers for terms of one field. What it cannot be asked, it narrows down, and the words of the
articles that are left decide: three or more words near each other, phrases across layers, and phrases of
words with many spellings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from math import prod

from tantivy import Query

from articles.search.engines.tantivy import schema
from articles.search.engines.tantivy.boolean import all_of, any_of
from articles.search.engines.tantivy.term_expansion import Expander
from articles.search.ranking import bm25
from articles.search.ranking.bm25 import Field
from articles.search.ranking.positions import in_order, near
from articles.search.ranking.proximity import BODY, POSITION_BITS, POSITION_MASK, Positions
from articles.search.types import Form, Phrase

_MAX_SPELLINGS = 64  # phrases of single terms that stand for one phrase
_CHECKED = 500  # articles whose words are looked at together


class PhraseMatcher:
    """``expander`` knows the reader."""

    def __init__(self, expander: Expander) -> None:
        self._expander = expander
        self._reader = expander.reader
        self._schema = self._reader.schema

    def phrase(self, phrase: Phrase) -> Query:
        """The articles where the phrase stands, in the title or in the body."""
        forms = [word.forms[-1] for word in phrase.words]
        scopes = [set(bm25.fields(word.scope)) for word in phrase.words]
        return any_of([self._phrase_in(forms, phrase.slop, field) for field in set.intersection(*scopes)])

    def _phrase_in(self, forms: Sequence[Form], slop: int, field: Field) -> Query:
        if _can_be_spelled(forms) and not slop:
            return self._in_order(forms, field)
        if _can_be_spelled(forms) and len(forms) == 2:
            return self._near(forms, field, slop)
        between = slop + len(forms) - 2 if slop else 0
        pairs = [self._roughly(pair, field, between) for pair in pairwise(forms)]
        return self._checked(forms, slop, field, all_of(pairs))

    # ---- asked of Tantivy ----

    def _in_order(self, forms: Sequence[Form], field: Field) -> Query:
        """The forms, all of one layer, one right after the other."""
        name = schema.TEXT[field, forms[0].layer]
        spellings = product(*(form.terms for form in forms))
        if len(forms) == 1:
            return any_of([Query.term_query(self._schema, name, term, "basic") for (term,) in spellings])
        return any_of([Query.phrase_query(self._schema, name, list(terms)) for terms in spellings])

    def _near(self, forms: Sequence[Form], field: Field, between: int) -> Query:
        """Two forms, both of one layer, in any order with at most so many other words between them."""
        first, second = forms
        name = schema.TEXT[field, first.layer]
        return any_of(
            [
                query
                for one, two in product(first.terms, second.terms)
                for query in self._terms_near(name, one, two, between)
            ]
        )

    def _terms_near(self, name: str, one: str, two: str, between: int) -> Iterator[Query]:
        if one == two:  # with slop, Tantivy would take one place for both
            for step in range(1, between + 2):
                yield Query.phrase_query(self._schema, name, [(0, one), (step, two)])
        else:  # its slop counts a swap as two steps, so each order is asked for
            yield Query.phrase_query(self._schema, name, [one, two], between)
            yield Query.phrase_query(self._schema, name, [two, one], between)

    # ---- decided by the words in their order ----

    def _roughly(self, forms: Sequence[Form], field: Field, between: int) -> Query:
        """Some articles, and among them all where the two forms stand so near."""
        if _can_be_spelled(forms):
            return self._near(forms, field, between) if between else self._in_order(forms, field)
        named = [(schema.TEXT[field, form.layer], form.terms) for form in forms]
        return all_of([Query.term_set_query(self._schema, name, terms) for name, terms in named])

    def _checked(self, forms: Sequence[Form], slop: int, field: Field, candidates: Query) -> Query:
        """Those of the candidates where the forms stand so."""
        everything = max(self._reader.articles, 1)
        hits = self._reader.searcher.search(candidates, everything, count=False, order_by_field="id").hits
        found: list[int] = []
        for start in range(0, len(hits), _CHECKED):
            some = hits[start : start + _CHECKED]
            forward_index = self._reader.forward_index([address for _, address in some])
            by_row = [
                _by_row(forward_index.positions_of([self._expander.wanted(form)]), field) for form in forms
            ]
            for row in set(by_row[0]).intersection(*by_row[1:]):
                positions = [of_form[row] for of_form in by_row]
                if near(positions, slop) if slop else in_order(positions):
                    found.append(some[row][0])
        return Query.term_set_query(self._schema, "id", found)


def _by_row(positions: Positions, field: Field) -> dict[int, list[int]]:
    by_row: dict[int, list[int]] = {}
    for position in positions[((positions & BODY) > 0) == (field == "body")].tolist():
        by_row.setdefault(position >> POSITION_BITS, []).append(position & POSITION_MASK)
    return by_row


def _can_be_spelled(forms: Sequence[Form]) -> bool:
    """Whether phrases of terms of one field say it all."""
    spellings = prod(len(form.terms) for form in forms)
    return len({form.layer for form in forms}) == 1 and spellings <= _MAX_SPELLINGS
