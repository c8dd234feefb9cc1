"""Patterns and fuzzy terms: which folded words they stand for, the same on every engine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from articles.search.types import Fuzzy, Note, Pattern

MAX_WORDS = 1000  # folded words a pattern or fuzzy term stands for, the commonest first
ARTICLE = "ال"


@lru_cache(maxsize=256)
def glob_pattern(glob: str) -> re.Pattern[str]:
    """Of the folded words that fit the glob: ``*`` any letters, the article ال there or not."""
    bare = glob[len(ARTICLE) :] if glob.startswith(ARTICLE) and len(glob.rstrip("*")) > 3 else glob
    return re.compile(f"(?:{ARTICLE})?" + ".*".join(re.escape(part) for part in bare.split("*")), re.DOTALL)


def within_edits(term: str, word: str, edits: int) -> bool:
    """Whether at most ``edits`` letters are missing, added, other or swapped with their neighbour."""
    return OSA.distance(term, word, score_cutoff=edits) <= edits


def fits(node: Pattern | Fuzzy, words: Iterable[str]) -> list[str]:
    """Those of the folded words that a pattern or fuzzy term stands for."""
    if isinstance(node, Pattern):
        matches = glob_pattern(node.glob).fullmatch
        return [word for word in words if matches(word)]
    return [word for word in words if within_edits(node.term, word, node.edits)]


def cut_note(node: Pattern | Fuzzy) -> Note:
    """Tells that only the ``MAX_WORDS`` commonest of the node's words were searched."""
    return Note("pattern-cut", node.glob if isinstance(node, Pattern) else node.term)


def commonest(counted: Iterable[tuple[str, int]]) -> list[str]:
    """At most ``MAX_WORDS`` of ``(word, articles)``: the commonest, equal ones in alphabetical order."""
    return [word for word, _ in sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:MAX_WORDS]]
