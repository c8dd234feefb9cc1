"""Words that stand together, as intervals: Lucene's minimal intervals, each word one position wide.

The layers of a text have the same positions, so a phrase may have words of several (``use_field``).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any, Final

from articles.search.engines.opensearch.dsl import Query, any_of, terms
from articles.search.engines.opensearch.schema import TEXT, stored
from articles.search.ranking import bm25
from articles.search.ranking.bm25 import Field
from articles.search.types import Form, Phrase

# Words in any order are asked for in each: only so no two take one position. Of more words (5 have 120
# orders) two that share a spelling may share their position.
_MAX_PERMUTED: Final = 4


def phrase(node: Phrase) -> Query:
    """The articles where the phrase stands, in the title or in the body."""
    forms = [word.forms[-1] for word in node.words]
    scopes = [bm25.fields(word.scope) for word in node.words]
    fields = [field for field in bm25.fields("any") if all(field in scope for scope in scopes)]
    return any_of([_phrase_in(forms, node.slop, field) for field in fields])


def _phrase_in(forms: Sequence[Form], slop: int, field: Field) -> Query:
    name = TEXT[field, forms[0].layer]
    if len(forms) == 1:
        return terms(name, [stored(term) for term in forms[0].terms])
    sources = [_source(form, field) for form in forms]
    if not slop:
        return {"intervals": {name: _together(sources, 0, "ordered")}}
    if len(forms) > _MAX_PERMUTED:
        return {"intervals": {name: _together(sources, slop, "unordered")}}
    orders = [_together(order, slop, "ordered") for order in permutations(sources)]
    return {"intervals": {name: _any(orders)}}


def _together(sources: Sequence[Query], gaps: int, mode: str) -> dict[str, Any]:
    return {"all_of": {"intervals": list(sources), "max_gaps": gaps, "mode": mode}}


def _source(form: Form, field: Field) -> dict[str, Any]:
    """Where any term of the form stands."""
    name = TEXT[field, form.layer]
    return _any([{"match": {"query": stored(term), "use_field": name}} for term in form.terms])


def _any(sources: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return sources[0] if len(sources) == 1 else {"any_of": {"intervals": list(sources)}}
