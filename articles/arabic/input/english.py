"""Common English words, as ``data/english.txt`` has them: not meant for an Arabic name that sounds alike."""

from __future__ import annotations

from functools import cache

from articles.arabic.morphology.lexicon import read_lines


def is_common_english(latin: str) -> bool:
    """Whether a Latin word, in any letters, is a common English one, or its plural: summer, Houses."""
    word = latin.lower()
    return word in _words() or (len(word) > 3 and word.removesuffix("s") in _words())


@cache
def _words() -> frozenset[str]:
    return frozenset(word for line in read_lines("english.txt") for word in line.split())
