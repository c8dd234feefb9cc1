"""Patterns and fuzzy terms: which folded words they stand for, the same on every engine."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from articles.arabic.orthography.characters import ARTICLE
from articles.search.types import Fuzzy, Pattern, QueryWarning

MAX_WORDS = 1000  # folded words a pattern or fuzzy term stands for, the commonest first


def bare(glob: str) -> str:
    """The glob without the article ال, unless little else is left of it."""
    return glob[len(ARTICLE) :] if glob.startswith(ARTICLE) and len(glob.strip("*")) > 3 else glob


def heads(glob: str) -> tuple[str, str]:
    """What a word that fits the glob begins with: either of the two; empty when it may be anything."""
    head = bare(glob).split("*")[0]
    return (head, ARTICLE + head) if head else ("", "")


def core(glob: str) -> str:
    """The longest run of letters that every word has which fits the glob."""
    return max(bare(glob).split("*"), key=len)


def fitting(node: Pattern | Fuzzy, words: Sequence[str]) -> list[int]:
    """The numbers of those folded words that a pattern or fuzzy term stands for.

    A pattern's ``*`` is any letters, and the article ال may be there or not. A fuzzy term lacks, adds,
    changes or swaps with its neighbour at most ``edits`` letters.
    """
    if isinstance(node, Pattern):
        matches = _regex(node.glob).fullmatch
        return [number for number, word in enumerate(words) if matches(word)]
    near = [n for n, word in enumerate(words) if abs(len(word) - len(node.term)) <= node.edits]
    choices = [words[number] for number in near]
    distances = process.cdist([node.term], choices, scorer=OSA.distance, score_cutoff=node.edits)
    return [near[place] for place in np.flatnonzero(distances[0] <= node.edits)] if near else []


@lru_cache(maxsize=256)
def _regex(glob: str) -> re.Pattern[str]:
    return re.compile(f"(?:{ARTICLE})?" + ".*".join(map(re.escape, bare(glob).split("*"))), re.DOTALL)


def commonest(counted: Mapping[str, int]) -> tuple[list[str], bool]:
    """The ``MAX_WORDS`` words of most articles, equal ones in alphabetical order; whether any were cut."""
    ranked = sorted(counted, key=lambda word: (-counted[word], word))
    return ranked[:MAX_WORDS], len(ranked) > MAX_WORDS


def cut_warning(node: Pattern | Fuzzy) -> QueryWarning:
    """Tells that only the ``MAX_WORDS`` commonest of the node's words were searched."""
    return QueryWarning("pattern-cut", node.glob if isinstance(node, Pattern) else node.term)
