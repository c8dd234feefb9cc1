"""The one ranking formula of every engine.

Lucene's BM25 (``org.apache.lucene.search.similarities.BM25Similarity``): for each scoring word, layer and
field ``ln(1 + (N - n + ½) / (n + ½)) · tf / (tf + k1·(1 - b + b·length/average))``, times the weights of
layer and field. ``N`` counts the articles of the index, ``average`` is the mean length of the field over
them, ``length`` is rounded to one byte as Lucene and Tantivy round it. A form with several terms counts as
its commonest: the largest ``n`` of its terms and, in each article, the largest ``tf``; any engine can
compute that from single terms.

Words score, phrases and filters only decide what matches. The best ``RESCORE_WINDOW`` articles are then
rescored by where the words stand in them: see :mod:`articles.search.ranking.proximity`.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from articles.search.types import Node, Phrase, Scope, Word
from articles.search.visitors import leaves

Field = Literal["title", "body"]

K1 = 1.2
B = 0.75
FIELD_WEIGHTS: dict[Field, float] = {"title": 0.7, "body": 1.0}
# Tuned with the folds of ``make bench-relevance``: what holds in archives that share no source and no date.
# The root hardly counts: what the lemma finds keeps its order in wide mode, and what the root alone finds
# comes after it. With 0.02, wide mode was 0.1 % below normal mode in one fold of two.
LAYER_WEIGHTS: dict[str, float] = {"surface": 0.1, "folded": 0.3, "stem": 0.5, "lemma": 0.7, "root": 0.005}
RESCORE_WINDOW = 100
TIE = 1e-3  # scores closer than this are equal: the newest id comes first


def _lucene_lengths() -> list[int]:
    """The 256 lengths one byte can stand for (``SmallFloat.byte4ToInt``): exact to 40, then 4 bits."""

    def widened(code: int) -> int:
        bits, shift = code & 7, (code >> 3) - 1
        return bits if shift < 0 else (bits | 8) << shift

    return [code if code < 24 else 24 + widened(code - 24) for code in range(256)]


LENGTHS = np.array(_lucene_lengths(), dtype=np.int64)


def rounded_length(words: int) -> int:
    """The length of a field of ``words`` words, as ranking sees it: the largest of ``LENGTHS`` within it."""
    return int(LENGTHS[np.searchsorted(LENGTHS, words, side="right") - 1])


def idf(articles: int, having: int) -> float:
    """How much it tells that an article has a term which ``having`` of all ``articles`` have."""
    return math.log(1 + (articles - having + 0.5) / (having + 0.5))


def saturation(count: int, length: int, average: float) -> float:
    """How much a term says that stands ``count`` times in a field of the rounded ``length``: 0 to 1."""
    return count / (count + K1 * (1 - B + B * length / average))


def fields(scope: Scope) -> tuple[Field, ...]:
    return ("title",) if scope == "title" else ("title", "body")


def scoring_words(node: Node) -> tuple[Word, ...]:
    """The words that score, in the order of the query, each once: all that no ``Not`` holds."""
    found = dict[Word, None]()
    for leaf in leaves(node):
        words = (leaf,) if isinstance(leaf, Word) else leaf.words if isinstance(leaf, Phrase) else ()
        found.update(dict.fromkeys(words))
    return tuple(found)


def bucket(score: float) -> int:
    """The number that orders scores: closer than ``TIE`` is, but for the edges, equal."""
    return round(score / TIE)


def buckets(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """``bucket`` of each."""
    return np.rint(scores / TIE).astype(np.int64)
