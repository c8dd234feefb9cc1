"""Function words: never required of an article unless the query has nothing else."""

from __future__ import annotations

from articles.arabic.morphology.lexicon import read_lines
from articles.arabic.orthography.normalizer import normalize

#: Surface spellings, so that على is one and علي is not: compare before ى and ء are folded.
STOPWORDS = frozenset(word for line in read_lines("stopwords.txt") for word in line.split())
FOLDED_STOPWORDS = frozenset(map(normalize, STOPWORDS))

_LEADS = ("و", "ف")


def is_stopword(surface: str) -> bool:
    """Whether a clean surface word, with or without a leading و or ف, is a function word.

    >>> is_stopword("على"), is_stopword("وعلى"), is_stopword("علي")
    (True, True, False)
    """
    return surface in STOPWORDS or (surface[:1] in _LEADS and surface[1:] in STOPWORDS)
