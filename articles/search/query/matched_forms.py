"""Which words of the archive the words of a query were found to stand for."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines.base import Engine
from articles.search.ranking.bm25 import scoring_words
from articles.search.types import Query

MAX_WORDS: Final = 6  # of a query
MAX_FORMS: Final = 8  # of a word


@dataclass(frozen=True, slots=True)
class MatchedForm:
    """A word of the query, and ``forms``: for each of its stems the commonest spelling, the commonest stem
    first. ``more`` tells that there are others."""

    word: str
    forms: tuple[str, ...]
    more: bool


def matched_forms(query: Query, engine: Engine, analyzer: Analyzer) -> list[MatchedForm]:
    """The forms of each word that any word of its root will do for (wide mode). Raises SearchError."""
    by_root = [word for word in scoring_words(query.node) if word.forms[-1].layer == "root"]
    found = []
    for word in by_root[:MAX_WORDS]:
        stems: dict[str, Counter[str]] = defaultdict(Counter)
        for surface, articles in engine.words_of(word.forms[-1]):
            stems[analyzer.layers(surface).stem][surface] = articles
        forms = [_commonest(stems[stem]) for stem in sorted(stems, key=lambda s: (-stems[s].total(), s))]
        if forms:
            found.append(MatchedForm(word.text, tuple(forms[:MAX_FORMS]), len(forms) > MAX_FORMS))
    return found


def _commonest(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda surface: (-spellings[surface], surface))
