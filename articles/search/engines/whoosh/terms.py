"""What the words of a query weigh in each article, and which articles have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from articles.search import ranking
from articles.search.engines.whoosh.arrays import Array, changes, distinct, joined
from articles.search.engines.whoosh.cache import ByteCache
from articles.search.engines.whoosh.snapshot import Snapshot
from articles.search.ranking import Field
from articles.search.types import Form, Word


class Weighed(NamedTuple):
    """A word's articles, sorted: ``docs`` match; ``scored`` get the ``scores``."""

    docs: Array
    scored: Array
    scores: Array
    rarity: Mapping[Field, float]  # the idf of its last form


class Terms:
    """The words of one snapshot, weighed by the ranking formula."""

    def __init__(self, snapshot: Snapshot, cache: ByteCache) -> None:
        self._snapshot = snapshot
        self._cache = cache

    def weighed(self, word: Word) -> Weighed:
        return self._cache.get((self._snapshot.key, word), partial(self._weigh, word), _bytes)

    def _weigh(self, word: Word) -> Weighed:
        fields = ranking.fields(word.scope)
        parts = [
            self._form_scores(form, field, keep=form is word.forms[-1])
            for form in word.forms
            for field in fields
        ]
        last = parts[-len(fields) :]
        docs = distinct(*(docs for docs, _, _ in last))
        scored, scores = _summed(
            joined((docs for docs, _, _ in parts), np.int32),
            joined((scores for _, scores, _ in parts), np.float64),
        )
        if word.pointed:
            docs = np.intersect1d(docs, self._pointed(word))
        rarity = {field: idf for field, (_, _, idf) in zip(fields, last, strict=True)}
        return Weighed(docs, docs if len(docs) == len(scored) else scored, scores.astype(np.float32), rarity)

    def _form_scores(self, form: Form, field: Field, *, keep: bool) -> tuple[Array, Array, float]:
        """The articles that have the form in the field, what it weighs in each, and its idf."""
        found = [self._snapshot.occurrences(form.layer, term, field, keep=keep) for term in form.terms]
        counted = [_summed(one.docs, one.counts) for one in found]
        having = max((len(docs) for docs, _ in counted), default=0)
        docs, counts = counted[0] if len(counted) == 1 else _largest(counted)
        idf = ranking.idf(self._snapshot.size, having)
        weight = ranking.FIELD_WEIGHTS[field] * ranking.LAYER_WEIGHTS[form.layer] * idf
        return docs, weight * counts / (counts + self._snapshot.norms[field][docs]), idf

    def _pointed(self, word: Word) -> Array:
        segments = zip(self._snapshot.segments, self._snapshot.bases, strict=True)
        return joined(
            (
                segment.pointed(field, surface, word.pointed).astype(np.int32) + base
                for segment, base in segments
                for field in ranking.fields(word.scope)
                for surface in word.forms[-1].terms
            ),
            np.int32,
        )

    def places(self, word: Word, field: Field, docs: Array) -> Array:
        """The places of the word's last form in the articles ``docs``: see ``Snapshot.places``."""
        form = word.forms[-1]
        occurrences = (self._snapshot.occurrences(form.layer, term, field) for term in form.terms)
        found = [self._snapshot.places(one, docs, field) for one in occurrences]
        return found[0] if len(found) == 1 else np.sort(joined(found, np.int64))


def _summed(docs: Array, values: Array) -> tuple[Array, Array]:
    """Each article once, in order, with the sum of its values."""
    if np.any(docs[1:] < docs[:-1]):
        order = np.argsort(docs, kind="stable")
        docs, values = docs[order], values[order]
    begins = changes(docs)
    if len(begins) == len(docs):
        return docs, values
    return docs[begins], np.add.reduceat(values, begins, dtype=np.float64)


def _largest(counted: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Each article once, in order, with the largest of its counts."""
    docs = joined((docs for docs, _ in counted), np.int32)
    counts = joined((counts for _, counts in counted), np.int64)
    order = np.argsort(docs, kind="stable")
    docs, counts = docs[order], counts[order]
    begins = changes(docs)
    return docs[begins], np.maximum.reduceat(counts, begins)


def _bytes(weighed: Weighed) -> int:
    several = weighed.docs is not weighed.scored
    return weighed.docs.nbytes * (1 + several) + weighed.scores.nbytes
