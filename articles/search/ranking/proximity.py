"""Ranking the best articles anew by where the words of the query stand in them.

Three bonuses, each in the measure of a word's rarity. That a body has a word tells more than how often, so
each word gains once. News says first what it is about, so a word counts more the earlier it stands in the
body. And words that were asked for together say more when they stand together: neighbouring query words gain
by the smallest distance between them, in either order (function words that the query left out stand between
them in the text).

Measured on 16,000 articles, as MRR@10 above Lucene's Arabic analyzer: headlines from 4 to 7 %, three words
from 12 to 18 %, questions from 4 to 6 % (``make bench-relevance``). Of this the first adds 0.4 to 0.9 %
for three words, in each of two folds and two draws of queries, and nothing for headlines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from articles.search.ranking.bm25 import FIELD_WEIGHTS, TIE
from articles.search.types import Word

POSITION_BITS = 32
BODY = 2 ** (POSITION_BITS - 1)  # added to positions in the body; no title is that long
POSITION_MASK = BODY - 1  # the bits of a place that tell the position
PRESENCE_WEIGHT = 0.1
LEAD_WEIGHT = 0.7
LEAD_WORDS = 40  # a first place this deep in the body gains half of what the very first word gains
NEAR_WEIGHT = 0.5
NEAR_WORDS = 20  # words further apart are not together

Positions = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]

_PRESENCE_WEIGHTS = np.array([0, PRESENCE_WEIGHT])  # of the title and the body
_LEAD_WEIGHTS = np.array([0, LEAD_WEIGHT])
_NEVER = np.array([2**62])  # a place behind all others
_BEGIN = np.ones(1, bool)


class PositionIndex(Protocol):
    """What an engine tells about the places of words in the best articles."""

    def positions_of(self, words: Sequence[Word], ids: Sequence[int]) -> Positions:
        """Where the words' last forms stand in those fields of the articles ``ids`` that they look at.

        Sorted numbers: ``number of the word * len(ids) + number of the article``, shifted left by
        ``POSITION_BITS``, plus the position of the word in its field, plus ``BODY`` when that is the body.
        """

    def rarities(self, words: Sequence[Word]) -> Sequence[tuple[float, float]]:
        """The :func:`~articles.search.ranking.bm25.idf` of each word's last form in the title and in the
        body. What it says of a field that the word does not look at means nothing."""


def rescore(
    best: Sequence[tuple[int, float]], words: Sequence[Word], index: PositionIndex
) -> list[tuple[int, float]]:
    """``(id, score)`` of the best articles in their new order. Scores only grow."""
    ids = [id for id, _ in best]
    scores = np.array([score for _, score in best]) + bonuses(ids, words, index)
    order = np.lexsort((-np.array(ids), -np.rint(scores / TIE)))  # as ranking.bucket orders
    return [(ids[row], float(scores[row])) for row in order.tolist()]


def bonuses(ids: Sequence[int], words: Sequence[Word], index: PositionIndex) -> Scores:
    """What each of the articles ``ids`` gains; never less than nothing.

    All words and both fields at once: a hundred articles and three words take 0.08 ms.
    """
    words = [by_lemma(word) for word in words]
    positions = index.positions_of(words, ids)
    if not len(positions):
        return np.zeros(len(ids))
    weights = np.array(index.rarities(words)) * [FIELD_WEIGHTS["title"], FIELD_WEIGHTS["body"]]
    shape = len(words), len(ids), len(FIELD_WEIGHTS)
    early = _earliness(positions, shape)
    gained = _gained(early, weights * _LEAD_WEIGHTS)
    gained += _gained((early > 0).astype(float), weights * _PRESENCE_WEIGHTS)
    if len(words) > 1:
        near = NEAR_WEIGHT * (weights[:-1] + weights[1:]) / 2
        gained += _gained(_nearness(positions, shape)[:-1], near)
    return gained


def by_lemma(word: Word) -> Word:
    """The word as its positions count: by its lemma, also in wide mode, where the root decides the match."""
    is_wide = word.forms[-1].layer == "root" and len(word.forms) > 1
    return replace(word, forms=word.forms[:-1]) if is_wide else word


def _gained(found: Scores, weights: Scores) -> Scores:
    """For each article the sum over words and fields."""
    gained: Scores = np.einsum("waf,wf->a", found, weights)
    return gained


def _earliness(positions: Positions, shape: tuple[int, int, int]) -> Scores:
    """For each word, article and field: 1 where the word opens it, ½ where it first stands at
    ``LEAD_WORDS``, 0 where it is not."""
    found = np.zeros(shape)
    texts = positions >> POSITION_BITS - 1
    first = np.concatenate((_BEGIN, texts[1:] != texts[:-1])).nonzero()[0]
    found.ravel()[texts[first]] = LEAD_WORDS / (LEAD_WORDS + (positions[first] & POSITION_MASK))
    return found


def _nearness(positions: Positions, shape: tuple[int, int, int]) -> Scores:
    """For each word, article and field: 1 where the next word stands beside it, 1/√n where it is n words
    apart, 0 where it is not near."""
    found = np.zeros(shape)
    word = shape[1] << POSITION_BITS  # from a place to the same one among those of the next word
    second, last = positions.searchsorted((word, word * (shape[0] - 1)))
    wanted = np.concatenate((positions[:last] + word, positions[second:] - word))
    behind = np.concatenate((positions, _NEVER))
    gaps = behind[behind.searchsorted(wanted, "right")] - wanted
    near = (gaps <= NEAR_WORDS).nonzero()[0]
    before = np.where(near < last, wanted[near] - word, wanted[near])
    np.maximum.at(found.ravel(), before >> POSITION_BITS - 1, gaps[near] ** -0.5)
    return found
