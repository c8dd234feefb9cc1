"""What the words of a query weigh in each article, and which articles have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from articles.search import ranking
from articles.search.engines.whoosh.arrays import Array, changes, distinct, joined
from articles.search.engines.whoosh.cache import ByteCache
from articles.search.engines.whoosh.postings import Occurrences
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
        parts = [self._form_scores(form, field) for form in word.forms for field in fields]
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

    def _form_scores(self, form: Form, field: Field) -> tuple[Array, Array, float]:
        """The articles that have the form in the field, what it weighs in each, and its idf."""
        counted = [_summed(found.docs, found.counts) for found in self._occurrences(form, field)]
        having = max((len(docs) for docs, _ in counted), default=0)
        docs, counts = counted[0] if len(counted) == 1 else _largest(counted)
        idf = ranking.idf(self._snapshot.size, having)
        weight = ranking.FIELD_WEIGHTS[field] * ranking.LAYER_WEIGHTS[form.layer] * idf
        return docs, weight * counts / (counts + self._snapshot.norms[field][docs]), idf

    def _occurrences(self, form: Form, field: Field) -> list[Occurrences]:
        return [self._snapshot.occurrences(form.layer, term, field) for term in form.terms]

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

    # ---- places ----

    def slots(self, docs: Array) -> Array:
        """For every article of the snapshot its number among ``docs``, -1 for those that are not there."""
        slots = np.full(self._snapshot.size, -1, np.int32)
        slots[docs] = np.arange(len(docs))
        return slots

    def places(self, word: Word, field: Field, slots: Array) -> Array:
        """The places of the word's last form in the articles that have a slot: see ``Snapshot.places``."""
        found = [
            self._snapshot.places(occurrences, slots, field)
            for occurrences in self._occurrences(word.forms[-1], field)
        ]
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
    return weighed.docs.nbytes + weighed.scored.nbytes + weighed.scores.nbytes
