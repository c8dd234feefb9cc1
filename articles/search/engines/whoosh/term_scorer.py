"""What the words of a query weigh in each article, and which articles have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count, product
from typing import NamedTuple

import numpy as np

from articles.search.engines.whoosh.array_file import Array, changes, distinct, joined
from articles.search.engines.whoosh.cache import ByteCache
from articles.search.engines.whoosh.snapshot import DOC_BITS, IndexSnapshot
from articles.search.errors import EngineUnavailable
from articles.search.limits import WORD_BITS
from articles.search.ranking import bm25
from articles.search.ranking.bm25 import Field
from articles.search.ranking.proximity import by_lemma
from articles.search.types import Word
from articles.search.visitors import deciding

# Of the numbers that postings are packed into: an article has a word less than a million times (limits), a
# snapshot fewer than 134 million articles (``IndexSnapshot``), a form less than 4096 terms. Four bits are
# left for forms and fields.
_COUNT_BITS, _TERM_BITS, _DOC_BITS = WORD_BITS, 12, DOC_BITS
_MAX_FORMS = 8
_COUNTS, _TERMS, _DOCS = (2**bits - 1 for bits in (_COUNT_BITS, _TERM_BITS, _DOC_BITS))
_SORT_RATIO = 5  # times as many articles as postings: then summing by sorting takes less time
_NONE = np.empty(0, np.int64)


class ScoredPostings(NamedTuple):
    """A word's articles, sorted: ``docs`` match; ``scored`` get the ``scores``."""

    docs: Array
    scored: Array
    scores: Array
    rarity: tuple[float, float]  # the idf in title and body of the form whose positions count


class TermScorer:
    """The words of one snapshot, weighed by the ranking formula."""

    def __init__(self, snapshot: IndexSnapshot, cache: ByteCache) -> None:
        self._snapshot = snapshot
        self._cache = cache

    def scored(self, word: Word) -> ScoredPostings:
        return self._cache.get((self._snapshot.key, word), partial(self._weigh, word), _bytes)

    def _weigh(self, word: Word) -> ScoredPostings:
        if len(word.forms) > _MAX_FORMS or any(len(form.terms) > _TERMS for form in word.forms):
            raise EngineUnavailable(f"{word.text!r} stands for too many words.")
        size, fields = self._snapshot.size, bm25.fields(word.scope)
        texts, counts, having = self._counted(word, fields)
        idfs = [bm25.idf(self._snapshot.live_size, articles) for articles in having]
        factors = product(
            (bm25.LAYER_WEIGHTS[form.layer] for form in word.forms), bm25.FIELD_WEIGHTS.values()
        )
        weights = [idf * layer * field for idf, (layer, field) in zip(idfs, factors, strict=True)]
        columns, docs = texts >> _DOC_BITS, texts & _DOCS
        norms = self._snapshot.norms[(columns & 1) * size + docs]
        values = np.array(weights)[columns] * counts / (counts + norms)
        last = 0 if len(deciding(word)) == len(word.forms) else 2 * len(word.forms) - 2
        ranked = 2 * len(by_lemma(word).forms) - 2
        matching = distinct(docs[columns.searchsorted(last) :].astype(np.int32))
        scored, scores = _summed(docs, values, size)
        if len(scored) == len(matching):
            scored = matching
        if word.vocalised:
            matching = np.intersect1d(matching, self._vocalised(word))
        return ScoredPostings(matching, scored, scores.astype(np.float32), (idfs[ranked], idfs[ranked + 1]))

    def _counted(self, word: Word, fields: Sequence[Field]) -> tuple[Array, Array, list[int]]:
        """How often each form of the word stands in each text that has it. The texts are sorted numbers: a
        column for each form and field, shifted left by ``_DOC_BITS``, plus the number of the article. With
        them, for each column, the articles that have the form's commonest term.

        All forms, terms and fields go through one sort, since most words are rare and calls cost more than
        numbers.
        """
        packed = np.sort(np.concatenate([_NONE, *self._packed(word, fields)]))
        terms = packed >> _COUNT_BITS
        begins = changes(terms)
        terms, counts = terms[begins], np.add.reduceat(packed & _COUNTS, begins)
        several = max(1, *(len(form.terms) for form in word.forms))
        columns = 2 * len(word.forms)
        numbers = (terms >> _DOC_BITS + _TERM_BITS) * several + (terms & _TERMS)
        having = np.bincount(numbers, minlength=columns * several).reshape(columns, several).max(axis=1)
        texts = terms >> _TERM_BITS
        if several > 1:
            begins = changes(texts)
            texts, counts = texts[begins], np.maximum.reduceat(counts, begins)
        return texts, counts, having.tolist()

    def _packed(self, word: Word, fields: Sequence[Field]) -> Iterator[Array]:
        """The column, article, term and count of each posting of a live article, as one number."""
        for segment, base in zip(self._snapshot.segments, self._snapshot.bases, strict=True):
            live = self._snapshot.live[base : base + len(segment)]
            words, heads = [], []
            for column, form in zip(count(0, 2), word.forms, strict=False):
                for number, term in enumerate(form.terms):
                    words.append(self._snapshot.words_of(segment, form.layer, term))
                    heads.append((((column << _DOC_BITS) + base) << _TERM_BITS) + number)
            head = np.array(heads).repeat([len(some) for some in words])
            for column, field in enumerate(fields):
                docs, counts, lengths = segment.postings[field].of(joined(words, np.uint32))
                terms = (head + (column << _DOC_BITS + _TERM_BITS)).repeat(lengths)
                packed = ((terms + (docs.astype(np.int64) << _TERM_BITS)) << _COUNT_BITS) + counts
                yield packed if live.all() else packed[live[docs]]

    def _vocalised(self, word: Word) -> Array:
        segments = zip(self._snapshot.segments, self._snapshot.bases, strict=True)
        return joined(
            (
                segment.vocalised(field, surface, word.vocalised).astype(np.int32) + base
                for segment, base in segments
                for field in bm25.fields(word.scope)
                for surface in word.forms[-1].terms
            ),
            np.int32,
        )


def _summed(docs: Array, values: Array, size: int) -> tuple[Array, Array]:
    """Each article once, in order, with the sum of its values, which are positive."""
    if len(docs) * _SORT_RATIO > size:
        totals = np.bincount(docs, values, size)
        found = (totals > 0).nonzero()[0]
        return found.astype(np.int32), totals[found]
    order = docs.argsort(kind="stable")
    docs = docs[order]
    begins = changes(docs)
    return docs[begins].astype(np.int32), np.add.reduceat(values[order], begins)


def _bytes(postings: ScoredPostings) -> int:
    several = postings.docs is not postings.scored
    return postings.docs.nbytes * (1 + several) + postings.scores.nbytes
